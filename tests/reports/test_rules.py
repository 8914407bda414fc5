"""Counting on plain values."""

from datetime import date

import pytest

from peerlearn.reports.rules import STAGES, Attended, Event, Figure, Span, completed, handed_on, people_in

MARCH = date(2026, 3, 1)


def _on(day: int) -> date:
    return MARCH.replace(day=day)


def test_training_is_done_on_the_day_of_the_last_module_where_the_person_was_then() -> None:
    attended = [Attended(1, 7, "T1", _on(1)), Attended(2, 7, "T1", _on(1)), Attended(1, 8, "T2", _on(5))]
    again = [Attended(1, 9, "T2", _on(9)), Attended(1, 9, "T1", _on(9))]
    assert completed([*attended, *again], {"T1", "T2"}) == [Event(1, 8, _on(5))]


def test_a_person_counts_once_until_the_day_and_within_the_wave() -> None:
    events = [Event(1, 7, _on(1)), Event(1, 7, _on(2)), Event(2, 7, _on(9)), Event(3, 8, _on(1))]
    assert people_in(events, houses={7, 8}, until=_on(9), wave=None) == 3
    assert people_in(events, houses={7, 8}, until=_on(8), wave=None) == 2
    assert people_in(events, houses={7}, until=_on(9), wave=None) == 2
    wave = {7: [Span(_on(2), _on(8))]}
    assert people_in(events, houses={7, 8}, until=_on(9), wave=wave) == 1
    assert people_in(events, houses={7, 8}, until=_on(9), wave={}) == 0


def test_both_ends_of_a_span_belong_to_it() -> None:
    span = Span(_on(2), _on(3))
    assert [span.holds(_on(day)) for day in (1, 2, 3, 4)] == [False, True, True, False]
    assert Span(_on(2), None).holds(date(2040, 1, 1))


@pytest.mark.parametrize(("count", "said"), [(0, "0"), (1, "<5"), (4, "<5"), (5, "5"), (130, "130")])
def test_few_people_are_only_said_to_be_few(count: int, said: str) -> None:
    assert handed_on(Figure.LEARNERS, count) == said
    assert handed_on(Figure.ORGANISATIONS, count) == str(count)


def test_every_figure_stands_in_one_stage() -> None:
    assert sorted(figure for stage in STAGES for figure in stage) == sorted(Figure)
