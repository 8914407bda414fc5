"""Well-signed tokens of ours, held by the register, that contradict themselves or are something else than a badge."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import badges
from badges import Reason, ob3, status
from tests.badges.specimen import AWARD, DID, ISSUED, LIST_URL

from .case import Case, Family, Handed, Honest
from .ours import ABSENT, ASSERTION, EC, OTHER_URN, PAYLOAD, entry, handed, token, with_claims, with_context

MISMATCH, MALFORMED = Reason.CLAIMS_MISMATCH, Reason.MALFORMED
TYPES = PAYLOAD["type"]
VC, OB3 = PAYLOAD["@context"]
SUBJECT = PAYLOAD["credentialSubject"]
ENDS = "2026-03-01T00:00:00Z"
ENDS_AT = 1_772_323_200


def _said(*changes: tuple[str, dict[str, object], Reason]) -> tuple[Case, ...]:
    return tuple(Case(name, partial(with_claims, **claims), reason, "contents") for name, claims, reason in changes)


HONEST = (
    Honest("the claims repeat the credential", with_claims),
    Honest("an end, said twice", partial(with_claims, validUntil=ENDS, exp=ENDS_AT)),
    Honest("the issuer as a bare DID", partial(with_claims, issuer=DID)),
    Honest("the older name of the type", partial(with_claims, type=["VerifiableCredential", "AchievementCredential"])),
)

_MISMATCHES = _said(
    ("jti of another badge", {"jti": OTHER_URN}, MISMATCH),
    ("jti in other letters", {"jti": str(PAYLOAD["jti"]).upper()}, MISMATCH),
    ("no jti", {"jti": ABSENT}, MISMATCH),
    ("jti as a list", {"jti": [PAYLOAD["jti"]]}, MISMATCH),
    ("sub of somebody else", {"sub": OTHER_URN}, MISMATCH),
    ("no sub", {"sub": ABSENT}, MISMATCH),
    ("neither sub nor an id of the subject", {"sub": ABSENT, "credentialSubject": {**SUBJECT, "id": None}}, MISMATCH),
    ("nbf a second before validFrom", {"nbf": PAYLOAD["nbf"] - 1}, MISMATCH),
    ("nbf in milliseconds", {"nbf": PAYLOAD["nbf"] * 1000}, MISMATCH),
    ("nbf as text", {"nbf": str(PAYLOAD["nbf"])}, MISMATCH),
    ("nbf as a float", {"nbf": float(PAYLOAD["nbf"])}, MISMATCH),
    ("nbf true where validFrom is 1970", {"nbf": True, "validFrom": "1970-01-01T00:00:01Z"}, MISMATCH),
    ("no nbf", {"nbf": ABSENT}, MISMATCH),
    ("exp without validUntil", {"exp": 4_000_000_000}, MISMATCH),
    ("exp null", {"exp": None}, MISMATCH),
    ("validUntil without exp", {"validUntil": ENDS}, MISMATCH),
    ("exp ten years behind validUntil", {"validUntil": ENDS, "exp": ENDS_AT + 315_360_000}, MISMATCH),
    ("issuer in the body another than iss", {"issuer": {**PAYLOAD["issuer"], "id": "did:web:partner.example"}},
     MISMATCH),
    ("issuer in the body without id", {"issuer": {"type": ["Profile"], "name": "Main à main"}}, MISMATCH),
    ("a vc claim that says another thing", {"vc": {**PAYLOAD, "name": "Docteur"}}, MALFORMED),
    ("an empty vc claim", {"vc": {}}, MALFORMED),
)  # fmt: skip

_SHAPES = _said(
    ("issuers as a list", {"issuer": [PAYLOAD["issuer"]]}, MALFORMED),
    ("no issuer but iss", {"issuer": ABSENT}, MALFORMED),
    ("no id but jti", {"id": ABSENT}, MALFORMED),
    ("id as a number", {"id": 7}, MALFORMED),
    ("subjects as a list of one", {"credentialSubject": [SUBJECT]}, MALFORMED),
    ("two subjects, the second another person", {"credentialSubject": [SUBJECT, {**SUBJECT, "id": OTHER_URN}]},
     MALFORMED),
    ("subject as its id", {"credentialSubject": SUBJECT["id"]}, MALFORMED),
    ("no achievement", {"credentialSubject": {"id": SUBJECT["id"]}}, MALFORMED),
    ("achievement as its address", {"credentialSubject": {**SUBJECT, "achievement": "https://a.example"}}, MALFORMED),
    ("achievements as a list", {"credentialSubject": {**SUBJECT, "achievement": [{}]}}, MALFORMED),
    ("no type", {"type": ABSENT}, MALFORMED),
    ("a credential, but no badge", {"type": ["VerifiableCredential"]}, MALFORMED),
    ("a badge, but no credential", {"type": ["OpenBadgeCredential"]}, MALFORMED),
    ("types in one text", {"type": "VerifiableCredential OpenBadgeCredential"}, MALFORMED),
    ("types as an object", {"type": {"0": TYPES[0], "1": TYPES[1]}}, MALFORMED),
    ("an endorsement", {"type": ["VerifiableCredential", "EndorsementCredential"]}, MALFORMED),
    ("a presentation with the badge in it",
     {"type": ["VerifiablePresentation"], "verifiableCredential": [dict(PAYLOAD)]}, MALFORMED),
    ("a badge of 3.0 that calls itself an assertion of 2.0", {"type": [*TYPES, "Assertion"]}, MALFORMED),
)  # fmt: skip

_CONTEXTS = tuple(
    Case(name, partial(with_context, context), MALFORMED, "contents")
    for name, context in (
        ("contexts in another order", [OB3, VC]),
        ("a context of the forger before ours", ["https://thief.example/v1", VC, OB3]),
        ("a context written into the badge before ours", [{"name": "https://thief.example/#n"}, VC, OB3]),
        ("a context between ours", [VC, {"@vocab": "https://thief.example/#"}, OB3]),
        ("the contexts of VC 1.1", ["https://www.w3.org/2018/credentials/v1", OB3]),
        ("the context as one text", VC),
        ("contexts as an object", {"0": VC, "1": OB3}),
        ("the unversioned context", [VC, "https://purl.imsglobal.org/spec/ob/v3p0/context.json"]),
        ("no context", None),
    )
)


def _unregistered() -> Handed:
    return handed(token(), entry("x", OTHER_URN))


def _rewritten() -> Handed:
    """Signed with our key, under an id that the register knows: only the name is another."""
    return handed(token(payload={**PAYLOAD, "name": "Docteur"}), entry(token()))


def _under_the_id_of_a_hosted_one() -> Handed:
    claims = {**PAYLOAD, "id": AWARD.assertion_url, "jti": AWARD.assertion_url}
    stored = badges.write_json(ASSERTION)
    return handed(token(payload=claims), entry(stored, AWARD.assertion_url, document=stored))


def _other_edition() -> Handed:
    other = replace(AWARD, credential_id=AWARD.award_id)
    return handed(ob3.sign_credential(other, EC), entry(token()))


def _list() -> Handed:
    made = status.sign_list(LIST_URL, issuer_did=DID, bits=status.bitstring([]), published_at=ISSUED, key=EC)
    return handed(made, entry(made, LIST_URL))


_REGISTER = (
    Case("signed with our key, unknown to our register", _unregistered, Reason.NOT_IN_REGISTER, "register"),
    Case("another content under a known id", _rewritten, Reason.ALTERED, "register"),
    Case("the id of a hosted assertion of ours", _under_the_id_of_a_hosted_one, Reason.ALTERED, "register"),
    Case("an edition the register never saw", _other_edition, Reason.NOT_IN_REGISTER, "register"),
    Case("our list of withdrawals handed in as a badge", _list, MALFORMED, "contents"),
    Case("a payload that is a list of one badge", lambda: handed(token(payload=[PAYLOAD])), MALFORMED, "form"),
    Case("a payload that is the badge as text", lambda: handed(token(payload=str(PAYLOAD))), MALFORMED, "form"),
    Case("no iss at all", partial(with_claims, iss=ABSENT), Reason.ISSUER_NOT_PROVEN, "issuer"),
    Case("iss as a list with ours in it", partial(with_claims, iss=[DID]), Reason.ISSUER_NOT_PROVEN, "issuer"),
)

FAMILY = Family("claims", HONEST, (*_MISMATCHES, *_SHAPES, *_CONTEXTS, *_REGISTER))
