"""Tokens made to be believed. Each is not valid, and says why; none raises."""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping

import pytest
from cryptography.hazmat.primitives import serialization

import badges
from badges import Reason, Verdict, base64url, ob3, signatures, status

from .specimen import AWARD, DID, ISSUED, KEY, LIST_URL, PUBLIC, STRANGER, check, register_token, trust

PAYLOAD = ob3.jwt_payload(AWARD)
HEADER = {"alg": "ES256", "kid": KEY.kid, "typ": "JWT"}
PEM = PUBLIC.public_key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def _part(value: object) -> str:
    return base64url.encode(json.dumps(value).encode())


def _signed_by(signer: badges.SigningKey, header: Mapping[str, object], payload: object = PAYLOAD) -> str:
    signing_input = f"{_part(header)}.{_part(payload)}"
    return f"{signing_input}.{base64url.encode(signatures.sign(signing_input.encode(), signer.private_key))}"


def _hmac(secret: bytes, algorithm: str = "HS256") -> str:
    signing_input = f"{_part({**HEADER, 'alg': algorithm})}.{_part(PAYLOAD)}"
    tag = hmac.new(secret, signing_input.encode(), hashlib.sha256).digest()
    return f"{signing_input}.{base64url.encode(tag)}"


FORGED: dict[str, tuple[str, Reason]] = {
    "alg none without signature": (f"{_part({**HEADER, 'alg': 'none'})}.{_part(PAYLOAD)}.", Reason.MALFORMED),
    "alg none with something behind": (
        f"{_part({**HEADER, 'alg': 'none'})}.{_part(PAYLOAD)}.AAAA",
        Reason.ALGORITHM_NOT_ALLOWED,
    ),
    "alg NoNe": (f"{_part({**HEADER, 'alg': 'NoNe'})}.{_part(PAYLOAD)}.AAAA", Reason.ALGORITHM_NOT_ALLOWED),
    "HS256 with our public PEM": (_hmac(PEM), Reason.ALGORITHM_NOT_ALLOWED),
    "HS256 with our public JWK": (_hmac(json.dumps(PUBLIC.jwk).encode()), Reason.ALGORITHM_NOT_ALLOWED),
    "ES256 in name, HMAC in fact": (_hmac(PEM, "ES256"), Reason.ALTERED),
    "swapped to ES384": (_signed_by(KEY, {**HEADER, "alg": "ES384"}), Reason.ALGORITHM_NOT_ALLOWED),
    "swapped to RS256": (_signed_by(KEY, {**HEADER, "alg": "RS256"}), Reason.ALGORITHM_NOT_ALLOWED),
    "alg in lower case": (_signed_by(KEY, {**HEADER, "alg": "es256"}), Reason.ALGORITHM_NOT_ALLOWED),
    "alg is a list": (_signed_by(KEY, {**HEADER, "alg": ["ES256"]}), Reason.ALGORITHM_NOT_ALLOWED),
    "no alg": (_signed_by(KEY, {"kid": KEY.kid}), Reason.ALGORITHM_NOT_ALLOWED),
    "another key under our kid": (_signed_by(STRANGER, HEADER), Reason.ALTERED),
    "its own key as jwk": (
        _signed_by(STRANGER, {**HEADER, "jwk": STRANGER.verification_key(controller=DID).jwk}),
        Reason.HEADER_NOT_ALLOWED,
    ),
    "its own key as jwk, without kid": (
        _signed_by(STRANGER, {"alg": "ES256", "jwk": PUBLIC.jwk}),
        Reason.ISSUER_NOT_PROVEN,
    ),
    "jku": (_signed_by(KEY, {**HEADER, "jku": "https://evil.example/keys"}), Reason.HEADER_NOT_ALLOWED),
    "x5u": (_signed_by(KEY, {**HEADER, "x5u": "https://evil.example/cert"}), Reason.HEADER_NOT_ALLOWED),
    "x5c": (_signed_by(KEY, {**HEADER, "x5c": ["MII"]}), Reason.HEADER_NOT_ALLOWED),
    "crit": (_signed_by(KEY, {**HEADER, "crit": ["exp"]}), Reason.HEADER_NOT_ALLOWED),
    "b64 false": (_signed_by(KEY, {**HEADER, "b64": False}), Reason.HEADER_NOT_ALLOWED),
    "another typ": (_signed_by(KEY, {**HEADER, "typ": "session"}), Reason.HEADER_NOT_ALLOWED),
    "typ null": (_signed_by(KEY, {**HEADER, "typ": None}), Reason.HEADER_NOT_ALLOWED),
    "kid as a path": (_signed_by(STRANGER, {**HEADER, "kid": "../../../dev/null"}), Reason.ISSUER_NOT_PROVEN),
    "kid as an address": (_signed_by(STRANGER, {**HEADER, "kid": "https://evil.example/k"}), Reason.ISSUER_NOT_PROVEN),
    "kid as SQL": (_signed_by(STRANGER, {**HEADER, "kid": "x' OR '1'='1"}), Reason.ISSUER_NOT_PROVEN),
    "kid as a number": (_signed_by(STRANGER, {**HEADER, "kid": 1}), Reason.ISSUER_NOT_PROVEN),
    "kid as a list": (_signed_by(STRANGER, {**HEADER, "kid": [KEY.kid]}), Reason.ISSUER_NOT_PROVEN),
    "kid without its did": (_signed_by(KEY, {**HEADER, "kid": KEY.kid.partition("#")[2]}), Reason.ISSUER_NOT_PROVEN),
    "kid in capitals": (_signed_by(KEY, {**HEADER, "kid": KEY.kid.upper()}), Reason.ISSUER_NOT_PROVEN),
    "kid with a blank": (_signed_by(KEY, {**HEADER, "kid": KEY.kid + " "}), Reason.ISSUER_NOT_PROVEN),
    "kid of a thousand letters": (_signed_by(KEY, {**HEADER, "kid": KEY.kid + "x" * 2_000}), Reason.ISSUER_NOT_PROVEN),
    "no kid": (_signed_by(KEY, {"alg": "ES256"}), Reason.ISSUER_NOT_PROVEN),
    "a header with alg twice": (
        base64url.encode(b'{"alg":"none","alg":"ES256","kid":"x"}') + f".{_part(PAYLOAD)}.AAAA",
        Reason.MALFORMED,
    ),
    "a payload that is a list": (_signed_by(KEY, HEADER, [PAYLOAD]), Reason.MALFORMED),
    "a status list as badge": (
        status.sign_list(LIST_URL, issuer_did=DID, bits=status.bitstring([]), published_at=ISSUED, key=KEY),
        Reason.MALFORMED,
    ),
}


