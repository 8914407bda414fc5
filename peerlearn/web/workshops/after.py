"""What those who led told the office about a workshop, as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from peerlearn.attendance import after
from peerlearn.attendance.after import CameLate, Said
from peerlearn.attendance.held import held_marks
from peerlearn.attendance.marks import Mood
from peerlearn.attendance.models import SheetPhoto, WorkshopClosing
from peerlearn.attendance.sheets import sheets_of
from peerlearn.core import clock
from peerlearn.web.kit import i18n
from peerlearn.web.workshops.room import Line, Room

# Of the same words as on the phone; each with its pictogram.
MOODS = {Mood.GOOD: _l("Good"), Mood.MIXED: _l("So-so"), Mood.HARD: _l("Hard")}


@dataclass(frozen=True)
class Closing:
    """How it went, from one who led: in words, with the lines of those who might lead one day."""

    name: str
    when: str
    mood: str
    said: WorkshopClosing
    may_lead: Sequence[Line]


@dataclass(frozen=True)
class After:
    """All that the office reads after a workshop; `flags` are sentences about marks that came late or mistimed."""

    closings: Sequence[Closing] = ()
    notes: Sequence[Said] = ()
    flags: Sequence[str] = ()
    held: int = 0
    sheets: Sequence[SheetPhoto] = ()


def after_of(room: Room) -> After:
    """What was told of this workshop; nothing to who does not plan here."""
    if not room.may_plan:
        return After()
    workshop = room.workshop
    flags = [_late(one, workshop.time_zone) for one in after.late_marks_of(workshop, now=clock.now())]
    flags += [
        _("The clock of %(name)s’s phone is wrong. The times were corrected.", name=one.name)
        for one in after.wrong_clocks_of(workshop)
    ]
    return After(
        closings=[_closing(one, room) for one in after.closings_of(workshop)],
        notes=after.notes_of(workshop),
        flags=flags,
        held=len(held_marks(workshop)),
        sheets=sheets_of(workshop),
    )


def _late(one: CameLate, time_zone: str) -> str:
    said = ngettext(
        "%(num)d mark of %(name)s came late, the last one %(when)s.",
        "%(num)d marks of %(name)s came late, the last one %(when)s.",
        one.marks,
        name=one.name,
        when=i18n.day_and_time(one.last_at, time_zone),
    )
    return " ".join((said, _("No note says why."))) if one.lacks_note else said


def _closing(one: Said, room: Room) -> Closing:
    said = one.words
    assert isinstance(said, WorkshopClosing)  # noqa: S101 - asked for as such
    named = {UUID(found) for found in said.may_lead["enrolments"]}
    return Closing(
        name=one.name,
        when=i18n.day_and_time(said.recorded_at, room.workshop.time_zone),
        mood=str(MOODS[said.mood]),
        said=said,
        may_lead=[line for line in room.seated if line.enrolment.public_id in named],
    )
