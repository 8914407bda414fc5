"""Lists of withdrawals of other issuers: a withdrawn badge is refused, and a list nobody can believe proves nothing."""

from __future__ import annotations

import gzip
import json
import zlib
from functools import partial
from typing import Any

import badges
from badges import Reason, base64url, status
from tests.badges import specimen
from tests.badges.foreign_site import (
    BADGE_ID,
    DID,
    EC,
    ED,
    EVIL_DID,
    EVIL_EC,
    EVIL_HOST,
    HOST,
    LIST,
    VC1,
    Web,
    claims_of,
    credential,
    sign_document,
    sign_jwt,
    site,
    status_entry,
    status_list,
)

from .case import Case, Family, Handed, Honest, unknown

REVOKED, SUSPENDED, UNKNOWN = Reason.REVOKED, Reason.SUSPENDED, Reason.STATUS_UNKNOWN
BITS = status.bitstring([7])
LAST = status.MINIMUM_ENTRIES - 1


def _with(entry: object, served: object = None, *, web: Web | None = None) -> Handed:
    """A badge of the school with this entry, before a list that is served."""
    web = web or site()
    if served is not None:
        web.put(LIST, served)
    return Handed(document=sign_jwt(claims_of(credential(credentialStatus=entry)), EC), web=web)


def _jwt(listed: dict[str, Any], key: badges.SigningKey = EC, **claims: object) -> str:
    return sign_jwt({**listed, "iss": listed["issuer"], **claims}, key)


def _listed(*withdrawn: int, entry: object = None, **members: object) -> Handed:
    """A list of the school as a token; the badge has place 7."""
    listed = {**status_list(*withdrawn), **members}
    listed = {name: value for name, value in listed.items() if value is not None}
    return _with(status_entry() if entry is None else entry, _jwt(listed))


def _subject(**members: object) -> Handed:
    """A list whose subject says something else; without it the badge is withdrawn."""
    listed = status_list(7)
    return _with(status_entry(), _jwt({**listed, "credentialSubject": {**listed["credentialSubject"], **members}}))


def _entry(**members: object) -> Handed:
    """An entry that says something else, before a list on which everybody is withdrawn."""
    entry = {name: value for name, value in {**status_entry(), **members}.items() if value is not None}
    return _with(entry, _jwt(status_list(*range(100))))


def _as_json(listed: dict[str, Any], key: badges.SigningKey = ED, **after: object) -> Handed:
    """A list with a proof, perhaps changed after signing."""
    return _with(status_entry(), {**sign_document(listed, key), **after})


def _text(raw: bytes) -> str:
    return f"u{base64url.encode(raw)}"


def _cut(listed: str) -> Handed:
    head, _, signature = listed.split(".")
    clean = base64url.encode(json.dumps({**status_list(), "iss": DID}).encode())
    return _with(status_entry(), f"{head}.{clean}.{signature}")


def _gone() -> Handed:
    web = site()
    del web.pages[LIST]
    web.gone[LIST] = b""
    return _with(status_entry(), web=web)


def _elsewhere(address: str) -> Handed:
    """The forger's list, at an address of its own choice."""
    web = site()
    web.put(address, _jwt({**status_list(issuer=EVIL_DID), "id": address}, EVIL_EC))
    return _with(status_entry(statusListCredential=address), web=web)


def _redirected() -> Handed:
    """The school keeps its lists on another host; the list proves itself."""
    web = site()
    web.redirects[LIST] = "https://cdn.example/list"
    web.put("https://cdn.example/list", _jwt(status_list(7)))
    return _with(status_entry(), web=web)


def _of_2021() -> Handed:
    listed = status_list(7, type="StatusList2021")
    encoded = listed["credentialSubject"]["encodedList"].removeprefix("u")
    listed["credentialSubject"]["encodedList"] = encoded
    listed |= {"@context": [VC1], "type": ["VerifiableCredential", "StatusList2021Credential"],
               "issuanceDate": listed.pop("validFrom")}  # fmt: skip
    return _with(status_entry(type="StatusList2021Entry"), _jwt(listed))


def _edtech(*listed: object, **members: object) -> Handed:
    entry = {"id": LIST, "type": "1EdTechRevocationList"}
    return _with(entry, {"id": LIST, "issuer": DID, "revokedCredential": list(listed), **members})


