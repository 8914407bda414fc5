"""Every answer of the library has words, in both languages."""

import pytest
from flask import Flask
from flask_babel import force_locale

from badges import Check, Outcome, Reason, Report, Verdict
from badges.foreign_hosted import CHECKS as FOREIGN_HOSTED_CHECKS
from badges.foreign_signed import CHECKS as FOREIGN_SIGNED_CHECKS
from badges.verify_document import CHECKS as DOCUMENT_CHECKS
from badges.verify_hosted import CHECKS as HOSTED_CHECKS
from badges.verify_jwt import CHECKS as JWT_CHECKS
from peerlearn.awards.rules import RevocationReason
from peerlearn.core import clock
from peerlearn.web.public.checking import Checked
from peerlearn.web.public.findings import finding_of
from peerlearn.web.public.words import DOUBTS, PASSED, SELF_DECLARED, TITLES, WITHDRAWN, Doubt

DOUBTFUL = sorted(set(Reason) - {Reason.OK})


def test_every_reason_and_every_check_has_words() -> None:
    assert set(DOUBTS) == set(DOUBTFUL)
    named = {*HOSTED_CHECKS, *JWT_CHECKS, *DOCUMENT_CHECKS, *FOREIGN_HOSTED_CHECKS, *FOREIGN_SIGNED_CHECKS}
    assert set(PASSED) == {*named, "recipient", "second_badge"}
    assert set(TITLES) == set(Verdict)
    assert set(WITHDRAWN) == set(RevocationReason)


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.NOT_POSSIBLE])
def test_every_reason_is_said_in_french_and_in_english(app: Flask, outcome: Outcome) -> None:
    for reason in sorted(set(DOUBTFUL) - {Reason.NOT_REACHED}):
        checked = Checked(Report(checks=(Check("form", outcome, reason),)), clock.now())
        with app.test_request_context("/verify"):
            french = finding_of(checked)
        with app.test_request_context("/verify?lang=en"):
            english = finding_of(checked)
        for said, other in ((french.title, english.title), (french.why, english.why), (french.now, english.now)):
            assert said, reason
            assert said != other, reason
        assert french.checks[0].text != english.checks[0].text
        assert french.outcome == {"failed": "invalid", "not_possible": "unknown"}[outcome.value]


def test_every_word_is_translated(app: Flask) -> None:
    doubts = [*DOUBTS.values(), *WITHDRAWN.values(), SELF_DECLARED]
    texts = [*TITLES.values(), *PASSED.values(), *(text for doubt in doubts for text in _texts(doubt))]
    with app.test_request_context("/verify"):
        for text in texts:
            with force_locale("en"):
                english = str(text)
            with force_locale("fr"):
                assert str(text) != english


def test_what_failed_comes_first_and_what_was_not_reached_is_said_once(app: Flask) -> None:
    report = Report(
        checks=(
            Check("form", Outcome.PASSED),
            Check("signature", Outcome.FAILED, Reason.ALTERED),
            Check("contents", Outcome.NOT_POSSIBLE, Reason.NOT_REACHED),
            Check("status", Outcome.NOT_POSSIBLE, Reason.NOT_REACHED),
        )
    )
    with app.test_request_context("/verify"):
        finding = finding_of(Checked(report, clock.now()))
    assert [line.outcome for line in finding.checks] == ["failed"]
    assert [line.outcome for line in finding.further_checks] == ["passed", "unknown"]


def test_what_both_forms_of_a_badge_found_is_said_once(app: Flask) -> None:
    report = Report(checks=tuple(Check(name, Outcome.FAILED, Reason.REVOKED) for name in ("status", "second_badge")))
    with app.test_request_context("/verify"):
        finding = finding_of(Checked(report, clock.now()))
    assert len(finding.checks) == 1


def test_a_suspended_badge_does_not_look_like_a_withdrawn_one(app: Flask) -> None:
    shapes = set()
    for reason in (Reason.SUSPENDED, Reason.REVOKED):
        with app.test_request_context("/verify"):
            shapes.add(
                finding_of(Checked(Report(checks=(Check("status", Outcome.FAILED, reason),)), clock.now())).shape
            )
    assert shapes == {"paused", "invalid"}


def _texts(doubt: Doubt) -> list[object]:
    return [text for text in (doubt.check, doubt.why, doubt.now, doubt.title) if text]
