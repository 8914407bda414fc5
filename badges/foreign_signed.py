"""Signed OB 2.0 badges of other issuers (OB 2.0, SignedBadge)."""

from __future__ import annotations

from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from . import jws
from .checks import Question, Stop, check_dates
from .errors import BadgeError, InvalidKey, Malformed
from .foreign_checks import Refused, Unknown, fetch_named, id_of, is_same_name, note_issuer, one_or_many, step
from .foreign_ob2 import check_context, find_badge_class, find_profile, read_assertion, read_assertion_window
from .foreign_secured import check_algorithm, check_token
from .foreign_status import listed_in
from .keys import PublicKey, algorithm_of, is_weak
from .reading import types_of
from .report import Findings, Reason, Report

CHECKS = ("form", "badge_class", "issuer", "key", "signature", "contents", "dates", "status")

_MOST_KEYS = 50
_MAX_PEM = 10_000


def verify_foreign_signed(parts: jws.UnverifiedToken, assertion: dict[str, Any], question: Question) -> Report:
    """Check a signed assertion with a key that its issuer's Profile lists.

    Args:
        assertion: the payload of `parts`, read strictly; `alg` is known to be that of a public key signature.
    """
    findings = Findings("ob2_signed", CHECKS)
    try:
        with step("form", findings, question):
            check_algorithm(parts.header)
            if parts.header.keys() & {"crit", "b64"}:
                raise Malformed("a header that changes how the token is read", code="header_not_allowed")
            verification = read_assertion(assertion)
            findings.credential_id = assertion["id"]
            if verification.is_hosted:
                raise Malformed("a hosted assertion inside a signature", code="assertion_shape")
        with step("badge_class", findings, question):
            badge_class = find_badge_class(assertion["badge"], question)
        with step("issuer", findings, question):
            profile = find_profile(badge_class, question)
        with step("key", findings, question):
            key = _find_key(profile, verification.creator or parts.header.get("kid"), question)
        with step("signature", findings, question):
            check_token(parts, key)
        with step("contents", findings, question):
            window = read_assertion_window(assertion)
        findings.contents = assertion
        findings.linked = {"badge_class": badge_class, "profile": profile}
        note_issuer(profile["id"], findings)
        check_dates(window, question, findings)
        _check_status(assertion, profile, question, findings)
    except Stop:
        pass
    return findings.report()


def _find_key(profile: dict[str, Any], named: object, question: Question) -> PublicKey:
    """Return the key that is linked both ways: the Profile lists it, and it names the Profile as owner.

    Raises:
        InvalidKey: the Profile does not list it, or it has another owner.
        Unknown: none is named, and the Profile lists several.
    """
    listed = one_or_many(profile.get("publicKey"))[:_MOST_KEYS]
    if named is None and len(listed) == 1:
        named = id_of(listed[0])
    if named is None and listed:
        raise Unknown(Reason.NOT_SUPPORTED, "several keys, and the badge does not say which")
    matches = [key for key in listed if id_of(key) == named]
    if not isinstance(named, str) or not matches:
        raise InvalidKey("not a key that the issuer's Profile lists", code="key_not_published")
    embedded = matches[0]
    if isinstance(embedded, dict) and "publicKeyPem" in embedded:
        return _read_key(embedded, profile["id"])
    document = fetch_named(named, question)
    check_context(document)
    if document["id"] != named:
        raise InvalidKey("the key has moved to an address the Profile does not list", code="key_not_published")
    return _read_key(document, profile["id"])


def _read_key(document: dict[str, Any], profile_id: str) -> PublicKey:
    if id_of(document.get("owner")) != profile_id:
        raise InvalidKey("the key has another owner than the issuer", code="key_not_published")
    pem = document.get("publicKeyPem")
    if not isinstance(pem, str) or len(pem) > _MAX_PEM:
        raise InvalidKey("no publicKeyPem", code="key_not_supported")
    if "PRIVATE KEY" in pem:
        raise InvalidKey("the private half of the key is published", code="key_compromised")
    try:
        key = load_pem_public_key(pem.encode())
        algorithm_of(key)
    except (ValueError, UnsupportedAlgorithm, InvalidKey) as error:
        raise InvalidKey("a kind of key that is not read", code="key_not_supported") from error
    known: PublicKey = key  # type: ignore[assignment]  # what `algorithm_of` lets through
    if is_weak(known):
        raise InvalidKey("anybody can sign for this key", code="key_compromised")
    return known


def _check_status(assertion: dict[str, Any], profile: dict[str, Any], question: Question, findings: Findings) -> None:
    """Look in the Profile's revocation list, if it has one (OB 2.0, Revocation List)."""
    if "revocationList" not in profile:
        findings.passed("status")
        return
    try:
        is_revoked = _is_revoked(assertion["id"], profile, question)
    except BadgeError as error:
        findings.not_possible("status", Reason.STATUS_UNKNOWN, str(error))
        return
    if is_revoked:
        findings.failed("status", Reason.REVOKED, "its issuer's list says so")
    else:
        findings.passed("status")


def _is_revoked(assertion_id: str, profile: dict[str, Any], question: Question) -> bool:
    address = id_of(profile["revocationList"])
    if address is None:
        raise Malformed("a revocation list needs its address", code="status_list")
    document = fetch_named(address, question)
    if "RevocationList" not in types_of(document) or "revokedAssertions" not in document:
        raise Malformed("not a revocation list", code="status_list")
    if id_of(document.get("issuer")) != profile["id"]:
        raise Refused(Reason.ISSUER_NOT_PROVEN, "the revocation list of another issuer")
    return any(is_same_name(assertion_id, id_of(entry)) for entry in listed_in(document["revokedAssertions"]))
