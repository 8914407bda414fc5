"""The demonstration shows who leaves, who moved to another house, who was hired, and who is on the list twice."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from peerlearn.awards.ahead import badges_ahead
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.people import queries
from peerlearn.people.models import Person
from peerlearn.people.rules import Called, Position

pytestmark = pytest.mark.usefixtures("demonstration", "on_stage")


def test_somebody_leaves_in_twenty_days() -> None:
    ends = [one.contract_ends_on for one in queries.leaving(on=clock.today())]
    assert clock.today() + timedelta(days=20) in ends
    assert len(ends) > 5
    ahead = badges_ahead([one.person_id for one in queries.leaving(on=clock.today())], now=clock.now())
    # Something of each: what is missing, what can be proposed, what is there already.
    assert {bool(one.missing) for one in ahead.values()} == {True, False}
    assert {one.state for one in ahead.values()} >= {None, AwardState.ISSUED}


def test_somebody_moved_from_one_house_to_another() -> None:
    moved = _called("Gérard", "Vasseur")
    now, before = queries.affiliations_of(moved.id)
    assert now.organisation_id == moved.organisation_id != before.organisation_id


def test_somebody_was_hired_and_stays_counted_as_before() -> None:
    now, before = queries.affiliations_of(_called("Malika", "Benali").id)
    assert (before.position, now.position) == (Position.EMPLOYEE, Position.SUPERVISOR)
    assert before.until_on == now.from_on < clock.today()
    assert before.organisation_id == now.organisation_id


def test_somebody_is_on_the_list_twice() -> None:
    lucie = _called("Lucie", "Moreau")
    alike = queries.look_alikes(
        Called("Lucie", "Moreau"), lucie.birth_year, organisation_id=lucie.organisation_id, except_for=lucie.id
    )
    assert [one.full_name for one in queries.people_with(alike)] == ["Lucie Moreaux"]


def _called(first_name: str, last_name: str) -> Person:
    query = select(Person).where(Person.first_name == first_name, Person.last_name == last_name)
    return db.session.execute(query).scalar_one()
