"""Everything but a few organisations: what the national team sees of a capability that some do without."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope, ScopeError
from peerlearn.people.models import Affiliation, Person
from peerlearn.workshops.models import Enrolment, Workshop
from tests.cast import Cast
from tests.core.test_scope import WAYS
from tests.counting import statements
from tests.factories.attendance import stored_workshop

EVERYTHING = Scope.everything("a test looks at nearly everything")


@pytest.fixture
def nearly(app: Flask, cast: Cast) -> Iterator[Cast]:
    """A session that may touch everything but Les Tilleuls, where nearly everyone is."""
    with app.app_context():
        scope.enter(db.session(), EVERYTHING.without([cast.organisations["tilleuls"]]))
        yield cast
        db.session.rollback()
        scope.leave(db.session())


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_the_others_are_found_and_these_are_not(nearly: Cast, way: object) -> None:
    assert set(db.session.execute(way()).scalars()) == {"Lucas", "Fatou"}  # type: ignore[operator]


def test_nor_by_the_key_nor_by_counting_nor_by_changing(nearly: Cast) -> None:
    assert db.session.get(Person, nearly.people["awa"]) is None
    assert db.session.execute(select(func.count(Person.id))).scalar_one() == 2
    assert db.session.execute(update(Affiliation).values(contract_ends_on=None)).rowcount == 2  # type: ignore[attr-defined]
    with pytest.raises(ScopeError):
        db.session.execute(select(func.count()).select_from(Person.__table__))


def test_their_rows_cannot_be_written(nearly: Cast) -> None:
    db.session.get_one(Person, nearly.people["lucas"]).organisation_id = nearly.organisations["tilleuls"]
    with pytest.raises(ScopeError, match="outside the scope"):
        db.session.flush()


def test_what_is_shared_with_another_house_is_that_houses_too(nearly: Cast) -> None:
    scope.enter(db.session(), EVERYTHING)
    shared = stored_workshop(nearly, guests=("relais",), seated=("awa", "fatou"))
    alone = stored_workshop(nearly, leaders={}, seated=("awa",))
    scope.enter(db.session(), EVERYTHING.without([nearly.organisations["tilleuls"]]))
    assert db.session.get(Workshop, shared.id) is not None
    assert db.session.get(Workshop, alone.id) is None
    assert set(db.session.execute(select(Enrolment.first_name)).scalars()) == {"Fatou"}


def test_while_nothing_is_left_out_nothing_is_added_to_the_question(app: Flask, cast: Cast) -> None:
    with app.app_context():
        scope.enter(db.session(), EVERYTHING.without([]))
        with statements(app) as said:
            db.session.execute(select(Person.id)).all()
    assert all("organisation_id" not in one for one in said)


def test_what_is_left_out_by_one_scope_another_may_admit() -> None:
    nearly = EVERYTHING.without([1, 2])
    assert Scope.joined([nearly, Scope.of([2])]).excepted == {1}
    assert Scope.joined([nearly, EVERYTHING.without([2, 3])]).excepted == {2}
    assert Scope.joined([nearly, EVERYTHING]).is_whole
    assert not Scope.joined([Scope.of([1]).without([1])]).holds(1)


def test_narrowing_never_widens() -> None:
    nearly = EVERYTHING.without([1])
    assert nearly.narrowed_to(Scope.of([1, 2])) == Scope.of([2])
    assert Scope.of([1, 2]).narrowed_to(nearly) == Scope.of([2])
    assert Scope.of([1, 2]).narrowed_to(EVERYTHING) == Scope.of([1, 2])
    assert nearly.narrowed_to(EVERYTHING.without([2])).excepted == {1, 2}


def test_a_closer_look_ends_with_its_block(nearly: Cast) -> None:
    with scope.within(db.session(), Scope.of([nearly.organisations["tilleuls"], nearly.organisations["garonne"]])):
        assert set(db.session.execute(select(Person.first_name)).scalars()) == {"Lucas"}
    assert set(db.session.execute(select(Person.first_name)).scalars()) == {"Lucas", "Fatou"}
