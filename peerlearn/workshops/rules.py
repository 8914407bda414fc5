"""Seats, waiting list and times, decided on plain values."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

DEFAULT_CAPACITY = 8
LARGEST_CAPACITY = 16
LONGEST = timedelta(hours=8)


class WorkshopState(StrEnum):
    """Planned until someone cancels it; whether it is past is a question to the clock."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class Place(StrEnum):
    """What an enrolment gives."""

    SEATED = "seated"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"


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


@dataclass(frozen=True)
class Seats:
    """The seats of one workshop: `extra` are those that staff added with a reason."""

    capacity: int
    extra: int
    taken: int

    @property
    def free(self) -> int:
        """Seats that can be given without a reason."""
        return max(0, self.capacity + self.extra - self.taken)


def place_for_next(seats: Seats, *, waiting: int) -> Place:
    """A seat when one is free and nobody waits before; else the waiting list. Nobody overtakes."""
    return Place.SEATED if seats.free and not waiting else Place.WAITING


def overlaps(start: datetime, end: datetime, other_start: datetime, other_end: datetime) -> bool:
    """Whether two half-open spans of time share a moment: ending at nine and starting at nine do not."""
    return start < other_end and other_start < end
