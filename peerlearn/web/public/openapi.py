"""The interface for programs as OpenAPI 3.1. What may come back is taken from the library's own lists."""

from typing import Any

from badges import Outcome, Reason, Verdict
from peerlearn.web.public.several import MOST

_TEXT = {"type": "string"}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_PROBLEM = {
    "type": "object",
    "required": ["title", "status"],
    "properties": {"type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT},
}
_ISSUER = {
    "type": "object",
    "required": ["name", "legal_name", "id"],
    "properties": {"name": _TEXT, "legal_name": _TEXT, "id": {**_TEXT, "description": "The issuer's DID."}},
}
_BADGE = {
    "type": ["object", "null"],
    "description": "A badge of this site that is valid; null for every other answer, and for badges of other issuers.",
    "required": ["code", "page", "name", "holder", "awarded_on", "issuer", "credential", "endorsements"],
    "properties": {
        "code": {**_TEXT, "description": "The public code on the card."},
        "page": {**_TEXT, "format": "uri"},
        "name": _TEXT,
        "holder": {
            **_TEXT_OR_NULL,
            "description": "The name that the holder chose to show; null when they chose none.",
        },
        "awarded_on": {**_TEXT_OR_NULL, "format": "date"},
        "issuer": {"$ref": "#/components/schemas/Issuer"},
        "credential": {**_TEXT, "description": "The urn:uuid of the signed credential."},
        "endorsements": {
            "type": "array",
            "items": _TEXT,
            "description": "The urn:uuid of each recommendation that the issuer signed, and that is shown.",
        },
    },
}
_CHECK = {
    "type": "object",
    "required": ["name", "outcome", "reason"],
    "properties": {
        "name": _TEXT,
        "outcome": {"enum": [outcome.value for outcome in Outcome]},
        "reason": {"enum": [reason.value for reason in Reason]},
    },
}
_REPORT = {
    "type": "object",
    "required": ["verdict", "checks", "checked_at", "badge"],
    "properties": {
        "verdict": {"enum": [verdict.value for verdict in Verdict]},
        "checks": {"type": "array", "items": {"$ref": "#/components/schemas/Check"}},
        "checked_at": {**_TEXT, "format": "date-time"},
        "badge": {"$ref": "#/components/schemas/Badge"},
    },
}
_REPORTS = {
    "type": "object",
    "description": "What comes back for several: one report for each, in the order in which they were sent.",
    "required": ["results"],
    "properties": {"results": {"type": "array", "items": {"$ref": "#/components/schemas/Report"}}},
}
_WAITING = {
    "type": "object",
    "description": "A site that has to be asked keeps the answer waiting.",
    "required": ["status", "asked", "answer_by"],
    "properties": {
        "status": {"const": "being_checked"},
        "asked": {"type": "array", "items": _TEXT, "description": "The hosts asked so far, the present one last."},
        "answer_by": {
            **_TEXT,
            "format": "date-time",
            "description": "The report is there by then, in any case.",
        },
    },
}
_ONE = {**_TEXT, "description": "A code, a link, a compact JWS, or the JSON of a badge as text."}
_ANSWERS = [{"$ref": f"#/components/schemas/{name}"} for name in ("Report", "Reports")]
_INPUT = {
    "oneOf": [
        {"type": "object", "required": ["input"], "properties": {"input": _ONE}},
        {
            "type": "object",
            "required": ["inputs"],
            "properties": {"inputs": {"type": "array", "items": _ONE, "minItems": 1, "maxItems": MOST}},
        },
    ]
}
_FILE = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {
            "type": "array",
            "items": {**_TEXT, "format": "binary"},
            "minItems": 1,
            "maxItems": MOST,
            "description": "One part for each: PNG, SVG, PDF, JSON, JWS of at most 5 MB, a photograph or screenshot of "
            "at most 12 MB; at most 30 MB together. One file gives a Report, several give Reports.",
        }
    },
}


def described(site: str) -> dict[str, Any]:
    """The whole description, for the site at this address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "PeerLearn: verification of Open Badges",
            "version": "1",
            "description": "No account, no cookie. Nothing is stored but the report of a badge whose issuer’s site is "
            "slow, for a quarter of an hour. An unknown answer is a verdict of its own.",
        },
        "servers": [{"url": site}],
        "paths": {"/api/v1/verify": {"post": _verify()}, "/api/v1/verify/{token}": {"get": _late()}},
        "components": {
            "schemas": {
                "Report": _REPORT,
                "Reports": _REPORTS,
                "Waiting": _WAITING,
                "Check": _CHECK,
                "Badge": _BADGE,
                "Issuer": _ISSUER,
                "Problem": _PROBLEM,
            }
        },
    }


def _verify() -> dict[str, Any]:
    return {
        "operationId": "verify",
        "summary": "Check a badge, or several",
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _INPUT}, "multipart/form-data": {"schema": _FILE}},
        },
        "responses": {
            "200": _looked_at(),
            "202": _waiting("Another site is slow: ask again at the address in Location, for the same report."),
            "400": _problem("Nothing was given, or more than may be sent at once."),
            "413": _problem("It is larger than any badge."),
            "503": _problem("Others have several checked already: try again in a minute."),
        },
    }


def _late() -> dict[str, Any]:
    return {
        "operationId": "lateReport",
        "summary": "Ask again for a report that was not there yet",
        "parameters": [{"name": "token", "in": "path", "required": True, "schema": _TEXT}],
        "responses": {
            "200": _looked_at(),
            "202": _waiting("Not yet. It is there at “answer_by”, whatever the site does."),
            "404": _problem("No such report was ever promised."),
            "410": _problem("It is not kept any more: send the badge again."),
        },
    }


def _looked_at() -> dict[str, Any]:
    return {
        "description": "It was looked at. The verdict says what came of it.",
        "content": {"application/json": {"schema": {"oneOf": _ANSWERS}}},
    }


def _waiting(words: str) -> dict[str, Any]:
    headers = {
        "Location": {"description": "Where the report will be.", "schema": {**_TEXT, "format": "uri-reference"}},
        "Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}},
    }
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Waiting"}}}
    return {"description": words, "headers": headers, "content": content}


def _problem(words: str) -> dict[str, Any]:
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {"description": words, "content": {"application/problem+json": schema}}
