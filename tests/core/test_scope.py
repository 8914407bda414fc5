"""The row guard: another organisation's row does not exist, whichever way one asks for it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, delete, exists, func, insert, or_, select, union, update
from sqlalchemy.orm import aliased, joinedload, selectinload

from peerlearn.accounts.models import Account, Membership
from peerlearn.core import scope
from peerlearn.core.db import Base, db
from peerlearn.core.scope import Scope, ScopeError
from peerlearn.organisations.models import Organisation
from peerlearn.people.models import Affiliation, Person
from peerlearn.workshops.models import Enrolment, Workshop
from tests.cast import Cast
from tests.factories.attendance import stored_workshop

Other = aliased(Person)
# Ways to ask for everybody; each must find the people of one organisation only, or their number.
WAYS: dict[str, Callable[[], Select[str]]] = {
    "entity": lambda: select(Person.first_name),
    "filter that widens": lambda: select(Person.first_name).where(or_(Person.id > 0, Person.id < 0)),
    "alias": lambda: select(Other.first_name),
    "join from something common": lambda: select(Person.first_name).select_from(Organisation).join(
        Person, Person.organisation_id == Organisation.id
    ),
    "join to something scoped": lambda: select(Person.first_name).join(
        Affiliation, Affiliation.person_id == Person.id
    ),
    "outer join": lambda: select(Person.first_name)
    .select_from(Organisation)
    .outerjoin(Person, Person.organisation_id == Organisation.id)
    .where(Person.first_name.is_not(None)),
    "subquery": lambda: select(select(Person.first_name).subquery().c.first_name).join(
        Organisation, Organisation.id > 0
    ).distinct(),
    "common table expression": lambda: select(select(Person.first_name).cte().c.first_name),
    "in a subquery": lambda: select(Person.first_name).where(Person.id.in_(select(Affiliation.person_id))),
}  # fmt: skip


@pytest.fixture
def garonne(app: Flask, cast: Cast) -> Iterator[Cast]:
    """A session that may touch Atelier Garonne only, where Lucas is."""
    stored = app.app_context()
    with stored:
        scope.enter(db.session(), Scope.of([cast.organisations["garonne"]]))
        yield cast
        db.session.rollback()
        scope.leave(db.session())


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_only_the_own_people_are_found(garonne: Cast, way: Callable[[], Select[str]]) -> None:
    assert set(db.session.execute(way()).scalars()) == {"Lucas"}


def test_a_union_finds_only_the_own(garonne: Cast) -> None:
    both = union(select(Person.first_name), select(Other.first_name))
    assert set(db.session.execute(both).scalars()) == {"Lucas"}


def test_counting_counts_only_the_own(garonne: Cast) -> None:
    assert db.session.execute(select(func.count(Person.id))).scalar_one() == 1
    assert db.session.execute(select(func.count()).select_from(Person)).scalar_one() == 1
    with pytest.raises(ScopeError):
        db.session.execute(select(func.count()).select_from(Person.__table__))


def test_whether_someone_exists_is_asked_of_the_own(garonne: Cast) -> None:
    anyone = select(Organisation.name).where(exists().where(Person.organisation_id == Organisation.id))
    assert set(db.session.execute(anyone).scalars()) == {"Atelier Garonne"}
    with pytest.raises(ScopeError):
        db.session.execute(select(exists().where(Person.first_name == "Awa")))


def test_someone_elses_row_is_none_by_its_key(garonne: Cast) -> None:
    assert db.session.get(Person, garonne.people["awa"]) is None
    assert db.session.get(Person, garonne.people["lucas"]) is not None


@pytest.mark.parametrize("load", [None, joinedload, selectinload], ids=["lazy", "joined", "select-in"])
def test_what_hangs_on_a_row_is_narrowed_too(app: Flask, garonne: Cast, load: object) -> None:
    """An enrolment at Garonne of someone of Les Tilleuls: the host sees the enrolment, not the person."""
    scope.enter(db.session(), Scope.everything("a test's guest"))
    db.session.commit()
    visiting = stored_workshop(garonne, host="garonne", leaders={}, seated=("awa", "lucas"))
    scope.enter(db.session(), Scope.of([garonne.organisations["garonne"]]))
    query = select(Enrolment).where(Enrolment.workshop_id == visiting.id).order_by(Enrolment.id)
    if load is not None:
        query = query.options(load(Enrolment.person))  # type: ignore[operator]
    seen = [(one.first_name, one.person and one.person.first_name) for one in db.session.execute(query).scalars()]
    assert seen == [("Awa", None), ("Lucas", "Lucas")]


@pytest.mark.parametrize("load", [joinedload, selectinload], ids=["joined", "select-in"])
def test_what_hangs_on_a_row_of_nobody_is_narrowed_too(garonne: Cast, load: Callable[..., Any]) -> None:
    """An account belongs to no organisation, the person behind it does: Garonne does not see who Moussa is."""
    query = select(Account).where(Account.id == garonne.accounts["moussa"]).options(load(Account.person))
    account = db.session.execute(query).scalar_one()
    assert account.person_id == garonne.people["moussa"]
    assert account.person is None


def test_changing_everybody_changes_the_own(app: Flask, garonne: Cast) -> None:
    db.session.execute(update(Person).values(birth_year=1984))
    db.session.commit()
    scope.enter(db.session(), Scope.everything("a test looks"))
    changed = db.session.execute(select(Person.first_name).where(Person.birth_year == 1984)).scalars()
    assert list(changed) == ["Lucas"]


def test_deleting_everybody_deletes_the_own(garonne: Cast) -> None:
    before = _memberships(garonne)
    db.session.execute(delete(Membership))
    assert _memberships(garonne) == before - 1


def test_adding_in_bulk_and_bare_tables_are_refused(garonne: Cast) -> None:
    table = Base.metadata.tables["person"]
    for statement in (insert(Person), select(table), update(table).values(birth_year=1), delete(table)):
        with pytest.raises(ScopeError):
            db.session.execute(statement, [{}] if statement.is_insert else None)


def test_without_a_scope_nothing_is_read_and_nothing_counted(app: Flask, cast: Cast) -> None:
    with app.app_context():
        for statement in (select(Person), select(func.count(Person.id)), select(Other), select(Person.__table__)):
            with pytest.raises(ScopeError, match="no scope"):
                db.session.execute(statement)
        assert db.session.execute(select(Organisation.name)).first() is not None


def test_a_row_of_someone_else_cannot_be_added_changed_or_deleted(garonne: Cast) -> None:
    session = db.session()
    foreign = Membership(
        account_id=garonne.accounts["etienne"],
        organisation_id=garonne.organisations["tilleuls"],
        role="staff",
        from_on=None,
    )
    session.add(foreign)
    with pytest.raises(ScopeError, match="outside the scope"):
        session.flush()
    session.rollback()
    lucas = db.session.get_one(Person, garonne.people["lucas"])
    lucas.organisation_id = garonne.organisations["tilleuls"]
    with pytest.raises(ScopeError, match="outside the scope"):
        session.flush()
    session.rollback()


def test_what_was_loaded_under_another_scope_is_forgotten(garonne: Cast) -> None:
    scope.enter(db.session(), Scope.of([garonne.organisations["tilleuls"]]))
    assert db.session.get(Person, garonne.people["awa"]) is not None
    scope.enter(db.session(), Scope.of([garonne.organisations["garonne"]]))
    assert db.session.get(Person, garonne.people["awa"]) is None


def test_the_scope_does_not_change_over_unsaved_work(garonne: Cast) -> None:
    db.session.get_one(Person, garonne.people["lucas"]).birth_year = 1990
    with pytest.raises(ScopeError, match="flush or roll back"):
        scope.enter(db.session(), Scope.everything("a test"))


def test_an_invited_organisation_sees_the_workshop_and_only_its_own_people_there(garonne: Cast) -> None:
    scope.enter(db.session(), Scope.everything("a test's workshop"))
    workshop = stored_workshop(garonne, guests=("relais",), seated=("awa", "fatou"))
    assert _sees(workshop.id, garonne.organisations["relais"]) == (True, {"Fatou"})
    assert _sees(workshop.id, garonne.organisations["tilleuls"]) == (True, {"Awa", "Fatou"})
    assert _sees(workshop.id, garonne.organisations["garonne"]) == (False, set())


def test_seeing_everything_needs_a_reason() -> None:
    with pytest.raises(ScopeError, match="reason"):
        Scope.everything("")


def test_joining_scopes_admits_what_either_admits() -> None:
    assert Scope.joined([Scope.of([1]), Scope.of([2])]) == Scope.of([1, 2])
    assert Scope.joined([Scope.of([1]), Scope.everything("national")]).holds(3)
    assert not Scope.joined([]).holds(1)


def test_a_look_beyond_ends_with_its_block(garonne: Cast) -> None:
    with scope.beyond(db.session(), "how many there are in all"):
        assert db.session.execute(select(func.count(Person.id))).scalar_one() > 1
    assert db.session.execute(select(func.count(Person.id))).scalar_one() == 1


def _memberships(cast: Cast) -> int:
    with scope.beyond(db.session(), "a test counts"):
        return db.session.execute(select(func.count(Membership.id))).scalar_one()


def _sees(workshop_id: int, organisation_id: int) -> tuple[bool, set[str]]:
    scope.enter(db.session(), Scope.of([organisation_id]))
    there = db.session.get(Workshop, workshop_id) is not None
    names = select(Enrolment.first_name).where(Enrolment.workshop_id == workshop_id)
    return there, set(db.session.execute(names).scalars())
