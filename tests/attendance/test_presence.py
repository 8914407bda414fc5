"""Marking who was there."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from peerlearn.attendance.actions import mark_presence, take_back_presence
from peerlearn.attendance.models import Presence
from peerlearn.attendance.room import Marker
from peerlearn.attendance.rules import HalfDay, PresenceState
from peerlearn.core import clock
from peerlearn.core.audit import AuditEntry
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.scope import Scope
from peerlearn.workshops.models import Enrolment
from peerlearn.workshops.rules import Part, WorkshopState
from tests.cast import Cast
from tests.factories.attendance import Staged, stage_workshop

NINE = datetime(2026, 3, 3, 8, tzinfo=UTC)  # 9 h in Paris
DAY = timedelta(days=1)


def staff(cast: Cast, host: str = "tilleuls") -> Marker:
    return Marker(cast.accounts["samira"], None, Scope.of([cast.organisations[host]]))


def leader(cast: Cast, name: str = "moussa") -> Marker:
    return Marker(cast.accounts["moussa"], cast.people[name], Scope.of([]))


def enrolment(staged: Staged, name: str) -> Enrolment:
    query = select(Enrolment).where(Enrolment.public_id == UUID(staged.enrolments[name]))
    return db.session.execute(query).scalar_one()


def history(staged: Staged) -> Sequence[Presence]:
    query = select(Presence).where(Presence.workshop_id == staged.id).order_by(Presence.id)
    return db.session.execute(query).scalars().all()


@pytest.mark.parametrize(
    ("state", "given", "counted"),
    [
        (PresenceState.PRESENT, None, 120),
        (PresenceState.LATE, 100, 100),
        (PresenceState.LEFT_EARLY, 30, 30),
        (PresenceState.EXCUSED, None, 0),
        (PresenceState.ABSENT, None, 0),
    ],
)
def test_each_of_the_five_states_is_stored_with_its_minutes(
    everything: Cast, state: PresenceState, given: int | None, counted: int
) -> None:
    staged = stage_workshop(everything, now=NINE, starts_in=-timedelta(hours=2))
    mark = mark_presence(enrolment(staged, "awa"), state, minutes=given, by=leader(everything), now=NINE)
    assert (mark.state, mark.minutes, mark.half_day) == (state, counted, HalfDay.MORNING)
    assert mark.recorded_at == mark.received_at == NINE
    assert mark.recorded_by_id == everything.accounts["moussa"]
    assert mark.is_current


@pytest.mark.parametrize(("state", "minutes"), [(PresenceState.LATE, 80), (PresenceState.LEFT_EARLY, 40)])
def test_nobody_came_or_left_at_a_time_still_to_come(everything: Cast, state: PresenceState, minutes: int) -> None:
    staged = stage_workshop(everything, now=NINE, starts_in=-timedelta(minutes=30))
    with pytest.raises(DomainError, match=r"attendance\.not_yet"):
        mark_presence(enrolment(staged, "awa"), state, minutes=minutes, by=leader(everything), now=NINE)
    mark_presence(
        enrolment(staged, "awa"), state, minutes=minutes, by=leader(everything), now=NINE + timedelta(minutes=10)
    )


def test_the_half_day_is_the_one_of_the_place_where_the_workshop_starts(everything: Cast) -> None:
    # 12 h 30 UTC is half past one in Paris: an afternoon.
    now = datetime(2026, 3, 3, 12, 30, tzinfo=UTC)
    staged = stage_workshop(everything, now=now, starts_in=timedelta(0))
    mark = mark_presence(enrolment(staged, "awa"), PresenceState.PRESENT, by=leader(everything), now=now)
    assert mark.half_day is HalfDay.AFTERNOON


def test_a_later_mark_takes_the_place_of_the_former_which_stays(everything: Cast) -> None:
    staged = stage_workshop(everything)
    awa = enrolment(staged, "awa")
    mark_presence(awa, PresenceState.ABSENT, by=leader(everything), now=clock.now())
    mark_presence(awa, PresenceState.LATE, minutes=90, by=staff(everything), now=clock.now())
    assert [(m.state, m.is_current) for m in history(staged)] == [
        (PresenceState.ABSENT, False),
        (PresenceState.LATE, True),
    ]


def test_a_mark_taken_back_counts_no_more_and_stays_in_the_history(everything: Cast) -> None:
    staged = stage_workshop(everything)
    awa = enrolment(staged, "awa")
    mark_presence(awa, PresenceState.PRESENT, by=leader(everything), now=clock.now())
    take_back_presence(awa, by=leader(everything), now=clock.now())
    take_back_presence(awa, by=leader(everything), now=clock.now())
    assert [m.is_current for m in history(staged)] == [False]
    acts = db.session.execute(select(AuditEntry.account_id).where(AuditEntry.action == "presence.taken_back"))
    assert acts.scalars().all() == [everything.accounts["moussa"]]
    mark_presence(awa, PresenceState.PRESENT, by=leader(everything), now=clock.now())
    assert [m.is_current for m in history(staged)] == [False, True]


def test_the_same_mark_told_twice_is_one_and_gets_the_same_answer(everything: Cast) -> None:
    staged = stage_workshop(everything)
    awa, mark_id = enrolment(staged, "awa"), uuid4()
    by, now = leader(everything), clock.now()
    first = mark_presence(awa, PresenceState.LATE, minutes=90, by=by, now=now, mark_id=mark_id)
    mark_presence(awa, PresenceState.ABSENT, by=by, now=now)
    again = mark_presence(awa, PresenceState.LATE, minutes=90, by=by, now=now + 30 * DAY, mark_id=mark_id)
    assert again is first
    assert [m.state for m in history(staged) if m.is_current] == [PresenceState.ABSENT]


@pytest.mark.parametrize(("state", "minutes", "who"), [
    (PresenceState.PRESENT, None, "awa"),
    (PresenceState.LATE, 60, "awa"),
    (PresenceState.LATE, 90, "rosa"),
])  # fmt: skip
def test_the_same_id_with_other_content_is_refused(
    everything: Cast, state: PresenceState, minutes: int | None, who: str
) -> None:
    staged, mark_id = stage_workshop(everything), uuid4()
    by, now = leader(everything), clock.now()
    mark_presence(enrolment(staged, "awa"), PresenceState.LATE, minutes=90, by=by, now=now, mark_id=mark_id)
    with pytest.raises(DomainError, match=r"attendance\.mark_differs"):
        mark_presence(enrolment(staged, who), state, minutes=minutes, by=by, now=now, mark_id=mark_id)
    assert len(history(staged)) == 1


def test_from_half_an_hour_before_the_start_and_not_earlier(everything: Cast) -> None:
    staged = stage_workshop(everything, now=NINE, starts_in=timedelta(minutes=31))
    awa = enrolment(staged, "awa")
    for by in (leader(everything), staff(everything)):
        with pytest.raises(DomainError, match=r"attendance\.too_early"):
            mark_presence(awa, PresenceState.PRESENT, by=by, now=NINE)
        with pytest.raises(DomainError, match=r"attendance\.too_early"):
            take_back_presence(awa, by=by, now=NINE)
    mark_presence(awa, PresenceState.PRESENT, by=leader(everything), now=NINE + timedelta(minutes=1))
    assert len(history(staged)) == 1


def test_after_seven_days_only_staff_correct(everything: Cast) -> None:
    staged = stage_workshop(everything, now=NINE)
    awa = enrolment(staged, "awa")
    with pytest.raises(DomainError, match=r"attendance\.too_late"):
        mark_presence(awa, PresenceState.PRESENT, by=leader(everything), now=NINE + 8 * DAY)
    mark_presence(awa, PresenceState.PRESENT, by=staff(everything), now=NINE + 8 * DAY)
    assert len(history(staged)) == 1


def test_nothing_is_marked_in_a_cancelled_workshop(everything: Cast) -> None:
    staged = stage_workshop(everything, state=WorkshopState.CANCELLED)
    with pytest.raises(DomainError, match=r"attendance\.cancelled"):
        mark_presence(enrolment(staged, "awa"), PresenceState.PRESENT, by=staff(everything), now=clock.now())


def test_who_waits_for_a_seat_is_not_marked(everything: Cast) -> None:
    staged = stage_workshop(everything, waiting=["karim"])
    with pytest.raises(DomainError, match=r"attendance\.not_seated"):
        mark_presence(enrolment(staged, "karim"), PresenceState.PRESENT, by=staff(everything), now=clock.now())


def test_nobody_marks_or_takes_back_their_own_presence(everything: Cast) -> None:
    staged = stage_workshop(everything, seated=["claire", "awa"])
    claire = Marker(None, everything.people["claire"], Scope.of([everything.organisations["tilleuls"]]))
    mark_presence(enrolment(staged, "awa"), PresenceState.PRESENT, by=claire, now=clock.now())
    own = enrolment(staged, "claire")
    with pytest.raises(DomainError, match=r"attendance\.own_presence"):
        mark_presence(own, PresenceState.PRESENT, by=claire, now=clock.now())
    mark_presence(own, PresenceState.ABSENT, by=leader(everything), now=clock.now())
    with pytest.raises(DomainError, match=r"attendance\.own_presence"):
        take_back_presence(own, by=claire, now=clock.now())


def test_only_who_is_in_charge_marks(everything: Cast) -> None:
    staged = stage_workshop(
        everything, leaders={"moussa": Part.LEAD, "serge": Part.REPLACED}, seated=["awa", "fatou"], guests=["relais"]
    )
    strangers = [leader(everything, "serge"), leader(everything, "karim"), staff(everything, "relais")]
    for stranger in strangers:
        for name in ("awa", "fatou"):
            with pytest.raises(NoResultFound):
                mark_presence(enrolment(staged, name), PresenceState.PRESENT, by=stranger, now=clock.now())
            with pytest.raises(NoResultFound):
                take_back_presence(enrolment(staged, name), by=stranger, now=clock.now())
    assert history(staged) == []


def test_a_guest_is_marked_for_host_and_home(everything: Cast) -> None:
    staged = stage_workshop(everything, seated=["fatou"], guests=["relais"])
    mark = mark_presence(enrolment(staged, "fatou"), PresenceState.PRESENT, by=leader(everything), now=clock.now())
    assert mark.host_organisation_id == everything.organisations["tilleuls"]
    assert mark.home_organisation_id == everything.organisations["relais"]
