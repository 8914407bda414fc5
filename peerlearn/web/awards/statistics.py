"""What became of badges, and how they are used: by version and month, never by holder."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from peerlearn.awards.rules import Use
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.imports.exporting import as_csv
from peerlearn.reports.badges import BadgeFigures, ByMonth, badge_figures
from peerlearn.reports.rules import Step, few_hidden, months_until
from peerlearn.web.awards.blueprint import pages
from peerlearn.web.kit import i18n, session
from peerlearn.web.kit.access import requires

Column = Step | Use
COLUMNS: dict[Column, Any] = {
    Step.ACCEPTED: _l("Accepted badges"),
    Step.ISSUED: _l("Issued badges"),
    Step.WITHDRAWN: _l("Withdrawn badges"),
    Use.PAGE: _l("Pages opened"),
    Use.FILE: _l("Files saved"),
    Use.CHECK: _l("Checks"),
    Use.PROGRAM_CHECK: _l("Checks by programs"),
}
# Their order is stable; new ones are appended last.
_HEADERS = (_l("Month"), _l("Code"), _l("Version"), _l("Badge"), _l("Issued by"), *COLUMNS.values())
_YEARS_BACK = 3


@dataclass(frozen=True)
class Line:
    """One line of a table: what it is about, and the number in each column; None where it is not told."""

    title: str
    numbers: Sequence[int | None]
    version: str = ""
    public_id: str = ""


@dataclass(frozen=True)
class Bars:
    """One column as a figure: each month with its number, beside the largest."""

    title: str
    months: Sequence[tuple[str, int]]

    @property
    def most(self) -> int:
        """What the longest bar stands for."""
        return max(1, *(number for _month, number in self.months))


@dataclass(frozen=True)
class Statistics:
    """What the address asks for, counted."""

    months: Sequence[date]
    found: Sequence[BadgeFigures]
    columns: Sequence[Column]

    @property
    def by_badge(self) -> list[Line]:
        """Each version, all months together."""
        return [
            Line(
                i18n.in_language(one.achievement.name),
                [_sum(_told(one, column)) for column in self.columns],
                str(_("Version %(number)s", number=one.achievement.version)),
                one.achievement.public_id,
            )
            for one in self.found
        ]

    @property
    def by_month(self) -> list[Line]:
        """Each month, the latest first, all versions together whose numbers may be told."""
        sums = [self._together(column) for column in self.columns]
        lines = [Line(i18n.month(first), [one[at] for one in sums]) for at, first in enumerate(self.months)]
        return lines[::-1]

    @property
    def bars(self) -> list[Bars]:
        """What was given and, where that may be seen, how often pages were opened; in the order of the table."""
        shown = [column for column in (Step.ISSUED, Use.PAGE) if column in self.columns]
        months = [i18n.month(first) for first in self.months]
        counted = [(column, numbers) for column in shown if any(numbers := self._together(column))]
        return [Bars(str(COLUMNS[one]), list(zip(months, numbers, strict=True))[::-1]) for one, numbers in counted]

    @property
    def leaves_out(self) -> bool:
        """Whether uses of a version are not told, since so few hold it."""
        return Use.PAGE in self.columns and any(one.uses is None for one in self.found)

    def _together(self, column: Column) -> list[int]:
        told = [numbers for one in self.found if (numbers := _told(one, column)) is not None]
        return [sum(one[at] for one in told) for at in range(len(self.months))]


@pages.get("/badges/statistics")
@requires(Permission.SEE_AWARDS)
def statistics() -> ResponseReturnValue:
    """By badge, by month, and as a figure."""
    return render_template("awards/statistics.html", shown=_asked(), titles=COLUMNS, kept=_kept(), periods=_periods())


@pages.get("/badges/statistics.csv")
@requires(Permission.SEE_AWARDS)
def statistics_file() -> ResponseReturnValue:
    """The same month by month, to hand on; few are only said to be few."""
    shown = _asked()
    answer = Response(as_csv([str(one) for one in _HEADERS], list(_lines(shown))), mimetype="text/csv")
    name = _("statistics-of-badges") + f"-{clock.today():%Y-%m-%d}.csv"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _asked() -> Statistics:
    """What the address asks for. Uses are of the whole programme, so for those who answer for more than a house."""
    kept = _kept()
    months = months_until(clock.today(), year=int(kept["year"]) if "year" in kept else None)
    sees_uses = session.account_here().may(Permission.DEFINE_BADGES)
    found = badge_figures(months, with_uses=sees_uses, achievement_id=kept.get("badge", ""))
    return Statistics(months, found, [*Step, *(Use if sees_uses else ())])


def _kept() -> dict[str, str]:
    """What stands in the address, as far as it narrows."""
    year, badge = request.args.get("year", ""), request.args.get("badge", "")[:12]
    asked = {"year": year if year in _years() else "", "badge": badge}
    return {name: value for name, value in asked.items() if value}


def _years() -> list[str]:
    this = clock.today().year
    return [str(year) for year in range(this, this - _YEARS_BACK, -1)]


def _periods() -> list[dict[str, Any]]:
    """The months that can be looked at: the latest ones, and whole years."""
    kept = _kept()
    chosen, badge = kept.get("year"), kept.get("badge")
    return [
        {
            "label": year or _("The last 12 months"),
            "url": url_for("awards.statistics", year=year, badge=badge),
            "is_current": chosen == year,
        }
        for year in (None, *_years())
    ]


def _lines(shown: Statistics) -> Iterator[list[str]]:
    for one in shown.found:
        achievement = one.achievement
        for at, first in enumerate(shown.months):
            told = [_told(one, column) if column in shown.columns else None for column in COLUMNS]
            yield [
                f"{first:%Y-%m}",
                *(achievement.code, achievement.version),
                *(i18n.in_language(achievement.name), achievement.issuer.name),
                *("" if numbers is None else few_hidden(numbers[at]) for numbers in told),
            ]


def _told(one: BadgeFigures, column: Column) -> ByMonth | None:
    if isinstance(column, Step):
        return one.steps[column]
    return None if one.uses is None else one.uses[column]


def _sum(numbers: ByMonth | None) -> int | None:
    return None if numbers is None else sum(numbers)
