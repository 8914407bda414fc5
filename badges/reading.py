"""Reading credentials strictly, after their proof and before their dates are judged."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, NamedTuple

from .errors import Malformed
from .ob3 import OB3_CONTEXT, VC_CONTEXT
from .published_keys import OB2_CONTEXT

_BADGES = frozenset({"OpenBadgeCredential", "AchievementCredential"})
_THREE_TEXTS = [str] * 3
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")


class Window(NamedTuple):
    """From when until when a badge is valid; `until` None is for ever."""

    begins_at: datetime
    ends_at: datetime | None


def read_jwt_claims(claims: dict[str, Any]) -> Window:
    """Check a VC-JWT payload and return its validity (OB 3.0, JSON Web Token proof format, verification).

    Raises:
        Malformed: not an OpenBadgeCredential, or, with the code `claims_mismatch`, a registered claim that
            does
            not repeat what the credential says.
    """
    _check_ob3_shape(claims)
    issuer, subject = claims["issuer"], claims["credentialSubject"]
    begins_at = read_instant(claims.get("validFrom"))
    ends_at = read_instant(claims["validUntil"]) if "validUntil" in claims else None
    repeated = claims.get("iss"), claims.get("jti"), claims.get("sub")
    members = (issuer if isinstance(issuer, str) else issuer.get("id")), claims["id"], subject.get("id")
    # An absent claim must not equal an absent member: both have to be there.
    if repeated != members or [type(claim) for claim in repeated] != _THREE_TEXTS:
        raise Malformed("iss, jti or sub does not repeat the credential", code="claims_mismatch")
    if not _is_second(claims.get("nbf"), begins_at) or ("exp" in claims) != (ends_at is not None):
        raise Malformed("nbf or exp does not repeat the credential", code="claims_mismatch")
    if ends_at is not None and not _is_second(claims["exp"], ends_at):
        raise Malformed("exp does not repeat validUntil", code="claims_mismatch")
    return Window(begins_at=begins_at, ends_at=ends_at)


def read_credential(document: dict[str, Any]) -> Window:
    """Check an OpenBadgeCredential with an embedded proof and return its validity (OB 3.0 data model).

    Raises:
        Malformed: not an OpenBadgeCredential, or dates without zone.
    """
    _check_ob3_shape(document)
    begins_at = read_instant(document.get("validFrom"))
    return Window(begins_at, read_instant(document["validUntil"]) if "validUntil" in document else None)


def read_assertion(document: dict[str, Any]) -> Window:
    """Check an OB 2.0 assertion, hosted or signed, and return its validity (OB 2.0, Assertion).

    Raises:
        Malformed: another context or type, or dates without zone.
    """
    if document.get("@context") != OB2_CONTEXT or "Assertion" not in types_of(document):
        raise Malformed("not an OB 2.0 assertion", code="assertion_shape")
    if not isinstance(document.get("id"), str):
        raise Malformed("an assertion needs its id", code="assertion_shape")
    return Window(
        begins_at=read_instant(document.get("issuedOn")),
        ends_at=read_instant(document["expires"]) if "expires" in document else None,
    )


def types_of(document: dict[str, Any]) -> list[str]:
    """Return the `type` of a document as a list of strings, whatever its form."""
    value = document.get("type")
    if type(value) is list:
        return [item for item in value if type(item) is str]
    return [value] if type(value) is str else []


def read_instant(text: object) -> datetime:
    """Return an ISO 8601 instant with time and zone.

    Raises:
        Malformed: anything else.
    """
    if not isinstance(text, str) or not _INSTANT.fullmatch(text):
        raise Malformed("an instant needs date, time and zone", code="instant")
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise Malformed("no such instant", code="instant") from error


def _check_ob3_shape(claims: dict[str, Any]) -> None:
    contexts = claims.get("@context")
    if not isinstance(contexts, list) or contexts[:2] != [VC_CONTEXT, OB3_CONTEXT]:
        raise Malformed("not the contexts of OB 3.0, in their order", code="credential_shape")
    types = types_of(claims)
    if "VerifiableCredential" not in types or _BADGES.isdisjoint(types):
        raise Malformed("not an OpenBadgeCredential", code="credential_shape")
    if not isinstance(claims.get("id"), str) or not isinstance(claims.get("issuer"), str | dict):
        raise Malformed("id or issuer is missing", code="credential_shape")
    subject = claims.get("credentialSubject")
    if not isinstance(subject, dict) or not isinstance(subject.get("achievement"), dict) or "vc" in claims:
        raise Malformed("no subject with an achievement, or a vc claim", code="credential_shape")


def _is_second(claim: object, instant: datetime) -> bool:
    # A boolean is an int for Python, and 1.0 equals 1: only a true integer repeats an instant.
    return type(claim) is int and claim == instant.timestamp()
