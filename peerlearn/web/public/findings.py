"""From the library's report to what a page says: a verdict, why, what to do, and each check in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from badges import Outcome, Reason, Report, Verdict
from peerlearn.awards.published import PublicIssuer
from peerlearn.awards.rules import RevocationReason
from peerlearn.core import clock
from peerlearn.web.kit.badge_facts import Fact, in_short
from peerlearn.web.kit.i18n import day, day_and_time
from peerlearn.web.public.checking import Checked
from peerlearn.web.public.claims import claim_of
from peerlearn.web.public.strangers import strangers_badge
from peerlearn.web.public.vouching import NOBODY, Vouched
from peerlearn.web.public.words import (
    DOUBTS,
    PASSED,
    REST_NOT_CHECKED,
    SELF_DECLARED,
    STRANGERS_STATUS_UNKNOWN,
    TITLES,
    Doubt,
)

# What an employer asks first; the other checks that went well stand in the technical details.
_TELLING = ("signature", "issuer", "register", "status")
# Without a proven signature, or without a site that publishes the key, these say more than is known.
_NEED_SIGNATURE, _NEED_SITE = {"issuer"}, {"issuer", "key"}
_SAID_BETTER = {Reason.REVOKED, Reason.NOTHING_INSIDE, Reason.NOT_SUPPORTED}
_SHAPES = {Verdict.VALID: "valid", Verdict.NOT_VALID: "invalid", Verdict.COULD_NOT_BE_CHECKED: "unknown"}


@dataclass(frozen=True)
class CheckLine:
    """One check: what was found, and how it ended (passed, failed, unknown), or what is only noted."""

    text: str
    outcome: str


@dataclass(frozen=True)
class Finding:
    """What the page says of a badge that was checked at `checked_at`."""

    outcome: str
    shape: str
    title: str
    line: str
    claim: str
    checks: tuple[CheckLine, ...]
    further_checks: tuple[CheckLine, ...]
    checked_at: datetime
    why: str = ""
    now: str = ""
    about: tuple[Fact, ...] = ()
    is_unproven: bool = False  # what `about` tells stands in the file, and nobody confirmed it
    issuer: PublicIssuer | None = None
    newer: str = ""  # the code whose page shows the badge that took its place


def finding_of(checked: Checked, vouched: Vouched = NOBODY) -> Finding:
    """Put what came of a check into words; what others say of the badge is a check of its own, and decides nothing."""
    verdict = checked.report.verdict
    usual = _usual_doubt(checked.report)
    doubt = checked.doubt or usual
    return Finding(
        outcome=_SHAPES[verdict],
        shape=_shape(checked.report),
        title=str((doubt and doubt.title) or (usual and usual.title) or TITLES[verdict]),
        line=_line(checked),
        claim=claim_of(checked),
        checks=(
            *_doubts(checked.report, better=checked.doubt),
            *_passed(checked.report, telling=True),
            *(CheckLine(text, outcome) for text, outcome in vouched.lines),
        ),
        further_checks=(*_passed(checked.report, telling=False), *_unreached(checked.report)),
        checked_at=checked.at,
        why=str(doubt.why) if doubt else "",
        now=str(doubt.now) if doubt else "",
        about=_about(checked),
        is_unproven=_is_unproven(checked),
        issuer=checked.award.issuer if checked.award else None,
        newer=_newer(checked),
    )


def _newer(checked: Checked) -> str:
    award = checked.award
    return award.public_code if award and award.revocation_reason is RevocationReason.REPLACED else ""


def _usual_doubt(report: Report) -> Doubt | None:
    if report.verdict is Verdict.VALID:
        return SELF_DECLARED if _is_self_declared(report) else None
    if report.reasons[0] is Reason.STATUS_UNKNOWN and report.issuer_id is not None:
        return STRANGERS_STATUS_UNKNOWN
    return DOUBTS[report.reasons[0]]


def _shape(report: Report) -> str:
    if report.reasons[:1] == (Reason.SUSPENDED,):
        return "paused"
    return "unknown" if _is_self_declared(report) else _SHAPES[report.verdict]


def _is_self_declared(report: Report) -> bool:
    """Whether a badge holds but no site confirms its issuer: a `did:key` proves that nothing was altered, no more."""
    return report.verdict is Verdict.VALID and _has_no_site(report)


def _has_no_site(report: Report) -> bool:
    return report.issuer_id is not None and report.issuer_host is None


def _line(checked: Checked) -> str:
    verdict, award = checked.report.verdict, checked.award
    if verdict is Verdict.COULD_NOT_BE_CHECKED or _is_self_declared(checked.report):
        return str(_("This is neither a yes nor a no."))
    if verdict is Verdict.NOT_VALID and award and award.revoked_at:
        ended = clock.at_place(award.revoked_at, clock.DEFAULT_ZONE)
        return str(_ended(award.revocation_reason) % {"day": day(ended, year=True)})
    return checked_on(checked)


def _ended(reason: RevocationReason | None) -> str:
    """Whose doing it was: a name that its holder chose anew is no withdrawal by anybody."""
    if reason is RevocationReason.HOLDER_ASKED:
        return str(_("It was withdrawn on %(day)s, because the person asked for it."))
    if reason is RevocationReason.REPLACED:
        return str(_("A newer one took its place on %(day)s."))
    return str(_("The issuer withdrew it on %(day)s."))


def checked_on(checked: Checked) -> str:
    """When it was checked."""
    return str(_("Checked on %(when)s", when=day_and_time(checked.at)))


def _about(checked: Checked) -> tuple[Fact, ...]:
    if checked.host:
        return (Fact(_("Website"), checked.host, _("written in the link, not confirmed by us")),)
    if checked.award:
        return in_short(checked.award)
    stranger = strangers_badge(checked.report)
    if stranger is None and checked.unproven:
        return checked.unproven.facts
    return stranger.facts if stranger else ()


def _is_unproven(checked: Checked) -> bool:
    is_named_otherwise = checked.host or checked.award or strangers_badge(checked.report)
    return checked.unproven is not None and not is_named_otherwise


def _doubts(report: Report, *, better: Doubt | None) -> Iterator[CheckLine]:
    """What failed, then what nobody can tell; said once, though both forms of a badge may have found it.

    `better`: why a badge of ours counts no more, or in what kind of file there is none; the report knows neither.
    """
    found: dict[str, str] = {}
    if _has_no_site(report):
        found[str(SELF_DECLARED.check)] = "unknown"
    for outcome, word in ((Outcome.FAILED, "failed"), (Outcome.NOT_POSSIBLE, "unknown")):
        for check in report.checks:
            if check.outcome is outcome and check.reason is not Reason.NOT_REACHED:
                doubt = better if better and check.reason in _SAID_BETTER else DOUBTS[check.reason]
                found.setdefault(str(doubt.check), word)
    yield from (CheckLine(text, word) for text, word in found.items())


def _unreached(report: Report) -> Iterator[CheckLine]:
    if any(check.reason is Reason.NOT_REACHED for check in report.checks):
        # What is unknown decides nothing.
        is_undecided = report.verdict is Verdict.COULD_NOT_BE_CHECKED
        yield CheckLine(str(REST_NOT_CHECKED if is_undecided else DOUBTS[Reason.NOT_REACHED].check), "unknown")


def _passed(report: Report, *, telling: bool) -> Iterator[CheckLine]:
    passed = {check.name for check in report.checks if check.outcome is Outcome.PASSED}
    is_proven = "signature" in passed or all(check.name != "signature" for check in report.checks)
    unsaid = _NEED_SITE if _has_no_site(report) else set() if is_proven else _NEED_SIGNATURE
    for check in report.checks:
        if check.name in passed - unsaid and (check.name in _TELLING) == telling:
            yield CheckLine(str(PASSED[check.name]), "passed")
