"""OB 3.0 badges of other issuers as compact JWS (OB 3.0, JSON Web Token proof format)."""

from __future__ import annotations

from typing import Any

from . import jws
from .checks import Question, Stop, check_dates
from .foreign_checks import note_issuer, step
from .foreign_credential import check_badge, check_claims, from_claims, read_credential, read_window
from .foreign_keys import check_issuer, find_key
from .foreign_secured import check_algorithm, check_token, read_header
from .foreign_status import check_statuses
from .report import Findings, Report

CHECKS = ("form", "issuer", "key", "signature", "contents", "dates", "status")


def verify_foreign_jwt(parts: jws.UnverifiedToken, claims: dict[str, Any], question: Question) -> Report:
    """Check a VC-JWT with the keys its issuer publishes; VC 1.1 (`vc` claim, `issuanceDate`) as well.

    Args:
        claims: the payload of `parts`, read strictly; `alg` is known to be that of a public key signature.
    """
    findings = Findings("ob3_jwt", CHECKS)
    try:
        with step("form", findings, question):
            check_algorithm(parts.header)
            named = read_header(parts.header)
            credential = read_credential(from_claims(claims))
            findings.credential_id = credential.credential_id
            check_badge(credential)
        with step("issuer", findings, question):
            check_issuer(credential.issuer_id, question)
        with step("key", findings, question):
            key = find_key(credential.issuer_id, named, question)
        with step("signature", findings, question):
            check_token(parts, key)
        with step("contents", findings, question):
            window = read_window(credential)
            check_claims(claims, credential, window)
        findings.contents = claims if "vc" not in claims else credential.document
        note_issuer(credential.issuer_id, findings)
        check_dates(window, question, findings)
        check_statuses(credential, question, findings)
    except Stop:
        pass
    return findings.report()
