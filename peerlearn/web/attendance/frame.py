"""What every page of one room shows around its content: where one is, what one may do now, where the thumb goes."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from peerlearn.attendance import room
from peerlearn.attendance.room import Marker
from peerlearn.attendance.rules import OPENS_BEFORE, Moment, Side, moment_of
from peerlearn.core import clock
from peerlearn.core.permissions import Capability, Permission
from peerlearn.tracks.queries import skills_of
from peerlearn.web.kit import i18n, session
from peerlearn.workshops.models import Workshop


@dataclass(frozen=True)
class Tab:
    """One place under the thumb."""

    label: str
    url: str
    icon: str
    is_current: bool = False


# The pages of each place under the thumb, by its pictogram.
_PAGES = {
    "people": {"presence", "person"},
    "level-3": {"skills"},
    "explain": {"facilitator_skills"},
    "badge": set[str](),
}


@dataclass(frozen=True)
class Visit:
    """Someone in charge opens a page of one workshop."""

    workshop: Workshop
    side: Side
    by: Marker

    @property
    def moment(self) -> Moment:
        """Whether it is too early, time, or too late to note something."""
        return moment_of(self.workshop.starts_at, self.workshop.ends_at, side=self.side, now=clock.now())

    @property
    def is_open(self) -> bool:
        """Whether a tap would be taken now."""
        return self.moment is Moment.OPEN and not self.workshop.is_cancelled

    @property
    def question(self) -> str:
        """What the roster asks, in the tense of the moment."""
        return str(_("Who was here?") if self.workshop.has_ended(clock.now()) else _("Who is here?"))

    @property
    def when(self) -> str:
        """ "mardi 3 mars, 9 h"; on the day itself, "aujourd’hui, 9 h"."""
        starts = self.workshop.starts_local
        is_today = starts.date() == clock.day_of(clock.now(), self.workshop.time_zone)
        said = _("today") if is_today else i18n.day(starts)
        return f"{said}, {i18n.hour(starts)}"

    @property
    def opens_local(self) -> datetime:
        """From when on one may mark, by the place's wall clock."""
        return self.workshop.starts_local - OPENS_BEFORE

    @property
    def back(self) -> tuple[str, str]:
        """The page above the roster: the workshop for the office, one's own workshops for who leads."""
        if session.account_here().may(Permission.SEE_WORKSHOPS):
            return url_for("workshops.workshop", public_id=self.workshop.public_id), _("The workshop")
        return url_for("me.home"), _("My workshops")

    def may_mark(self, person_id: int) -> bool:
        """Whether a tap on this person would be taken now: nobody marks themselves."""
        return self.is_open and person_id != self.by.person_id

    def values(self) -> dict[str, Any]:
        """What the templates of the room need besides their own content."""
        return {"visit": self, "workshop": self.workshop, "tabs": self._tabs()}

    def _tabs(self) -> list[Tab]:
        current = str(request.endpoint).removeprefix("attendance.")
        return [replace(tab, is_current=current in _PAGES[tab.icon]) for tab in self._places()]

    def _places(self) -> list[Tab]:
        here = self.workshop.public_id
        tabs = [Tab(_("Who is here"), url_for("attendance.presence", public_id=here), "people")]
        if skills_of(self.workshop.module):
            tabs.append(Tab(_("What they do"), url_for("attendance.skills", public_id=here, number=1), "level-3"))
        if any(one.facilitator.person_id != self.by.person_id for one in room.leaders(self.workshop)):
            address = url_for("attendance.facilitator_skills", public_id=here, number=1)
            tabs.append(Tab(_("Leading"), address, "explain"))
        account = session.account_here()
        if account.may(Permission.SEE_OWN_PATH) and account.has(Capability.BADGES):
            tabs.append(Tab(_("My badge"), url_for("me.path"), "badge"))
        return tabs


def visit(public_id: str) -> Visit:
    """The workshop, for who is in charge of it.

    Raises:
        NoResultFound: whoever is signed in is not, or there is none.
    """
    account = session.account_here()
    by = session.marker_for(account)
    workshop, side = room.workshop_run_by(public_id, by)
    return Visit(workshop, side, by)
