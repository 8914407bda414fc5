"""OB 3.0 badges of other issuers as JSON with Data Integrity proofs (OB 3.0, Linked Data proof format)."""

from __future__ import annotations

from typing import Any

from .checks import Question, Stop, check_dates
from .foreign_checks import note_issuer, step
from .foreign_credential import check_badge, read_credential, read_window
from .foreign_keys import check_issuer
from .foreign_secured import check_any_proof, readable_proofs, with_keys
from .foreign_status import check_statuses
from .places import check_places
from .report import Findings, Report

CHECKS = ("form", "issuer", "key", "signature", "contents", "dates", "status")


def verify_foreign_integrity(document: dict[str, Any], question: Question) -> Report:
    """Check a credential with `eddsa-rdfc-2022` proofs; any one of a proof set suffices.

    Other suites could not be checked.
    """
    findings = Findings("ob3_di", CHECKS)
    try:
        with step("form", findings, question):
            readable = readable_proofs(document)
            credential = read_credential(document)
            findings.credential_id = credential.credential_id
            check_badge(credential)
            check_places(document)
        with step("issuer", findings, question):
            check_issuer(credential.issuer_id, question)
        with step("key", findings, question):
            candidates = with_keys(readable, credential.issuer_id, question)
        with step("signature", findings, question):
            check_any_proof(document, candidates, question)
        with step("contents", findings, question):
            window = read_window(credential)
        findings.contents = document
        note_issuer(credential.issuer_id, findings)
        check_dates(window, question, findings)
        check_statuses(credential, question, findings)
    except Stop:
        pass
    return findings.report()