HONEST = (
    Honest("not on a list that is a token", partial(_listed, 6, 8)),
    Honest("not on a list with a proof", lambda: _as_json(status_list(6, 8))),
    Honest("no list at all", lambda: Handed(document=sign_jwt(claims_of(credential()), EC), web=site())),
    Honest("not on a list of 1EdTech", partial(_edtech, {"id": "urn:x"}, {"id": BADGE_ID, "revoked": False})),
    Honest("a message takes nothing away", partial(_entry, statusPurpose="message")),
)

_WITHDRAWN = (
    Case("on a list that is a token", partial(_listed, 7), REVOKED, "status"),
    Case("on a list with a proof", lambda: _as_json(status_list(7)), REVOKED, "status"),
    Case("at the first place", lambda: _listed(0, entry=status_entry(0)), REVOKED, "status"),
    Case("at the last place", lambda: _listed(LAST, entry=status_entry(LAST)), REVOKED, "status"),
    Case("suspended by a list of its own", lambda: _with(status_entry(statusPurpose="suspension"),
         _jwt(status_list(7, statusPurpose="suspension"))), SUSPENDED, "status"),
    Case("the second of two entries", lambda: _with([status_entry(6), status_entry()], _jwt(status_list(7))), REVOKED,
         "status"),
    Case("an entry that says nothing before the one that does", lambda: _with([{}, status_entry()],
         _jwt(status_list(7))), REVOKED, "status"),
    Case("a message before the entry that takes it away", lambda: _with([status_entry(statusPurpose="message"),
         status_entry()], _jwt(status_list(7))), REVOKED, "status"),
    Case("on a list that lies on another host of the school", _redirected, REVOKED, "status"),
    Case("on a list of the form of 2021", _of_2021, REVOKED, "status"),
    Case("on a list of 1EdTech, with a reason", partial(_edtech, {"id": BADGE_ID, "revocationReason": "x"}), REVOKED,
         "status"),
    Case("on a list of 1EdTech, as a text", partial(_edtech, BADGE_ID), REVOKED, "status"),
    Case("on a list of 1EdTech, behind an entry that cannot be read", partial(_edtech, 7, BADGE_ID), REVOKED, "status"),
    Case("on a list of 1EdTech, which is no list but the one",
         partial(_edtech, revokedCredential={"id": BADGE_ID, "revoked": True}), REVOKED, "status"),
)  # fmt: skip

_LISTS = tuple(
    unknown(name, make, UNKNOWN, "status")
    for name, make in (
        ("a list that nobody signed", partial(_with, status_entry(), status_list())),
        ("a list signed by the forger in the school's name",
         lambda: _with(status_entry(), _jwt(status_list(), EVIL_EC))),
        ("a list of the forger at the school's address",
         lambda: _with(status_entry(), _jwt(status_list(issuer=EVIL_DID), EVIL_EC))),
        ("a list whose token names another issuer", lambda: _with(status_entry(), _jwt(status_list(), iss=EVIL_DID))),
        ("a list cleared under its old signature", lambda: _cut(_jwt(status_list(7)))),
        ("a list with a proof, cleared after signing", lambda: _as_json(
            status_list(7), credentialSubject=status_list()["credentialSubject"])),
        ("a list of yesterday's end", partial(_listed, validUntil="2025-05-31T12:00:00Z")),
        ("a list whose token has ended", lambda: _with(status_entry(), _jwt(status_list(), exp=1_748_000_000))),
        ("a list of tomorrow", partial(_listed, validFrom="2025-06-02T12:00:00Z")),
        ("a list without a date", partial(_listed, validFrom=None)),
        ("another list of the school, served in its place", partial(_listed, id=f"{HOST}/status/2")),
        ("a list that is another kind of credential", partial(_listed, type=["VerifiableCredential"])),
        ("a list that is a badge", lambda: _with(status_entry(), sign_jwt(claims_of(credential()), EC))),
        ("a list for another purpose", partial(_subject, statusPurpose="suspension")),
        ("a list of another kind of subject", partial(_subject, type="StatusList2021")),
        ("a list of alg none", lambda: _with(status_entry(), sign_jwt({**status_list(), "iss": DID}, EC, alg="none"))),
        ("a list that answers 410", _gone),
        ("a list that is a page", partial(_with, status_entry(), "<!doctype html>")),
        ("a list on our own host, which is not asked", partial(_elsewhere, f"{specimen.BASE}/ob/3/status/1.jwt")),
        ("a list of the forger on a third host", partial(_elsewhere, "https://third.example/list")),
        ("a list of 1EdTech of another issuer", partial(_edtech, issuer=EVIL_DID)),
        ("a list of 1EdTech of another address", partial(_edtech, id=f"{EVIL_HOST}/list")),
        ("a list of 1EdTech that is null", partial(_edtech, revokedCredential=None)),
        ("a list of 1EdTech with a number in it", partial(_edtech, {"id": "urn:x"}, 7)),
        ("a list of 1EdTech with a nameless entry", partial(_edtech, {"revoked": True})),
        ("a list of 1EdTech that lists nothing, not even that", lambda: _with(
            {"id": LIST, "type": "1EdTechRevocationList"}, {"id": LIST, "issuer": DID})),
    )
)  # fmt: skip