@pytest.mark.parametrize(("token", "reason"), FORGED.values(), ids=FORGED.keys())
def test_a_forged_token_is_not_valid_and_says_why(token: str, reason: Reason) -> None:
    report = check(token, trust(register_token(token)))

    assert report.verdict is Verdict.NOT_VALID
    assert report.reasons == (reason,)
    assert report.contents is None


def _without(name: str) -> Callable[[], dict[str, object]]:
    return lambda: {key: value for key, value in PAYLOAD.items() if key != name}


MISMATCHED: dict[str, dict[str, object]] = {
    "jti": {**PAYLOAD, "jti": "urn:uuid:11111111-1111-4111-8111-111111111111"},
    "sub": {**PAYLOAD, "sub": "urn:uuid:11111111-1111-4111-8111-111111111111"},
    "nbf earlier": {**PAYLOAD, "nbf": PAYLOAD["nbf"] - 1},
    "nbf as text": {**PAYLOAD, "nbf": str(PAYLOAD["nbf"])},
    "nbf as float": {**PAYLOAD, "nbf": float(PAYLOAD["nbf"])},
    "exp without validUntil": {**PAYLOAD, "exp": 4_000_000_000},
    "validUntil without exp": {**PAYLOAD, "validUntil": "2099-01-01T00:00:00Z"},
    "exp other than validUntil": {**PAYLOAD, "validUntil": "2099-01-01T00:00:00Z", "exp": 4_000_000_000},
    "issuer in the body": {**PAYLOAD, "issuer": {**PAYLOAD["issuer"], "id": "did:web:other.example"}},
    "no jti": _without("jti")(),
    "no sub": _without("sub")(),
    "no nbf": _without("nbf")(),
}


@pytest.mark.parametrize("payload", MISMATCHED.values(), ids=MISMATCHED.keys())
def test_claims_that_do_not_repeat_the_credential_are_refused(payload: dict[str, object]) -> None:
    token = _signed_by(KEY, HEADER, payload)

    report = check(token, trust(register_token(token)))

    assert report.verdict is Verdict.NOT_VALID
    assert report.reasons == (Reason.CLAIMS_MISMATCH,)


