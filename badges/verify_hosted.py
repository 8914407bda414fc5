"""Our own hosted OB 2.0 assertions."""

from __future__ import annotations

from typing import Any

from . import strict_json
from .addresses import origin_of
from .checks import Question, Stop, check_compromise, check_dates, check_status, find_registered, stop, stop_unknown
from .errors import Malformed
from .foreign_hosted import verify_foreign_hosted
from .reading import read_assertion
from .report import Findings, Reason, Report
from .trust import Registered, RegisterState, digest

CHECKS = ("form", "issuer", "register", "contents", "dates", "compromise", "status")


def verify_hosted(raw: bytes, document: dict[str, Any], question: Question) -> Report:
    """Check a hosted assertion against the register and the stored bytes; ours are never fetched."""
    findings = Findings("ob2_hosted", CHECKS)
    try:
        address = _form(document, findings)
        if not _is_ours(address, question):
            return verify_foreign_hosted(address, question)
        findings.passed("issuer")
        registered = find_registered(address, question, findings)
        findings.passed("register")
        _contents(raw, document, registered, question, findings)
        check_compromise(None, registered, findings)
        check_status(registered, findings)
    except Stop:
        pass
    return findings.report()


def _form(document: dict[str, Any], findings: Findings) -> str:
    address = document.get("id")
    if not isinstance(address, str):
        stop(findings, "form", Reason.MALFORMED, "an assertion needs its id")
    findings.credential_id = address
    if origin_of(address) is None:
        # The copy of a signed assertion, without its signature.
        stop_unknown(findings, "form", Reason.NOT_SUPPORTED, "not verified by its address")
    findings.passed("form")
    return address


def _is_ours(address: str, question: Question) -> bool:
    """Our issuers vouch for what lies on their own authority (OB 2.0, HostedBadge, default scope)."""
    ours = {origin_of(issuer_id) for issuer_id in question.trust.issuer_ids} - {None}
    return origin_of(address) in ours


def _contents(
    raw: bytes, document: dict[str, Any], registered: Registered, question: Question, findings: Findings
) -> None:
    if document.get("revoked") is True:
        findings.failed("contents", Reason.REVOKED, "the document itself says that it is withdrawn")
        return
    if registered.state is RegisterState.REVOKED and not (registered.document or any(registered.digests)):
        # Its holder was erased, and with them every copy: whether this is one nobody knows, but it counts no more.
        findings.not_possible("contents", Reason.NOT_REACHED, "no copy is kept of what is withdrawn")
        return
    if digest(raw) not in registered.digests and not _is_stored(document, registered):
        findings.failed("contents", Reason.ALTERED, "not what we host under this address")
        return
    try:
        window = read_assertion(document)
    except Malformed as error:
        findings.failed("contents", Reason.MALFORMED, str(error))
        return
    findings.contents = document
    findings.passed("contents")
    check_dates(window, question, findings)


def _is_stored(document: dict[str, Any], registered: Registered) -> bool:
    if registered.document is None:
        return False
    try:
        return strict_json.same(document, strict_json.read_object(registered.document))
    except Malformed:
        # Our own stored copy is damaged: nothing equals it.
        return False
