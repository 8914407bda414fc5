"""Our OB 2.0 assertions, hosted and signed."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import badges
from badges import Reason
from tests.badges.foreign_site import Web
from tests.badges.specimen import AWARD, BASE, ISSUER

from .case import Case, Family, Handed, Honest, unknown
from .ours import (
    ABSENT,
    ASSERTION,
    EC,
    OTHER_URN,
    RSA,
    SIGNED_ASSERTION,
    THIEF,
    as_json,
    believed,
    changed,
    entry,
    handed,
    hosted,
    token,
)

ALTERED, MALFORMED = Reason.ALTERED, Reason.MALFORMED
PATH = AWARD.assertion_url.removeprefix(BASE)
RS256 = {"alg": "RS256", "kid": RSA.kid, "typ": "JWT"}


def _at(address: str) -> Handed:
    """The copy says that it lives elsewhere, and a stranger's web would gladly say so too."""
    web = Web()
    web.put(address, changed(ASSERTION, {"id": address}))
    stored = badges.write_json(ASSERTION)
    made = entry(stored, AWARD.assertion_url, document=stored)
    return Handed(document=badges.write_json(changed(ASSERTION, {"id": address})), trust=believed(made), web=web)


def _hosted_until(ends: str, now: datetime) -> Handed:
    stored = badges.write_json(changed(ASSERTION, {"expires": ends}))
    return Handed(document=stored, trust=believed(entry(stored, AWARD.assertion_url, document=stored)), now=now)


def _stored_with(**changes: object) -> Handed:
    """Even what our own register holds has to be an assertion."""
    stored = badges.write_json(changed(ASSERTION, changes))
    return Handed(document=stored, trust=believed(entry(stored, AWARD.assertion_url, document=stored)))


def _damaged_copy() -> Handed:
    return as_json(ASSERTION, entry("x", AWARD.assertion_url, document=b"{"))


def _without_a_copy() -> Handed:
    return as_json(ASSERTION, entry("x", AWARD.assertion_url))


def _signed(key: badges.SigningKey = RSA, **changes: object) -> Handed:
    claims = changed(SIGNED_ASSERTION, changes)
    text = token({"alg": key.algorithm.jws, "kid": key.kid, "typ": "JWT"}, claims, key=key)
    return handed(text, entry(text, SIGNED_ASSERTION["id"]))


def _under_another_context() -> Handed:
    contexts = [SIGNED_ASSERTION["@context"], "https://thief.example/v1"]
    text = token(RS256, {**SIGNED_ASSERTION, "@context": contexts}, key=RSA)
    return handed(text, entry(text, SIGNED_ASSERTION["id"]))


def _signed_by_the_thief() -> Handed:
    text = token({**RS256, "alg": "ES256"}, SIGNED_ASSERTION, key=THIEF)
    return handed(text, entry(text, SIGNED_ASSERTION["id"]))


def _re_signed() -> Handed:
    """Another person, signed with our key under a known id."""
    text = token(RS256, changed(SIGNED_ASSERTION, {"recipient": _person(OTHER_URN)}), key=RSA)
    return handed(text, entry("x", SIGNED_ASSERTION["id"]))


def _person(urn: str, **members: object) -> dict[str, object]:
    return {"type": "id", "hashed": False, "identity": urn, **members}


HONEST = (
    Honest("a copy of what we host", hosted),
    Honest("a signed assertion", _signed),
    Honest("one that ends later", partial(_hosted_until, "2025-06-01T12:00:00Z", datetime(2025, 6, 1, 12, tzinfo=UTC))),
)

_COPIES = tuple(
    Case(name, partial(hosted, changes), ALTERED, "contents")
    for name, changes in (
        ("a copy for another person", {"recipient": _person(OTHER_URN)}),
        ("a copy where false became 0", {"recipient": {**ASSERTION["recipient"], "hashed": 0}}),
        ("a copy where the identity became a list", {"recipient": _person([ASSERTION["recipient"]["identity"]])}),  # type: ignore[arg-type]
        ("a copy with a salt added", {"recipient": {**ASSERTION["recipient"], "salt": "x"}}),
        ("a copy with an earlier date", {"issuedOn": "2015-03-01T09:30:00Z"}),
        ("a copy of the same instant in another zone", {"issuedOn": "2025-03-01T10:30:00+01:00"}),
        ("a copy with an end", {"expires": "2099-01-01T00:00:00Z"}),
        ("a copy of another badge", {"badge": f"{BASE}/ob/2/badges/doctor.json"}),
        ("a copy with the badge class inside", {"badge": {"id": ASSERTION["badge"], "name": "Docteur"}}),
        ("a copy that says it is signed", {"verification": {"type": "SignedBadge"}}),
        ("a copy that is verified at the thief's", {"verification": {"type": "HostedBadge",
         "url": "https://thief.example/1.json"}}),
        ("a copy that allows the thief's host", {"verification": {"type": "HostedBadge",
         "allowedOrigins": "thief.example"}}),
        ("a copy with evidence added", {"evidence": [{"type": "Evidence", "narrative": "x"}]}),
        ("a copy with another context", {"@context": ["https://w3id.org/openbadges/v2", {"badge": "https://x.example"}]}),
        ("a copy that denies being revoked", {"revoked": False}),
        ("a copy with a member taken away", {"verification": ABSENT}),
    )
)  # fmt: skip

