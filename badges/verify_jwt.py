"""Our own badges as compact JWS: OB 3.0 VC-JWT, and the signed assertion of OB 2.0."""

from __future__ import annotations

from typing import Any

from . import base64url, jws, signatures, strict_json
from .checks import (
    Question,
    Stop,
    check_compromise,
    check_dates,
    check_status,
    find_key,
    find_registered,
    is_beside,
    reason_of,
    stop,
)
from .errors import Malformed, SignatureInvalid
from .foreign_jwt import verify_foreign_jwt
from .foreign_signed import verify_foreign_signed
from .keys import VerificationKey
from .reading import Window, read_assertion, read_jwt_claims, types_of
from .report import Findings, Reason, Report
from .trust import Registered, digest

CHECKS = ("form", "key", "signature", "issuer", "contents", "dates", "register", "compromise", "status")

_OB3, _OB2 = "ob3_jwt", "ob2_signed"

# What any issuer may sign with. "none" and HMAC are refused whoever the issuer is.
_SIGNATURES = ("ES256", "ES384", "ES512", "RS256", "PS256", "EdDSA", "Ed25519")


def verify_jwt(token: str, question: Question) -> Report:
    """Check a compact JWS against stored keys and register.

    OB 3.0, OpenBadgeCredential verification; OB 2.0, SignedBadge.
    """
    findings = Findings(_OB3, CHECKS)
    claims: dict[str, Any] = {}
    try:
        parts, claims = _form(token, findings)
        key = find_key(parts.header.get("kid"), question, findings)
        if key is None:
            return _without_key(parts, claims, question, findings)
        findings.passed("key")
        _signature(parts, key, findings)
        _issuer(claims, key, question, findings)
        window = _contents(claims, findings)
        check_dates(window, question, findings)
        registered = find_registered(claims["id"], question, findings)
        _same_bytes(token, parts, registered, findings)
        findings.contents = claims
        check_compromise(key, registered, findings)
        check_status(registered, findings)
    except Stop:
        # Asked of what fails alone: a badge that holds raises no alarm.
        findings.is_beside = is_beside(types_of(claims))
    return findings.report()


def _form(token: str, findings: Findings) -> tuple[jws.UnverifiedToken, dict[str, Any]]:
    try:
        parts = jws.take_apart(token)
        claims = strict_json.read_object(parts.payload)
    except Malformed as error:
        stop(findings, "form", reason_of(error), str(error))
    algorithm = parts.header.get("alg")
    if algorithm not in _SIGNATURES:
        stop(findings, "form", Reason.ALGORITHM_NOT_ALLOWED, "not the algorithm of a public key signature")
    credential_id = claims.get("id")
    findings.credential_id = credential_id if isinstance(credential_id, str) else None
    findings.form = _OB2 if "Assertion" in types_of(claims) else _OB3
    findings.passed("form")
    return parts, claims


def _without_key(parts: jws.UnverifiedToken, claims: dict[str, Any], question: Question, findings: Findings) -> Report:
    if _claimed_issuers(claims) & set(question.trust.issuer_ids):
        stop(findings, "key", Reason.ISSUER_NOT_PROVEN, "it names an issuer of ours, but no stored key")
    verify_foreign = verify_foreign_signed if findings.form == _OB2 else verify_foreign_jwt
    return verify_foreign(parts, claims, question)


def _claimed_issuers(claims: dict[str, Any]) -> set[str]:
    issuer = claims.get("issuer")
    named = [claims.get("iss"), issuer.get("id") if isinstance(issuer, dict) else issuer]
    return {name for name in named if isinstance(name, str)}


def _signature(parts: jws.UnverifiedToken, key: VerificationKey, findings: Findings) -> None:
    try:
        jws.check_header(parts.header, key)
        signatures.check(parts.signing_input, parts.signature, key.public_key)
    except Malformed as error:
        stop(findings, "signature", Reason.HEADER_NOT_ALLOWED, str(error))
    except SignatureInvalid as error:
        swapped = error.code == "algorithm_mismatch"
        reason = Reason.ALGORITHM_NOT_ALLOWED if swapped else Reason.ALTERED
        stop(findings, "signature", reason, str(error))
    findings.passed("signature")


def _issuer(claims: dict[str, Any], key: VerificationKey, question: Question, findings: Findings) -> None:
    # A signed assertion names its issuer only through its badge class; the register ties it to our key.
    named = key.controller if findings.form == _OB2 else claims.get("iss")
    if named != key.controller or key.controller not in question.trust.issuer_ids:
        stop(findings, "issuer", Reason.ISSUER_NOT_PROVEN, "the key belongs to another issuer")
    findings.passed("issuer")


def _contents(claims: dict[str, Any], findings: Findings) -> Window:
    try:
        window = read_assertion(claims) if findings.form == _OB2 else read_jwt_claims(claims)
    except Malformed as error:
        stop(findings, "contents", reason_of(error), str(error))
    findings.passed("contents")
    return window


def _same_bytes(token: str, parts: jws.UnverifiedToken, registered: Registered, findings: Findings) -> None:
    # A signature can be rewritten into a second valid one (r, n - s): the registered bytes alone count.
    if digest(token) not in registered.digests:
        findings.is_rewritten = _is_twin(parts, registered)
        stop(findings, "register", Reason.ALTERED, "well signed, but not the bytes in the register")
    findings.passed("register")


def _is_twin(parts: jws.UnverifiedToken, registered: Registered) -> bool:
    """Tell whether the register holds this token with the other signature that follows from this one."""
    twin = signatures.twin(parts.signature)
    return (
        twin is not None and digest(parts.signing_input + b"." + base64url.encode(twin).encode()) in registered.digests
    )
