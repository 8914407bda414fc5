"""Figures: the three stages of the rocket, how each is counted, and the same as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.imports.exporting import as_csv
from peerlearn.organisations import queries as organisations
from peerlearn.organisations.models import Organisation, Wave
from peerlearn.reports.queries import Asked, figures
from peerlearn.reports.rules import STAGES, handed_on
from peerlearn.web.figures.words import HEADERS, Told, alone, told_of
from peerlearn.web.kit.access import requires

pages = Blueprint("figures", __name__)


@dataclass(frozen=True)
class Chosen:
    """What the address asks for, found; and the same as it stands there, for links and fields."""

    wave: Wave | None
    region: str
    organisation: Organisation | None
    until: date

    @property
    def asked(self) -> Asked:
        """The same, for counting."""
        return Asked(
            until=self.until,
            wave_id=self.wave.id if self.wave else None,
            region_code=self.region,
            organisation_id=self.organisation.id if self.organisation else None,
        )

    @property
    def kept(self) -> dict[str, str]:
        """What stands in the address: only what narrows."""
        today = clock.today()
        values = {
            "wave": self.wave.public_id if self.wave else "",
            "region": self.region,
            "organisation": self.organisation.public_id if self.organisation else "",
            "until": "" if self.until == today else self.until.isoformat(),
        }
        return {key: value for key, value in values.items() if value}


@pages.get("/figures")
@requires(Permission.SEE_ORGANISATIONS)
def index() -> ResponseReturnValue:
    """Three stages as one picture, then the same figures as a table."""
    chosen = _chosen()
    counted = figures(chosen.asked)
    return render_template(
        "figures/index.html",
        chosen=chosen,
        stages=[[told_of(figure, counted[figure]) for figure in stage] for stage in STAGES],
        waves=organisations.waves(),
        regions=organisations.regions_in_scope(),
        organisations=organisations.organisations_in_scope(),
    )


@pages.get("/figures/export.csv")
@requires(Permission.SEE_ORGANISATIONS)
def export() -> ResponseReturnValue:
    """The same figures, to hand on; a few people are only said to be few."""
    chosen = _chosen()
    counted = figures(chosen.asked)
    told = [told_of(figure, counted[figure]) for stage in STAGES for figure in stage]
    answer = Response(as_csv([str(one) for one in HEADERS], [_line(one, chosen) for one in told]), mimetype="text/csv")
    name = f"{_('figures')}-{chosen.until:%Y-%m-%d}.csv"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _chosen() -> Chosen:
    """What the address asks for; a wave, organisation or day that is none finds nothing or means all.

    Raises:
        NoResultFound: the wave or the organisation is not there, or not in scope.
    """
    wave, home = request.args.get("wave", ""), request.args.get("organisation", "")
    return Chosen(
        wave=organisations.wave(wave) if wave else None,
        region=request.args.get("region", "").strip()[:3],
        organisation=organisations.organisation_in_scope(home) if home else None,
        until=_day(request.args.get("until", "")) or clock.today(),
    )


def _day(typed: str) -> date | None:
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return None
    # The end of the calendar has no day after it.
    return found if found < date.max else None


def _line(told: Told, chosen: Chosen) -> Sequence[str]:
    shown = handed_on(told.figure, told.count)
    return [
        told.figure.value,
        # Of few people not even the words say whether it is one.
        alone(told.said if shown.isdigit() else told.title),
        shown,
        chosen.wave.name if chosen.wave else "",
        chosen.region,
        chosen.organisation.name if chosen.organisation else "",
        chosen.until.isoformat(),
        told.how,
    ]
