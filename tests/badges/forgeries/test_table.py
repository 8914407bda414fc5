"""The table: what is honest is accepted, every deformation of it is refused for its own reason, nothing raises."""

from __future__ import annotations

from collections import Counter

import pytest

from badges import Check, Outcome, Reason, Report, Verdict
from tests.badges.phrase import is_phrase

from . import (
    assertions,
    claims,
    dates,
    drawings,
    foreign_assertions,
    foreign_keys,
    foreign_proofs,
    foreign_tokens,
    images,
    lists,
    parsing,
    proofs,
    recipients,
    register,
    signing,
    tokens,
)
from .case import Case, Honest

FAMILIES = (
    tokens.FAMILY,
    signing.FAMILY,
    claims.FAMILY,
    dates.FAMILY,
    register.FAMILY,
    parsing.FAMILY,
    proofs.FAMILY,
    assertions.FAMILY,
    foreign_tokens.FAMILY,
    foreign_keys.FAMILY,
    foreign_proofs.FAMILY,
    foreign_assertions.FAMILY,
    lists.FAMILY,
    images.FAMILY,
    drawings.FAMILY,
    recipients.FAMILY,
)
CASES = [case for family in FAMILIES for case in family.cases]
NAMED = {f"{family.name}: {case.name}": case for family in FAMILIES for case in family.cases}
HONEST = {f"{family.name}: {honest.name}": honest for family in FAMILIES for honest in family.honest}

# What proves the contents; whoever fails one of these must not be quoted.
BEFORE_CONTENTS = {"form", "key", "signature", "issuer", "hosted", "badge_class", "contents"}


def _first(report: Report, verdict: Verdict) -> tuple[str, Reason]:
    """The first check that speaks against the badge: what was not reached says nothing."""
    wanted = Outcome.FAILED if verdict is Verdict.NOT_VALID else Outcome.NOT_POSSIBLE
    spoke = (check for check in report.checks if check.reason is not Reason.NOT_REACHED)
    return next((check.name, check.reason) for check in spoke if check.outcome is wanted)


@pytest.mark.parametrize("honest", HONEST.values(), ids=HONEST.keys())
def test_what_is_honest_is_accepted_by_the_same_road(honest: Honest) -> None:
    report = honest.make().verified()

    assert report.verdict is Verdict.VALID, report.checks
    assert report.reasons == ()


@pytest.mark.parametrize("case", NAMED.values(), ids=NAMED.keys())
def test_a_forgery_is_refused_with_the_right_reason(case: Case) -> None:
    report = case.make().verified()

    assert report.verdict is case.verdict, report.checks
    assert _first(report, case.verdict) == (case.check, case.reason), report.checks
    assert case.check not in BEFORE_CONTENTS or report.contents is None
    assert [check for check in report.checks if not _reads_on(check, report)] == []


def _reads_on(check: Check, report: Report) -> bool:
    if check.reason in (Reason.OK, Reason.NOT_REACHED):
        return True
    if check.name == "status" and report.registered is not None:
        return check.detail == report.registered.reason
    return is_phrase(check.detail)


def test_the_table_is_long_and_no_case_stands_in_it_twice() -> None:
    refused = [case for case in CASES if case.verdict is Verdict.NOT_VALID]

    assert len(refused) >= 600
    assert [name for name, count in Counter(case.name for case in CASES).items() if count > 1] == []
    assert all(family.honest and family.cases for family in FAMILIES)


NO_REFUSAL = {
    Reason.OK: "the reason of a check that passed",
    Reason.NOT_REACHED: "the reason of a check behind the one that failed",
    Reason.NOTHING_INSIDE: "networks strip what is baked in, which proves no forgery",
    Reason.NOT_SUPPORTED: "another reader may know how to check it",
    Reason.ISSUER_UNKNOWN: "with nobody to ask, nobody can tell",
    Reason.UNREACHABLE: "what is away today may be back tomorrow",
    Reason.CONTEXT_UNKNOWN: "what its words mean cannot be told",
    Reason.STATUS_UNKNOWN: "a fault of the list says nothing about the badge",
}
OF_NO_CASE = {Reason.OK, Reason.NOT_REACHED}


def test_every_reason_is_in_the_table_or_says_why_it_refuses_nothing() -> None:
    refusing = {case.reason for case in CASES if case.verdict is Verdict.NOT_VALID}
    doubting = {case.reason for case in CASES if case.verdict is Verdict.COULD_NOT_BE_CHECKED}

    assert refusing == set(Reason) - set(NO_REFUSAL)
    assert doubting == set(NO_REFUSAL) - OF_NO_CASE
