"""Our own OB 3.0 badges as JSON with a Data Integrity proof."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from . import proofs, strict_json
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
    stop_unknown,
)
from .errors import ContextUnknown, Malformed, RegisterUnavailable, SignatureInvalid
from .foreign_integrity import verify_foreign_integrity
from .keys import Algorithm, VerificationKey
from .places import check_places
from .reading import Window, read_credential, read_instant, types_of
from .report import Findings, Reason, Report
from .trust import Registered, digest

FORM = "ob3_di"
CHECKS = ("form", "key", "signature", "issuer", "contents", "dates", "register", "compromise", "status")
_CLOCK_SKEW = timedelta(seconds=60)
# Each costs a look among the stored keys.
_MOST_PROOFS = 5


def verify_document(raw: bytes, document: dict[str, Any], question: Question) -> Report:
    """Check a credential with an embedded proof against stored keys and register.

    OB 3.0, Linked Data proof format; W3C Data Integrity EdDSA cryptosuites, `eddsa-rdfc-2022`.
    """
    findings = Findings(FORM, CHECKS)
    try:
        proof = _form(document, question, findings)
        key = find_key(proof.get("verificationMethod"), question, findings)
        if key is None:
            return _without_key(document, question, findings)
        findings.passed("key")
        _signature(document, proof, key, findings)
    except Stop:
        return findings.report()
    try:
        _issuer(document, key, question, findings)
        window = _contents(document, findings)
        check_dates(window, question, findings)
        _created(proof, question, findings)
        registered = find_registered(document["id"], question, findings)
        _same_statements(raw, document, proof, registered, findings)
        findings.contents = document
        check_compromise(key, registered, findings)
        check_status(registered, findings)
    except Stop:
        # Asked of what fails alone: a badge that holds raises no alarm.
        findings.is_beside = is_beside(types_of(document))
        findings.is_rewritten = _is_rewritten(proof, question, findings)
    return findings.report()


def _form(document: dict[str, Any], question: Question, findings: Findings) -> dict[str, Any]:
    """Return the proof to check: of a set, the one by a stored key, since any one suffices (proof sets)."""
    credential_id = document.get("id")
    findings.credential_id = credential_id if isinstance(credential_id, str) else None
    try:
        wanted = proofs.proofs_of(document)
    except Malformed as error:
        stop(findings, "form", Reason.NOT_SIGNED if error.code == "not_signed" else reason_of(error), str(error))
    if len(wanted) > _MOST_PROOFS:
        stop(findings, "form", Reason.MALFORMED, "more proofs than any badge has")
    if not wanted:
        # Of our own issuers, none ever made another kind of proof; of others, somebody else has to judge.
        return {}
    findings.passed("form")
    for proof in wanted[1:] and wanted:
        if find_key(proof.get("verificationMethod"), question, findings):
            return proof
    return wanted[0]


def _without_key(document: dict[str, Any], question: Question, findings: Findings) -> Report:
    issuer = document.get("issuer")
    named = issuer.get("id") if isinstance(issuer, dict) else issuer
    if isinstance(named, str) and named in question.trust.issuer_ids:
        stop(findings, "key", Reason.ISSUER_NOT_PROVEN, "it names an issuer of ours, but no stored key")
    return verify_foreign_integrity(document, question)


def _signature(document: dict[str, Any], proof: dict[str, Any], key: VerificationKey, findings: Findings) -> None:
    if key.algorithm is not Algorithm.ED25519:
        stop(findings, "signature", Reason.ALGORITHM_NOT_ALLOWED, "the stored key makes no such proof")
    try:
        proofs.check_own(document, proof, key.public_key)
    except SignatureInvalid as error:
        stop(findings, "signature", Reason.ALTERED, str(error))
    except ContextUnknown as error:
        stop_unknown(findings, "signature", Reason.CONTEXT_UNKNOWN, str(error))
    except Malformed as error:
        stop(findings, "signature", reason_of(error), str(error))
    findings.passed("signature")


def _issuer(document: dict[str, Any], key: VerificationKey, question: Question, findings: Findings) -> None:
    issuer = document.get("issuer")
    named = issuer.get("id") if isinstance(issuer, dict) else issuer
    if named != key.controller or key.controller not in question.trust.issuer_ids:
        stop(findings, "issuer", Reason.ISSUER_NOT_PROVEN, "the key belongs to another issuer")
    findings.passed("issuer")


def _contents(document: dict[str, Any], findings: Findings) -> Window:
    try:
        window = read_credential(document)
    except Malformed as error:
        stop(findings, "contents", reason_of(error), str(error))
    findings.passed("contents")
    return window


def _created(proof: dict[str, Any], question: Question, findings: Findings) -> None:
    """A proof from the future, or one that says of itself that it has ended, is no proof today."""
    try:
        created = read_instant(proof["created"]) if "created" in proof else None
        expires = read_instant(proof["expires"]) if "expires" in proof else None
    except Malformed as error:
        stop(findings, "contents", reason_of(error), str(error))
    if created is not None and created > question.now + _CLOCK_SKEW:
        findings.failed("dates", Reason.NOT_YET_VALID, "the proof was made in the future")
    if expires is not None and expires < question.now:
        findings.failed("dates", Reason.EXPIRED, "the proof has ended")


def _same_statements(
    raw: bytes, document: dict[str, Any], proof: dict[str, Any], registered: Registered, findings: Findings
) -> None:
    """The registered bytes, or the same statements written otherwise: then they carry the registered signature.

    Wallets reorder members and unwrap the array of one proof; the signature covers the statements, not the bytes.
    """
    if digest(raw) not in registered.digests:
        if proof.get("proofValue") not in _signatures_of(registered):
            stop(findings, "register", Reason.ALTERED, "well signed, but not with the signature in the register")
        try:
            check_places(document)
        except Malformed as error:
            stop(findings, "register", reason_of(error), str(error))
    findings.passed("register")


def _is_rewritten(proof: dict[str, Any], question: Question, findings: Findings) -> bool:
    """Tell whether a document that failed carries the registered signature: then it was only moved about."""
    try:
        registered = question.trust.find_registered(findings.credential_id or "")
    except RegisterUnavailable as error:
        findings.not_possible("register", Reason.STATUS_UNKNOWN, str(error))
        return False
    return registered is not None and proof.get("proofValue") in _signatures_of(registered)


def _signatures_of(registered: Registered) -> set[object]:
    if registered.document is None:
        return set()
    try:
        stored = proofs.proofs_of(strict_json.read_object(registered.document))
    except Malformed:
        # Our own stored copy is damaged: nothing equals it.
        return set()
    return {proof.get("proofValue") for proof in stored} - {None}
