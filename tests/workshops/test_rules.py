"""Seats, waiting list and times, decided on plain values."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerlearn.workshops.rules import (
    LARGEST_CAPACITY,
    Part,
    Place,
    Seats,
    place_for_next,
    queued_after,
)

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("taken", "extra", "waiting", "place"),
    [
        (0, 0, 0, Place.SEATED),
        (7, 0, 0, Place.SEATED),
        (8, 0, 0, Place.WAITING),
        (8, 0, 3, Place.WAITING),
        (7, 0, 1, Place.WAITING),  # a seat is free, but someone waits before
        (9, 1, 0, Place.WAITING),  # an extra seat is its person's, not the next one's
    ],
)
def test_the_next_person_sits_when_a_seat_is_free_and_nobody_waits(
    taken: int, extra: int, waiting: int, place: Place
) -> None:
    assert place_for_next(Seats(capacity=8, extra=extra, taken=taken), waiting=waiting) is place


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Seats(8, 0, 7), Seats(8, 0, 8)),
        (Seats(8, 0, 8), Seats(8, 1, 9)),
        (Seats(8, 1, 9), Seats(8, 2, 10)),
    ],
)
def test_one_more_takes_a_free_seat_before_an_extra_one(before: Seats, after: Seats) -> None:
    assert before.with_one_more() == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Seats(8, 0, 8), Seats(8, 0, 7)),
        (Seats(8, 2, 10), Seats(8, 1, 9)),  # nobody inherits the reason
        (Seats(8, 1, 9), Seats(8, 0, 8)),
    ],
)
def test_an_extra_seat_leaves_with_whoever_leaves(before: Seats, after: Seats) -> None:
    assert before.with_one_less() == after


@pytest.mark.parametrize(
    ("seats", "capacity", "allowed"),
    [
        (Seats(8, 0, 5), 5, True),
        (Seats(8, 0, 5), 4, False),
        (Seats(8, 1, 9), 8, True),  # over-full already: nothing changes
        (Seats(8, 1, 9), 7, False),
        (Seats(8, 1, 9), 9, True),
    ],
)
def test_a_table_never_gets_smaller_than_who_sits_at_it(seats: Seats, capacity: int, allowed: bool) -> None:
    assert seats.may_be_resized(capacity) is allowed


def test_a_larger_table_makes_extra_seats_ordinary() -> None:
    assert Seats(8, 1, 9).resized(10) == Seats(10, 0, 9)


def test_sixteen_is_the_most_whatever_the_reason() -> None:
    assert Seats(8, 7, 15).has_room
    assert not Seats(8, 8, LARGEST_CAPACITY).has_room


@given(st.lists(st.booleans(), max_size=60), st.integers(1, LARGEST_CAPACITY))
def test_whatever_happens_taken_stays_within_capacity_and_extra(steps: list[bool], capacity: int) -> None:
    seats = Seats(capacity, 0, 0)
    for sits in steps:
        if sits and seats.has_room:
            seats = seats.with_one_more()
        elif not sits and seats.taken:
            seats = seats.with_one_less()
        assert 0 <= seats.taken <= seats.capacity + seats.extra
        assert seats.extra == max(0, seats.taken - seats.capacity)


@given(st.lists(st.integers(0, 5), max_size=20))
def test_nobody_joins_the_queue_before_someone_who_is_in_it(clocks: list[int]) -> None:
    joined: list[datetime] = []
    for late in clocks:
        joined.append(queued_after(joined[-1] if joined else None, now=NOON + timedelta(microseconds=late)))
    assert joined == sorted(set(joined))


def test_only_someone_replaced_is_not_in_the_room() -> None:
    assert {part for part in Part if not part.is_in_the_room} == {Part.REPLACED}
