"""Moments, half-days and minutes, on plain values."""

from datetime import UTC, datetime, timedelta

import pytest

from peerlearn.attendance.rules import (
    HalfDay,
    Moment,
    PresenceState,
    Side,
    arrivals,
    counted_minutes,
    departures,
    half_day_of,
    moment_of,
)

START = datetime(2026, 3, 3, 8, tzinfo=UTC)
END = START + timedelta(hours=2)


@pytest.mark.parametrize(
    ("state", "given", "counted"),
    [
        (PresenceState.PRESENT, None, 120),
        (PresenceState.PRESENT, 30, 120),
        (PresenceState.LATE, 100, 100),
        (PresenceState.LATE, None, 120),
        (PresenceState.LEFT_EARLY, 45, 45),
        (PresenceState.LEFT_EARLY, 500, 120),
        (PresenceState.LATE, -5, 0),
        (PresenceState.EXCUSED, 60, 0),
        (PresenceState.ABSENT, None, 0),
    ],
)
def test_minutes_count_for_who_was_there_and_never_beyond_the_workshop(
    state: PresenceState, given: int | None, counted: int
) -> None:
    assert counted_minutes(state, given=given, duration=120) == counted


@pytest.mark.parametrize(
    ("now", "staff", "leader"),
    [
        (START - timedelta(minutes=31), Moment.TOO_EARLY, Moment.TOO_EARLY),
        (START - timedelta(minutes=30), Moment.OPEN, Moment.OPEN),
        (END, Moment.OPEN, Moment.OPEN),
        (END + timedelta(days=7), Moment.OPEN, Moment.OPEN),
        (END + timedelta(days=7, seconds=1), Moment.OPEN, Moment.TOO_LATE),
        (END + timedelta(days=400), Moment.OPEN, Moment.TOO_LATE),
    ],
)
def test_who_leads_may_mark_for_a_week_and_staff_may_correct_later(
    now: datetime, staff: Moment, leader: Moment
) -> None:
    assert moment_of(START, END, side=Side.STAFF, now=now) is staff
    assert moment_of(START, END, side=Side.PEER, now=now) is leader


def test_only_times_that_have_come_are_offered() -> None:
    now = START + timedelta(minutes=25)
    assert [choice.at - START for choice in arrivals(START, END, now=now)] == [
        timedelta(minutes=10),
        timedelta(minutes=20),
        timedelta(minutes=25),
    ]
    assert [choice.at for choice in departures(START, END, now=now)] == [now]
    assert arrivals(START, END, now=START) == departures(START, END, now=START - timedelta(minutes=5)) == []
    assert len(arrivals(START, END, now=END)) == len(departures(START, END, now=END)) == 4


def test_the_half_day_is_that_of_the_local_start() -> None:
    assert half_day_of(datetime(2026, 3, 3, 9)) is HalfDay.MORNING  # noqa: DTZ001 - a wall clock
    assert half_day_of(datetime(2026, 3, 3, 12, 59)) is HalfDay.MORNING  # noqa: DTZ001
    assert half_day_of(datetime(2026, 3, 3, 13)) is HalfDay.AFTERNOON  # noqa: DTZ001
