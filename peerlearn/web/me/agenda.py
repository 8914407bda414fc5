"""One's own workshops: those one leads and those one takes part in, by when they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from peerlearn.attendance.queries import workshops_led_done, workshops_without_sheet
from peerlearn.attendance.room import Marker
from peerlearn.attendance.rules import LEADERS_MAY_FOR, OPENS_BEFORE
from peerlearn.core import clock
from peerlearn.workshops.models import Enrolment, Workshop
from peerlearn.workshops.queries import enrolments_of_person, workshops_led_by
from peerlearn.workshops.rules import Place

_MOST_PAST = 20


@dataclass(frozen=True)
class Agenda:
    """What is on today, what was forgotten, what comes, and what is over; `learners` by the workshops that are.

    `opens` holds those where it is too early to note anything, with the local hour from which one may.
    """

    today: Sequence[Workshop]
    unmarked: Sequence[Workshop]
    coming: Sequence[Workshop]
    past: Sequence[Workshop]
    learners: Mapping[int, int]
    opens: Mapping[int, datetime]

    @property
    def is_empty(self) -> bool:
        """Whether this person never led and has nothing to lead."""
        return not (self.today or self.coming or self.past)


def agenda_of(by: Marker, *, now: datetime) -> Agenda:
    """The workshops that this person leads."""
    if by.person_id is None:
        return Agenda((), (), (), (), {}, {})
    led = workshops_led_by(by.person_id)
    today = [one for one in led if one.starts_local.date() == clock.day_of(now, one.time_zone)]
    coming = [one for one in led if not one.has_started(now) and one not in today]
    past = [one for one in reversed(led) if one.has_ended(now) and one not in today]
    missing = {one.id for one in workshops_without_sheet(by, now=now, since=now - LEADERS_MAY_FOR)}
    return Agenda(
        today=today,
        unmarked=[one for one in past if one.id in missing],
        coming=coming,
        past=past[:_MOST_PAST],
        opens={one.id: one.starts_local - OPENS_BEFORE for one in today if now < one.starts_at - OPENS_BEFORE},
        learners={fact.workshop_id: fact.learners for fact in workshops_led_done(by.person_id, now=now)},
    )


@dataclass(frozen=True)
class Places:
    """Where someone takes part: the next seat, the seats after it, and the lists they wait on."""

    next: Enrolment | None
    later: Sequence[Enrolment]
    waiting: Sequence[Enrolment]


def places_of(person_id: int | None, *, now: datetime) -> Places:
    """The workshops at which this person has a seat or waits for one, from now on."""
    found = enrolments_of_person(person_id) if person_id else []
    ahead = [one for one in reversed(found) if not one.workshop.has_ended(now) and not one.workshop.is_cancelled]
    seats = [one for one in ahead if one.place is Place.SEATED]
    return Places(
        next=seats[0] if seats else None, later=seats[1:], waiting=[x for x in ahead if x.place is Place.WAITING]
    )
