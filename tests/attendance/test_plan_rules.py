"""Where a module stands in what one person learns, decided on plain values."""

from datetime import UTC, date, datetime, timedelta

import pytest

from peerlearn.attendance.rules import PlanPart, levels_seen, overlaps, plan_part, to_learn_before

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("is_advised", "chosen_on", "done_on", "part"),
    [
        (False, None, None, PlanPart.OTHER),
        (True, None, None, PlanPart.ADVISED),
        (True, MONDAY, None, PlanPart.CHOSEN),
        (False, MONDAY, None, PlanPart.CHOSEN),
        (True, None, MONDAY, PlanPart.DONE),
        (True, MONDAY, TUESDAY, PlanPart.DONE),
        (True, MONDAY, MONDAY, PlanPart.DONE),
        (False, TUESDAY, MONDAY, PlanPart.CHOSEN),
    ],
)
def test_what_was_chosen_comes_first_and_what_was_done_is_over_until_it_is_chosen_again(
    is_advised: bool, chosen_on: date | None, done_on: date | None, part: PlanPart
) -> None:
    assert plan_part(is_advised=is_advised, chosen_on=chosen_on, done_on=done_on) is part


def test_what_comes_before_is_what_was_neither_attended_nor_known() -> None:
    needed = ("M02", "M03", "M08")
    assert to_learn_before(needed, done=(), known=()) == ["M02", "M03", "M08"]
    assert to_learn_before(needed, done=("M03",), known=("M08",)) == ["M02"]
    assert to_learn_before((), done=(), known=()) == []


def test_levels_are_counted_at_their_best_and_not_seen_is_not_counted() -> None:
    levels = {"M01-S1": 2, "M01-S2": 2, "M01-S3": 3, "M01-S4": 0, "M02-S1": 1}
    assert levels_seen(levels, ["M01-S1", "M01-S2", "M01-S3", "M01-S4", "M01-S5"]) == {2: 2, 3: 1}
    assert levels_seen({}, ["M01-S1"]) == {}


def test_one_workshop_may_begin_as_the_other_ends() -> None:
    morning = (NINE, NINE + 2 * HOUR)
    assert overlaps(morning, (NINE + HOUR, NINE + 3 * HOUR))
    assert overlaps(morning, morning)
    assert not overlaps(morning, (NINE + 2 * HOUR, NINE + 3 * HOUR))
