"""Presence and observation, decided on plain values."""

from datetime import datetime, timedelta
from enum import StrEnum

NOON = 13
OPENS_BEFORE = timedelta(minutes=30)
# Who leads notes on the day or soon after, from memory at worst; later corrections are staff's, who answer for them.
LEADERS_MAY_FOR = timedelta(days=7)


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
        return self in WAS_THERE

    @property
    def is_for_a_part(self) -> bool:
        """Whether the minutes depend on when the person came or left."""
        return self in {PresenceState.LATE, PresenceState.LEFT_EARLY}


WAS_THERE = frozenset({PresenceState.PRESENT, PresenceState.LATE, PresenceState.LEFT_EARLY})


class HalfDay(StrEnum):
    """Presence is recorded by half-day, as on a paper sheet."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


class Side(StrEnum):
    """From which side a skill was observed: by staff, or by a peer who leads."""

    STAFF = "staff"
    PEER = "peer"


class Moment(StrEnum):
    """Where a workshop stands for someone who wants to note what happens in it."""

    TOO_EARLY = "too_early"
    OPEN = "open"
    TOO_LATE = "too_late"


def moment_of(starts_at: datetime, ends_at: datetime, *, side: Side, now: datetime) -> Moment:
    """From half an hour before the start; for who leads until seven days after the end, for staff without end."""
    if now < starts_at - OPENS_BEFORE:
        return Moment.TOO_EARLY
    if side is Side.PEER and now > ends_at + LEADERS_MAY_FOR:
        return Moment.TOO_LATE
    return Moment.OPEN


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