_HOSTED = (
    Case("an id of ours that was never given", partial(hosted, {"id": f"{BASE}/ob/2/assertions/none.json"}),
         Reason.NOT_IN_REGISTER, "register"),
    Case("our host in capitals", partial(hosted, {"id": f"https://BADGES.example.org{PATH}"}), Reason.NOT_IN_REGISTER,
         "register"),
    Case("our host with its port written", partial(hosted, {"id": f"{BASE}:443{PATH}"}), Reason.NOT_IN_REGISTER,
         "register"),
    Case("our address with dot segments", partial(hosted, {"id": f"{BASE}/x/..{PATH}"}), Reason.NOT_IN_REGISTER,
         "register"),
    Case("our address with a query", partial(hosted, {"id": f"{BASE}{PATH}?x=1"}), Reason.NOT_IN_REGISTER, "register"),
    Case("our address with a fragment", partial(hosted, {"id": f"{BASE}{PATH}#x"}), Reason.NOT_IN_REGISTER,
         "register"),
    Case("our address with a letter percent-encoded", partial(hosted, {"id": f"{BASE}{PATH[:-1]}%6E"}),
         Reason.NOT_IN_REGISTER, "register"),
    Case("our address with a line break inside", partial(hosted, {"id": f"{BASE}/ob\n{PATH}"}), Reason.NOT_IN_REGISTER,
         "register"),
    Case("the address of our issuer as an assertion", partial(hosted, {"id": ISSUER.address}), Reason.NOT_IN_REGISTER,
         "register"),
    Case("the urn of a badge of 3.0 on our host", partial(hosted, {"id": f"{BASE}/{AWARD.credential_id.urn}"}),
         Reason.NOT_IN_REGISTER, "register"),
    Case("an id that is a list", partial(hosted, {"id": [AWARD.assertion_url]}), MALFORMED, "form"),
    Case("an id that is null", partial(hosted, {"id": None}), MALFORMED, "form"),
    Case("a second behind the end of a hosted one",
         partial(_hosted_until, "2025-06-01T12:00:00Z", datetime(2025, 6, 1, 12, 0, 1, tzinfo=UTC)), Reason.EXPIRED,
         "dates"),
    Case("stored without a zone", partial(_stored_with, issuedOn="2025-03-01T09:30:00"), MALFORMED, "contents"),
    Case("stored under another context", partial(_stored_with, **{"@context": "https://w3id.org/openbadges/v1"}),
         MALFORMED, "contents"),
    Case("our stored copy of a hosted one is damaged", _damaged_copy, ALTERED, "contents"),
    Case("a register that kept no copy of a hosted one", _without_a_copy, ALTERED, "contents"),
)  # fmt: skip

_ELSEWHERE = (
    Case("a host whose name begins with ours", partial(_at, f"{BASE}.thief.example{PATH}"), Reason.ISSUER_NOT_PROVEN,
         "badge_class"),
    Case("a host below ours", partial(_at, f"https://x.badges.example.org{PATH}"), Reason.ISSUER_NOT_PROVEN,
         "badge_class"),
    Case("our host on another port", partial(_at, f"{BASE}:8443{PATH}"), Reason.ISSUER_NOT_PROVEN, "badge_class"),
    Case("our host without encryption", partial(_at, f"http://badges.example.org{PATH}"), Reason.ISSUER_NOT_PROVEN,
         "badge_class"),
    unknown("our host as the user of the thief's", partial(_at, f"{BASE}@thief.example{PATH}"), Reason.NOT_SUPPORTED,
            "form"),
    unknown("our host before a backslash", partial(_at, f"{BASE}\\@thief.example{PATH}"), Reason.NOT_SUPPORTED, "form"),
    unknown("our host with a dot at its end", partial(_at, f"{BASE}.{PATH}"), Reason.NOT_SUPPORTED, "form"),
    unknown("our host with a Cyrillic letter", partial(_at, f"https://bаdges.example.org{PATH}"), Reason.NOT_SUPPORTED,
            "form"),
    unknown("the copy of a signed one, without its signature", lambda: as_json(SIGNED_ASSERTION), Reason.NOT_SUPPORTED,
            "form"),
    unknown("an id that is no address", partial(hosted, {"id": "https://["}), Reason.NOT_SUPPORTED, "form"),
)  # fmt: skip

_SIGNED = (
    Case("a signed assertion under the thief's signature", _signed_by_the_thief, Reason.ALGORITHM_NOT_ALLOWED,
         "signature"),
    Case("a signed assertion for another person under a known id", _re_signed, ALTERED, "register"),
    Case("a signed assertion nobody registered", partial(_signed, id=OTHER_URN), Reason.NOT_IN_REGISTER, "register"),
    Case("a signed assertion that has ended", partial(_signed, expires="2025-05-01T00:00:00Z"), Reason.EXPIRED,
         "dates"),
    Case("a signed assertion of tomorrow", partial(_signed, issuedOn="2025-06-02T12:00:00Z"), Reason.NOT_YET_VALID,
         "dates"),
    Case("a signed assertion whose date is a number", partial(_signed, issuedOn=1_740_821_400), MALFORMED, "contents"),
    Case("a signed assertion without id", partial(_signed, id=ABSENT), MALFORMED, "contents"),
    Case("a signed assertion under a context of the forger", _under_another_context, MALFORMED, "contents"),
    Case("a signed assertion that says it is a badge of 3.0",
         partial(_signed, EC, type=["VerifiableCredential", "OpenBadgeCredential"]), Reason.ISSUER_NOT_PROVEN,
         "issuer"),
)  # fmt: skip

FAMILY = Family("assertions", HONEST, (*_COPIES, *_HOSTED, *_ELSEWHERE, *_SIGNED))
