"""The demonstration shows what people chose to learn, and workshops with a seat for it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from peerlearn.attendance.plan import PlannedModule, plan_of
from peerlearn.attendance.rules import PlanPart
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.demo import moving
from peerlearn.people.models import Person
from peerlearn.tracks.models import ModuleChoice

pytestmark = pytest.mark.usefixtures("old_demonstration", "on_stage")

TEN_DAYS = timedelta(days=10)


def test_somebody_has_something_of_each_and_a_seat_is_a_tap_away() -> None:
    plan = _plan("Ibrahim", "Diallo")
    assert {one.part for one in plan} == set(PlanPart)
    assert any(one.openings.with_seat for one in plan)
    assert any(one.place for one in plan)


def test_wishes_move_with_the_rest() -> None:
    before = _moments()
    moving.move_to(clock.today())
    assert _moments() == [
        (chosen + TEN_DAYS, taken_back + TEN_DAYS if taken_back else None) for chosen, taken_back in before
    ]
    assert any(taken_back for _, taken_back in before)


def _plan(first_name: str, last_name: str) -> list[PlannedModule]:
    query = select(Person).where(Person.first_name == first_name, Person.last_name == last_name)
    person = db.session.execute(query).scalar_one()
    return plan_of(person.id, now=clock.now() - TEN_DAYS, offered_at=person.organisation_id)


def _moments() -> list[tuple[datetime, datetime | None]]:
    query = select(ModuleChoice.chosen_at, ModuleChoice.taken_back_at).order_by(ModuleChoice.id)
    return [(row[0], row[1]) for row in db.session.execute(query)]
