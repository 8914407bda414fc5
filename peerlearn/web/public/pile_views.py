"""What came of several badges: one line for each, its whole verdict folded behind it, and all of it as a table."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from badges import Reason, Verdict
from peerlearn.core import clock
from peerlearn.imports.exporting import as_csv
from peerlearn.web.kit import i18n
from peerlearn.web.kit.access import only_looks, public
from peerlearn.web.public import on_paper, sealed, several
from peerlearn.web.public.blueprint import pages
from peerlearn.web.public.checking import Checked, undecided
from peerlearn.web.public.findings import Finding, finding_of
from peerlearn.web.public.forms import VerifyForm
from peerlearn.web.public.several import Found, Looked
from peerlearn.web.public.showing import page_of, reading_languages
from peerlearn.web.public.strangers import strangers_badge
from peerlearn.web.public.words import BUSY, NO_SUCH_CODE, OFFICE_FILE

_TABLE = "table of results"
# What became of a badge, why, and its name.
_Which = tuple[Verdict, tuple[Reason, ...], str]
_UNREAD = {Reason.MALFORMED, Reason.TOO_LARGE, Reason.NOTHING_INSIDE}


@dataclass(frozen=True)
class Line:
    """One line of the file: words, and days and moments as a table sorts them."""

    handed_in: str
    result: str
    badge: str
    holder: str
    issuer: str
    given_on: str
    why: str
    code: str
    sha256: str
    checked_at: str


@dataclass(frozen=True)
class Row:
    """A line, and the whole verdict behind it. `code` is that of a badge of ours that holds: it has a page.

    `given_on`: the day in words. `times`: how often it was handed in. `is_badge`: false of what holds none, or none
    that can be read. `is_again`: a line before it is about the same badge. `is_ours`: its holder has a code to prove
    that it is theirs.
    """

    line: Line
    finding: Finding
    code: str
    given_on: str
    times: int
    is_badge: bool
    is_again: bool
    is_ours: bool

    @property
    def tells(self) -> bool:
        """Whether anything is known of the badge itself."""
        return any((self.line.badge, self.line.holder, self.line.issuer, self.given_on))


def table(found: Found) -> str:
    """The table. What is beyond the number is named as not read."""
    rows = _rows(found.looked)
    told = sealed.seal([astuple(row.line) for row in rows], of=_TABLE)
    values = {"rows": rows, "told": told, "languages": reading_languages(), "most": several.MOST}
    return render_template("public/several.html", counts=_counted(rows), left_out=found.left_out, **values)


def busy() -> ResponseReturnValue:
    """Others have several looked through already."""
    checked = Checked(undecided(Reason.STATUS_UNKNOWN), clock.now(), doubt=BUSY)
    return page_of(checked, where=_("Check a badge")), 503, {"Retry-After": "60"}


@pages.post("/verify/results.csv")
@public
@only_looks
def results() -> ResponseReturnValue:
    """The same table as a file. It comes back with the page that shows it: nothing was kept here."""
    lines = sealed.unseal(request.form.get("told", ""), of=_TABLE)
    if lines is None:
        return _too_old()
    answer = Response(as_csv(_headers(), lines), mimetype="text/csv")
    name = _("badges-checked") + f"-{clock.today():%Y-%m-%d}.csv"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@pages.post("/verify/result.pdf")
@public
@only_looks
def result() -> ResponseReturnValue:
    """One result on paper, in the same way."""
    return on_paper.find_sheet(request.form.get("told", "")) or _too_old()


def _too_old() -> ResponseReturnValue:
    return VerifyForm().page("public/verify.html", languages=reading_languages(), too_old=True)


def _headers() -> list[str]:
    return [
        *(_("File or code"), _("Result"), _("Badge"), _("Person"), _("Issuer"), _("Given on"), _("Why")),
        *(_("Code of the badge"), "SHA-256", _("Checked on")),
    ]


def _counted(rows: Sequence[Row]) -> dict[str, int]:
    """How many were handed in, how many badges that is, each once, and what became of those."""
    of_badges = dict.fromkeys(("valid", "invalid", "unknown"), 0)
    for row in rows:
        if row.is_badge and not row.is_again:
            # Suspended counts as not valid today; valid by nobody's word but its own, as not checked.
            of_badges["invalid" if row.finding.shape == "paused" else row.finding.shape] += 1
    handed_in = sum(row.times for row in rows)
    none, badges = sum(row.times for row in rows if not row.is_badge), sum(of_badges.values())
    return {**of_badges, "handed_in": handed_in, "badges": badges, "none": none, "again": handed_in - badges - none}


def _holds_a_badge(checked: Checked) -> bool:
    report = checked.report
    is_unread = _UNREAD.intersection(report.reasons[:1])
    # A web page, a ZIP: no step was taken in it, and nobody knows of a badge.
    is_closed = report.checks == undecided(Reason.NOT_SUPPORTED).checks and not (checked.host or checked.unproven)
    return not (is_unread or is_closed) and checked.doubt not in (NO_SUCH_CODE, OFFICE_FILE)


def _rows(found: Sequence[Looked]) -> list[Row]:
    """One for each; where a badge comes again, in another file or by its code, its row names the first."""
    rows: list[Row] = []
    first: dict[_Which, str] = {}
    for one in found:
        which = _find_which(one.checked)
        rows.append(_row(one, first.get(which, "") if which else ""))
        if which:
            first.setdefault(which, rows[-1].line.handed_in)
    return rows


def _find_which(checked: Checked) -> _Which | None:
    """Which badge it is, and what became of it; None of what is not proven to be any."""
    report = checked.report
    if checked.award is not None:
        return report.verdict, report.reasons[:1], checked.award.public_code
    if report.contents is None or report.credential_id is None:
        return None
    return report.verdict, report.reasons[:1], f"{report.issuer_id} {report.credential_id}"


def _row(looked: Looked, same_as: str) -> Row:
    checked, award = looked.checked, looked.checked.award
    finding = finding_of(checked)
    holds = checked.report.verdict is Verdict.VALID
    badge, holder, issuer, given_on, given_day = _said(checked)
    # The columns tell what is known: what only stands in the file stands behind why nobody knows.
    unproven = checked.unproven.line if finding.is_unproven and checked.unproven else ""
    again = _("The same badge as “%(name)s”.", name=same_as) if same_as else ""
    line = Line(
        handed_in=", ".join(looked.names),
        result=finding.title,
        badge=badge,
        holder=holder,
        issuer=issuer,
        given_on=given_day,
        why=" ".join(filter(None, (str(finding.why), unproven, again))),
        code=award.public_code if award else "",
        sha256=looked.sha256 if looked.given.is_file else "",
        checked_at=clock.at_place(finding.checked_at, clock.DEFAULT_ZONE).isoformat(timespec="seconds"),
    )
    return Row(
        line=line,
        finding=finding,
        code=award.public_code if award and holds else "",
        given_on=given_on,
        times=len(looked.names),
        is_badge=_holds_a_badge(checked),
        is_again=bool(same_as),
        is_ours=award is not None,
    )


def _said(checked: Checked) -> tuple[str, str, str, str, str]:
    """Badge, person, issuer, day in words and as a table sorts it; of what no longer holds, not whose it was."""
    award = checked.award
    if award is not None:
        holds = checked.report.verdict is Verdict.VALID
        given = award.awarded_on if holds else None
        days = (i18n.day(given, year=True), given.isoformat()) if given else ("", "")
        return i18n.in_language(award.name), award.shown_as if holds else "", award.issuer.name, *days
    stranger = strangers_badge(checked.report) if checked.report.verdict is not Verdict.NOT_VALID else None
    if stranger is None:
        return "", "", checked.host, "", ""
    host = f" ({stranger.issuer_host})" if stranger.issuer_host else ""
    return stranger.name, "", f"{stranger.issuer_name}{host}", stranger.issued_on, stranger.issued_day
