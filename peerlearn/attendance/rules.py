"""Presence and observation, decided on plain values."""

from datetime import datetime
from enum import StrEnum

NOON = 13


class PresenceState(StrEnum):
    """Five states. An absence is a fact, not a fault."""

    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    EXCUSED = "excused"
    ABSENT = "absent"

    @property
    def was_there(self) -> bool:
        """Whether the person took part, be it for a part of the time."""
        return self in {PresenceState.PRESENT, PresenceState.LATE, PresenceState.LEFT_EARLY}


class HalfDay(StrEnum):
    """Presence is recorded by half-day, as on a paper sheet."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


class Side(StrEnum):
    """From which side a skill was observed: by staff, or by a peer who leads."""

    STAFF = "staff"
    PEER = "peer"


def half_day_of(starts_local: datetime) -> HalfDay:
    """The half-day in which a workshop starts, by the place's wall clock."""
    return HalfDay.MORNING if starts_local.hour < NOON else HalfDay.AFTERNOON


def counted_minutes(state: PresenceState, *, given: int | None, duration: int) -> int:
    """Minutes that count: all when present, none when away, else what was noted (all when nothing was)."""
    if not state.was_there:
        return 0
    if state is PresenceState.PRESENT or given is None:
        return duration
    return max(0, min(given, duration))
