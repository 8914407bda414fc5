"""Presence and observation, decided on plain values."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

Code = TypeVar("Code")

NOON = 13
OPENS_BEFORE = timedelta(minutes=30)
# Who leads notes on the day or soon after, from memory at worst; later corrections are staff's, who answer for them.
LEADERS_MAY_FOR = timedelta(days=7)
# A phone that was without network in a basement is not late; one that comes a day later is.
LATE_AFTER = timedelta(hours=12)
# How long after the start people come late, or before the end they leave: what one tap offers.
_USUAL = (10, 20, 30, 45)


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


class MarkState(StrEnum):
    """What became of a mark that a phone sent: it counts, it waits for staff, or staff have dealt with it."""

    COUNTED = "counted"
    HELD = "held"
    SETTLED = "settled"
    SET_ASIDE = "set_aside"


class Moment(StrEnum):
    """Where a workshop stands for someone who wants to note what happens in it."""

    TOO_EARLY = "too_early"
    OPEN = "open"
    TOO_LATE = "too_late"


class PlanPart(StrEnum):
    """Where a module stands in what one person learns."""

    CHOSEN = "chosen"
    ADVISED = "advised"
    DONE = "done"
    OTHER = "other"


def plan_part(*, is_advised: bool, chosen_on: date | None, done_on: date | None) -> PlanPart:
    """What was chosen comes first; what was done is over, unless it was chosen again since; advice never forbids."""
    if chosen_on is not None and (done_on is None or chosen_on > done_on):
        return PlanPart.CHOSEN
    if done_on is not None:
        return PlanPart.DONE
    return PlanPart.ADVISED if is_advised else PlanPart.OTHER


def to_learn_before(prerequisites: Sequence[str], *, done: Collection[str], known: Collection[str]) -> list[str]:
    """What a module builds on directly, less what was attended and what the diagnosis says is known. It only advises:
    nothing is forbidden.
    """
    return [code for code in prerequisites if code not in done and code not in known]


def levels_seen(levels: Mapping[Code, int], skills: Collection[Code]) -> dict[int, int]:
    """Level → how many of these skills were seen at best at this level; what was not seen is not counted."""
    found = [levels[code] for code in skills if levels.get(code)]
    return {level: found.count(level) for level in sorted(set(found))}


def overlaps(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    """Whether two spans share a moment; one that begins as the other ends does not."""
    return one[0] < other[1] and other[0] < one[1]


def moment_of(starts_at: datetime, ends_at: datetime, *, side: Side, now: datetime) -> Moment:
    """From half an hour before the start; for who leads until seven days after the end, for staff without end."""
    if now < starts_at - OPENS_BEFORE:
        return Moment.TOO_EARLY
    if side is Side.PEER and now > ends_at + LEADERS_MAY_FOR:
        return Moment.TOO_LATE
    return Moment.OPEN


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes from one moment to a later one."""
    return int((end - start).total_seconds() // 60)


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


@dataclass(frozen=True)
class ClockChoice:
    """A time on the wall clock at which someone came or left, and the minutes that then count."""

    at: datetime
    minutes: int
    is_now: bool = False


def arrivals(starts: datetime, ends: datetime, *, now: datetime) -> list[ClockChoice]:
    """When someone came late: now if it goes on, and the usual times until now. All on the place's wall clock."""
    usual = [starts + timedelta(minutes=late) for late in _USUAL]
    times = _with_now(usual, starts, ends, now=now)
    return [ClockChoice(at, minutes_between(at, ends), at == now) for at in times]


def departures(starts: datetime, ends: datetime, *, now: datetime) -> list[ClockChoice]:
    """When someone left early: now if it goes on, and the usual times until now. All on the place's wall clock."""
    usual = [ends - timedelta(minutes=early) for early in reversed(_USUAL)]
    times = _with_now(usual, starts, ends, now=now)
    return [ClockChoice(at, minutes_between(starts, at), at == now) for at in times]


def came_or_left_at(state: PresenceState, minutes: int, *, starts: datetime, ends: datetime) -> datetime | None:
    """The wall clock when someone late came, or when someone left early; None when it was neither, or unknown."""
    if not state.is_for_a_part or minutes >= minutes_between(starts, ends):
        return None
    span = timedelta(minutes=minutes)
    return ends - span if state is PresenceState.LATE else starts + span


def _with_now(usual: list[datetime], starts: datetime, ends: datetime, *, now: datetime) -> list[datetime]:
    possible = {at for at in usual if starts < at < ends and at <= now}
    return sorted(possible | ({now} if starts < now < ends else set()))
