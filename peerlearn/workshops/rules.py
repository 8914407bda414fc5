"""Seats, waiting list and times, decided on plain values."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

DEFAULT_CAPACITY = 8
LARGEST_CAPACITY = 16
LONGEST = timedelta(hours=8)
LONGEST_EXTRA_REASON = 120
FURTHEST_YEARS = 2
# Whoever stepped in at the last minute is often written down the day after; badges count it, so not for ever.
LEADERS_STAY_OPEN = timedelta(days=7)


class WorkshopState(StrEnum):
    """Planned until someone cancels it; whether it is past is a question to the clock."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class Place(StrEnum):
    """What an enrolment gives."""

    SEATED = "seated"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"

    @property
    def is_on_the_list(self) -> bool:
        """Whether the person still expects to come."""
        return self is not Place.WITHDRAWN


class Part(StrEnum):
    """What a facilitator does in a workshop."""

    LEAD = "lead"
    CO_LEAD = "co_lead"
    SUBSTITUTE = "substitute"
    REPLACED = "replaced"

    @property
    def is_in_the_room(self) -> bool:
        """Whether this person leads on the day: someone replaced does not."""
        return self is not Part.REPLACED


class Obstacle(StrEnum):
    """Why somebody may not be in a room as what they are written down there."""

    NOT_TRAINED = "not_trained_yet"
    COMES_TO_HELP = "comes_to_help"


@dataclass(frozen=True)
class Seats:
    """The seats of one workshop: `extra` are those that staff added, each for one person and with a reason."""

    capacity: int
    extra: int
    taken: int

    @property
    def free(self) -> int:
        """Seats that can be given without a reason."""
        return max(0, self.capacity + self.extra - self.taken)

    @property
    def has_room(self) -> bool:
        """Whether one more person fits at all, be it with a reason."""
        return self.taken < LARGEST_CAPACITY

    def with_one_more(self) -> "Seats":
        """Someone sits down: on a free seat, else on an extra one."""
        return self._settled(taken=self.taken + 1)

    def with_one_less(self) -> "Seats":
        """Someone leaves. An extra seat goes with them: its reason was for one person, not for the next."""
        return self._settled(taken=self.taken - 1)

    def resized(self, capacity: int) -> "Seats":
        """The same people around a larger or smaller table; extra seats that now fit stop being extra."""
        return replace(self, capacity=capacity)._settled(taken=self.taken)

    def may_be_resized(self, capacity: int) -> bool:
        """Never below the seats taken; a table that is over-full already may stay as it is."""
        return capacity >= min(self.taken, self.capacity)

    def _settled(self, *, taken: int) -> "Seats":
        return replace(self, taken=taken, extra=max(0, taken - self.capacity))


def is_too_far(day: date, *, today: date) -> bool:
    """Whether a day is so far ahead that it was mistyped: nobody plans beyond two years."""
    return day > today + timedelta(days=366 * FURTHEST_YEARS)


def reasons_with(reasons: str, reason: str) -> str:
    """The reasons for the extra seats, a line each, the latest last: never more of them than seats."""
    lines = [*reasons.splitlines(), " ".join(reason.split())[:LONGEST_EXTRA_REASON]]
    return "\n".join(lines[-LARGEST_CAPACITY + 1 :])


def place_for_next(seats: Seats, *, waiting: int) -> Place:
    """A seat when one is free and nobody waits before; else the waiting list. Nobody overtakes."""
    return Place.SEATED if seats.free and not waiting else Place.WAITING


def is_too_late_to_wait(seats: Seats, *, has_started: bool) -> bool:
    """Full, and it has begun: no seat becomes free any more, so waiting would be a false hope."""
    return has_started and not seats.free


def queued_after(last: datetime | None, *, now: datetime) -> datetime:
    """When to say that someone joined: after everyone before, even where two clocks or requests disagree."""
    return now if last is None or last < now else last + timedelta(microseconds=1)
