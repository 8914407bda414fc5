"""Hosted OB 2.0 badges of other issuers (OB 2.0, HostedBadge).

Of the copy handed in only the id is taken. What the address answers is the badge; 410 and `revoked: true` both mean
withdrawn, though the reference validator sees neither.
"""

from __future__ import annotations

from typing import Any

from .checks import Question, Stop, check_dates, stop, stop_unknown
from .errors import BadgeError, Gone
from .foreign_addresses import origin
from .foreign_checks import Refused, fetch_named, note_issuer, step, stop_for
from .foreign_ob2 import (
    Verification,
    check_scope,
    find_badge_class,
    find_profile,
    read_assertion,
    read_assertion_window,
)
from .report import Findings, Reason, Report

CHECKS = ("form", "hosted", "contents", "badge_class", "issuer", "dates", "status")


def verify_foreign_hosted(address: str, question: Question) -> Report:
    """Check the assertion that `address` serves; nothing else is known of it."""
    findings = Findings("ob2_hosted", CHECKS)
    findings.credential_id = address
    try:
        if origin(address) is None:
            stop_unknown(findings, "form", Reason.NOT_SUPPORTED, "not verified by its address")
        document = _fetch(address, question, findings)
        # Of what nobody could read, nobody knows whether it is a whole badge.
        findings.passed("form")
        with step("contents", findings, question):
            _check_is_hosted(read_assertion(document))
            window = read_assertion_window(document)
        with step("badge_class", findings, question):
            badge_class = find_badge_class(document["badge"], question)
        with step("issuer", findings, question):
            profile = find_profile(badge_class, question)
            check_scope(document["id"], profile)
        findings.contents = document
        findings.linked = {"badge_class": badge_class, "profile": profile}
        note_issuer(profile["id"], findings)
        check_dates(window, question, findings)
        findings.passed("status")
    except Stop:
        pass
    return findings.report()


def _fetch(address: str, question: Question, findings: Findings) -> dict[str, Any]:
    try:
        document = fetch_named(address, question)
    except Gone:
        findings.passed("hosted")
        stop(findings, "status", Reason.REVOKED, "the address answers 410")
    except BadgeError as error:
        stop_for(error, "hosted", findings, question)
    findings.passed("hosted")
    findings.credential_id = document["id"]
    if document.get("revoked", False) is not False:
        stop(findings, "status", Reason.REVOKED, "its host says that it is withdrawn")
    return document


def _check_is_hosted(verification: Verification) -> None:
    if not verification.is_hosted:
        raise Refused(Reason.NOT_SIGNED, "the copy of a signed assertion, without its signature")