_WRITTEN_OTHERWISE = tuple(
    unknown(f"bits {name}", partial(_subject, encodedList=encoded), UNKNOWN, "status")
    for name, encoded in (
        ("without the prefix of their base", status.encode(BITS)[1:]),
        ("in padded base64", status.encode(BITS) + "=="),
        ("in the standard alphabet", "m" + status.encode(BITS)[1:]),
        ("that are not compressed", _text(BITS)),
        ("compressed by zlib, not GZIP", _text(zlib.compress(BITS))),
        ("that grow to 64 MB", _text(gzip.compress(bytes(64 * 1024 * 1024), 9, mtime=0))),
        ("in two members of GZIP, the first without the badge",
         _text(gzip.compress(bytes(len(BITS)), mtime=0) + gzip.compress(BITS, mtime=0))),
        ("with a second text behind them", _text(gzip.compress(BITS, mtime=0) + b"x")),
        ("cut before their checksum", _text(gzip.compress(BITS, mtime=0)[:-8])),
        ("with a wrong checksum", _text(gzip.compress(BITS, mtime=0)[:-8] + bytes(8))),
        ("fewer than the least there may be", status.encode(BITS[:-1])),
        ("none at all", _text(gzip.compress(b"", mtime=0))),
        ("as an empty text", ""),
        ("as a list of numbers", [0, 1]),
    )
)  # fmt: skip

_SAID_OTHERWISE = tuple(
    unknown(f"an entry {name}", partial(_entry, **members), UNKNOWN, "status")
    for name, members in (
        ("whose place is a number", {"statusListIndex": 7}),
        ("whose place is negative", {"statusListIndex": "-7"}),
        ("whose place is a power", {"statusListIndex": "1e1"}),
        ("whose place begins with a zero", {"statusListIndex": "07"}),
        ("whose place has a blank", {"statusListIndex": " 7"}),
        ("whose place is in hexadecimal", {"statusListIndex": "0x7"}),
        ("whose place is in the digits of another script", {"statusListIndex": "1٣"}),
        ("whose place is behind the end", {"statusListIndex": str(LAST + 1)}),
        ("whose place has forty digits", {"statusListIndex": "9" * 40}),
        ("without a place", {"statusListIndex": None}),
        ("without a purpose", {"statusPurpose": None}),
        ("whose purpose is a list", {"statusPurpose": ["revocation"]}),
        ("of two bits", {"statusSize": 2}),
        ("of a kind that nobody reads", {"type": "CredentialStatusList2017"}),
        ("whose kind is a list", {"type": ["BitstringStatusListEntry"]}),
        ("without a list", {"statusListCredential": None}),
        ("whose list is inside", {"statusListCredential": {"id": LIST}}),
        ("whose list lies in a private network", {"statusListCredential": "https://10.0.0.1/list"}),
        ("whose list has a user before its host", {"statusListCredential": "https://school.example@evil.example/l"}),
    )
)

_ENTRIES = (
    unknown("an entry that is a text", partial(_with, LIST), UNKNOWN, "status"),
    unknown("five entries", lambda: _with([status_entry(6)] * 5, _jwt(status_list(7))), UNKNOWN, "status"),
    unknown("a good entry beside one that cannot be read", lambda: _with([status_entry(6), {"type": "x"}],
            _jwt(status_list(7))), UNKNOWN, "status"),
)  # fmt: skip

FAMILY = Family("lists", HONEST, (*_WITHDRAWN, *_LISTS, *_WRITTEN_OTHERWISE, *_SAID_OTHERWISE, *_ENTRIES))