SHAPELESS: dict[str, dict[str, object]] = {
    "no id": _without("id")(),
    "no issuer": _without("issuer")(),
    "no subject": _without("credentialSubject")(),
    "a subject that is a list": {**PAYLOAD, "credentialSubject": [PAYLOAD["credentialSubject"]]},
    "no achievement": {**PAYLOAD, "credentialSubject": {"id": PAYLOAD["sub"]}},
    "a vc claim": {**PAYLOAD, "vc": {}},
    "no type": _without("type")(),
    "another type": {**PAYLOAD, "type": ["VerifiableCredential"]},
    "contexts in another order": {**PAYLOAD, "@context": PAYLOAD["@context"][::-1]},
    "a date without zone": {**PAYLOAD, "validFrom": "2025-03-01T09:30:00"},
    "a date that does not exist": {**PAYLOAD, "validFrom": "2025-02-30T09:30:00Z"},
    "no date": _without("validFrom")(),
}


@pytest.mark.parametrize("payload", SHAPELESS.values(), ids=SHAPELESS.keys())
def test_what_is_no_open_badge_credential_is_malformed(payload: dict[str, object]) -> None:
    token = _signed_by(KEY, HEADER, payload)

    report = check(token, trust(register_token(token)))

    assert report.verdict is Verdict.NOT_VALID
    assert report.reasons == (Reason.MALFORMED,)


def test_a_badge_of_one_of_our_issuers_signed_by_another_is_refused() -> None:
    other_did = "did:web:partner.example"
    other = badges.generate_signing_key(controller=other_did)
    believed = badges.StoredTrust(
        issuer_ids={DID, other_did},
        keys=(PUBLIC, other.verification_key(controller=other_did)),
        registered=(),
    )

    report = check(_signed_by(other, {**HEADER, "kid": other.kid}), believed)

    assert report.reasons == (Reason.ISSUER_NOT_PROVEN,)
    assert report.verdict is Verdict.NOT_VALID


def test_no_issuer_claim_with_our_key_is_not_ours() -> None:
    report = check(_signed_by(KEY, HEADER, _without("iss")()))

    assert report.reasons == (Reason.ISSUER_NOT_PROVEN,)


def test_a_badge_of_somebody_else_could_not_be_checked() -> None:
    foreign = {**PAYLOAD, "iss": "did:web:stranger.example", "issuer": {"id": "did:web:stranger.example"}}

    report = check(_signed_by(STRANGER, {**HEADER, "kid": STRANGER.kid}, foreign))

    assert report.verdict is Verdict.COULD_NOT_BE_CHECKED
    assert report.reasons == (Reason.ISSUER_UNKNOWN,)


def test_a_foreign_badge_with_our_kid_is_altered() -> None:
    foreign = {**PAYLOAD, "iss": "did:web:stranger.example", "issuer": {"id": "did:web:stranger.example"}}

    assert check(_signed_by(STRANGER, HEADER, foreign)).reasons == (Reason.ALTERED,)


CLUMSY: dict[str, dict[str, object]] = {
    "another issuer": {**PAYLOAD, "iss": "did:web:stranger.example"},
    "no issuer": _without("iss")(),
    "no id": _without("id")(),
    "another jti": {**PAYLOAD, "jti": "urn:uuid:00000000-0000-4000-8000-000000000000"},
    "another kind besides": {**PAYLOAD, "type": [*PAYLOAD["type"], "BitstringStatusListCredential"]},
    "an assertion that is a list besides": {**PAYLOAD, "type": ["Assertion", "BitstringStatusListCredential"]},
    "an expiry that is no number": {**PAYLOAD, "exp": "soon"},
}


@pytest.mark.parametrize("payload", CLUMSY.values(), ids=CLUMSY.keys())
def test_whatever_our_key_signed_and_the_register_does_not_hold_raises_an_alarm(payload: dict[str, object]) -> None:
    """The first forgeries of a thief are clumsy, and fail before the register is asked."""
    report = check(_signed_by(KEY, HEADER, payload))

    assert report.verdict is Verdict.NOT_VALID
    assert report.raises_alarm


def test_what_others_signed_and_what_is_no_badge_raises_no_alarm() -> None:
    withdrawals = status.sign_list(LIST_URL, issuer_did=DID, bits=status.bitstring([]), published_at=ISSUED, key=KEY)

    endorsement = {**PAYLOAD, "type": ["VerifiableCredential", "EndorsementCredential"]}

    assert not check(withdrawals).raises_alarm
    assert not check(_signed_by(KEY, HEADER, endorsement)).raises_alarm
    assert not check(_signed_by(STRANGER, HEADER, CLUMSY["another issuer"])).raises_alarm
    assert not check(ob3.sign_credential(AWARD, KEY)).raises_alarm
