"""Is a badge of another issuer withdrawn? A list that cannot be had or believed leaves the status unknown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import badges
from badges import Reason, Verdict, base64url, status

from .foreign_site import (
    BADGE_ID,
    DID,
    EC,
    ED,
    EVIL_DID,
    EVIL_EC,
    EVIL_ED,
    HOST,
    LIST,
    VC1,
    Web,
    ask,
    claims_of,
    credential,
    sign_document,
    sign_jwt,
    site,
    status_entry,
    status_list,
    status_list_claims,
)


def _ask(served: object, entry: object = None) -> badges.Report:
    web = site()
    if served is None:
        del web.pages[LIST]
    else:
        web.put(LIST, served)
    return _with(web, entry if entry is not None else status_entry())


def _with(web: Web, entry: object) -> badges.Report:
    return ask(sign_jwt(claims_of(credential(credentialStatus=entry)), EC), web)


def _as_jwt(listed: dict[str, Any]) -> str:
    return sign_jwt({**listed, "iss": listed["issuer"]}, EC)


def _as_json(listed: dict[str, Any]) -> dict[str, Any]:
    return sign_document(listed, ED)


FORMS = pytest.mark.parametrize("form", [_as_jwt, _as_json], ids=["jwt", "json"])


@FORMS
def test_a_badge_that_is_not_on_the_list_is_valid(form: Callable[[dict[str, Any]], object]) -> None:
    assert _ask(form(status_list(6, 8))).verdict is Verdict.VALID


@FORMS
def test_a_badge_on_the_list_is_revoked(form: Callable[[dict[str, Any]], object]) -> None:
    report = _ask(form(status_list(7)))

    assert report.reasons == (Reason.REVOKED,)
    assert report.verdict is Verdict.NOT_VALID
    assert report.contents is not None


def test_suspension_has_its_own_reason() -> None:
    report = _ask(_as_jwt(status_list(7, statusPurpose="suspension")), status_entry(statusPurpose="suspension"))

    assert report.reasons == (Reason.SUSPENDED,)
    assert report.verdict is Verdict.NOT_VALID


def test_the_worst_of_several_entries_counts() -> None:
    web = site()
    web.put(LIST, _as_jwt(status_list(7, statusPurpose=["revocation", "suspension"])))
    suspended, unknown = status_entry(statusPurpose="suspension"), status_entry(statusListCredential=f"{HOST}/none")

    assert _with(web, [suspended, status_entry()]).reasons == (Reason.REVOKED,)
    assert _with(web, [unknown, suspended]).reasons == (Reason.SUSPENDED,)
    assert _with(web, [status_entry(6), unknown]).reasons == (Reason.STATUS_UNKNOWN,)
    assert _with(web, [status_entry(6), status_entry(5)]).verdict is Verdict.VALID
    assert _with(web, [status_entry(6)] * 5).reasons == (Reason.STATUS_UNKNOWN,)


@pytest.mark.parametrize("purpose", ["message", "refresh"])
def test_a_message_takes_nothing_away(purpose: str) -> None:
    assert _ask(None, status_entry(statusPurpose=purpose)).verdict is Verdict.VALID


@pytest.mark.parametrize("purpose", ["Revocation", "revoked", "withdrawal", ""])
def test_a_purpose_that_nobody_knows_is_not_taken_for_harmless(purpose: str) -> None:
    """The list may well say that the badge was withdrawn, in words of its own."""
    report = _ask(_as_jwt(status_list(7, statusPurpose=purpose)), status_entry(statusPurpose=purpose))

    assert report.reasons == (Reason.STATUS_UNKNOWN,)
    assert report.verdict is Verdict.COULD_NOT_BE_CHECKED


@pytest.mark.parametrize(
    "served",
    [
        None,
        "<!doctype html>",
        b"\x89PNG\r\n\x1a\n",
        {"id": LIST},
        status_list(),
        sign_jwt(status_list_claims(), EC)[:-8] + "AAAAAAAA",
        sign_jwt(status_list_claims(), EVIL_EC),
        sign_jwt({**status_list(issuer=EVIL_DID), "iss": EVIL_DID}, EVIL_EC),
        sign_jwt({**status_list(), "iss": EVIL_DID}, EC),
        sign_jwt(status_list_claims(), EC, alg="none"),
        sign_jwt({**status_list_claims(), "exp": 1}, EC),
        sign_jwt({**status_list_claims(), "nbf": 1_900_000_000}, EC),
        sign_jwt({**status_list_claims(), "nbf": "soon"}, EC),
        sign_document(status_list(), EVIL_ED),
        sign_document(status_list(issuer=EVIL_DID), EVIL_ED),
        _as_jwt({**status_list(), "id": f"{HOST}/status/2"}),
        _as_jwt({**status_list(), "type": ["VerifiableCredential"]}),
        _as_jwt({**status_list(), "validFrom": "2025-07-01T00:00:00Z"}),
        _as_jwt({**status_list(), "validUntil": "2025-05-31T12:00:00Z"}),
        _as_jwt({name: value for name, value in status_list().items() if name != "validFrom"}),
        _as_jwt(status_list(statusPurpose="suspension")),
        _as_jwt(status_list(type="Other")),
        _as_jwt(status_list(encodedList=status.encode(status.bitstring(()))[1:])),
        _as_jwt(status_list(encodedList=None)),
        _as_jwt(status_list(encodedList="u" + base64url.encode(b"no gzip"))),
        _as_jwt(status_list(encodedList=status.encode(bytes(100)))),
    ],
    ids=[
        "unreachable", "page", "picture", "no list", "unsigned", "altered", "key of another", "list of another",
        "iss of another", "no algorithm", "expired token", "token of later", "token of no time",
        "proof of another", "json of another",
        "other address",
        "other type", "future", "expired", "no date", "other purpose", "other subject", "no prefix", "no bits",
        "not compressed", "too short",
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_had_or_believed_leaves_the_status_unknown(served: object) -> None:
    report = _ask(served)

    assert report.reasons == (Reason.STATUS_UNKNOWN,)
    assert report.verdict is Verdict.COULD_NOT_BE_CHECKED


@pytest.mark.parametrize(
    "entry",
    [
        status_entry(statusListIndex=7),
        status_entry(statusListIndex="07"),
        status_entry(statusListIndex="-1"),
        status_entry(statusListIndex="1e3"),
        status_entry(statusListIndex="131072"),
        status_entry(statusListIndex="9" * 40),
        status_entry(statusPurpose=None),
        status_entry(statusListCredential=None),
        status_entry(statusListCredential="did:web:school.example"),
        status_entry(statusListCredential="http://127.0.0.1/"),
        status_entry(statusSize=2),
        status_entry(type="CredentialStatusList2017"),
        status_entry(type=["BitstringStatusListEntry"]),
        {},
        "x",
        7,
    ],
    ids=str,
)
def test_an_entry_that_says_nothing_clear_leaves_the_status_unknown(entry: object) -> None:
    assert _ask(_as_jwt(status_list()), entry).reasons == (Reason.STATUS_UNKNOWN,)


def test_a_list_of_another_issuer_at_that_issuers_own_address_is_believed() -> None:
    address = "https://evil.example/status"
    web = site()
    web.put(address, sign_document({**status_list(7, issuer=EVIL_DID), "id": address}, EVIL_ED))

    assert _with(web, status_entry(statusListCredential=address)).reasons == (Reason.REVOKED,)


@pytest.mark.parametrize(("withdrawn", "reasons"), [((), ()), ((7,), (Reason.REVOKED,))])
@pytest.mark.parametrize("padding", ["", "="])
def test_the_forerunner_of_2021_is_read(withdrawn: tuple[int, ...], reasons: tuple[Reason, ...], padding: str) -> None:
    listed = status_list(
        *withdrawn, type="StatusList2021", encodedList=status.encode(status.bitstring(withdrawn))[1:] + padding
    )
    listed |= {
        "@context": [VC1, "https://w3id.org/vc/status-list/2021/v1"],
        "type": ["VerifiableCredential", "StatusList2021Credential"],
        "issuanceDate": listed.pop("validFrom"),
    }

    report = _ask(_as_jwt(listed), status_entry(type="StatusList2021Entry"))

    assert report.reasons == reasons


def _revocations(*entries: object, **members: object) -> dict[str, Any]:
    return {"id": LIST, "issuer": DID, "revokedCredential": list(entries), **members}


EDTECH = {"id": LIST, "type": "1EdTechRevocationList"}


@pytest.mark.parametrize(
    ("served", "reasons"),
    [
        (_revocations(), ()),
        (_revocations({"id": "urn:uuid:other"}), ()),
        (_revocations({"id": BADGE_ID, "revoked": False}), ()),
        (_revocations({"id": BADGE_ID}), (Reason.REVOKED,)),
        (_revocations({"id": "urn:x"}, {"id": BADGE_ID, "revoked": True}), (Reason.REVOKED,)),
        (_revocations(issuer={"id": DID}, revokedCredential={"id": BADGE_ID}), (Reason.REVOKED,)),
        (_revocations(BADGE_ID), (Reason.REVOKED,)),
        (_revocations({"id": f"urn:uuid:{BADGE_ID[9:].upper()}"}), (Reason.REVOKED,)),
        (_revocations({"id": BADGE_ID[:-1]}), ()),
        (_revocations(issuer=EVIL_DID), (Reason.STATUS_UNKNOWN,)),
        (_revocations(id=f"{HOST}/other"), (Reason.STATUS_UNKNOWN,)),
        ({"id": LIST, "issuer": DID}, (Reason.STATUS_UNKNOWN,)),
        (None, (Reason.STATUS_UNKNOWN,)),
    ],
)
def test_the_revocation_list_of_1edtech_is_read(served: object, reasons: tuple[Reason, ...]) -> None:
    assert _ask(served, EDTECH).reasons == reasons


def test_a_status_in_a_badge_with_proofs_inside_is_read_too() -> None:
    web = site()
    web.put(LIST, _as_json(status_list(7)))

    assert ask(sign_document(credential(credentialStatus=status_entry()), ED), web).reasons == (Reason.REVOKED,)
    assert len(web.asked) == 2
