"""Once somebody is gone, nothing is written about them, and whoever writes at that moment comes before or after."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from peerlearn.accounts import cards, inviting
from peerlearn.attendance.models import Presence
from peerlearn.awards import actions as awards
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award, Credential
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock, scope
from peerlearn.core.db import Base, db, transaction
from peerlearn.core.errors import DomainError
from peerlearn.core.permissions import Role
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.lifecycle import merging, parting
from peerlearn.lifecycle.erasure import anonymise, erase
from peerlearn.people import actions as people
from peerlearn.people import consents
from peerlearn.people.actions import PersonFacts, Sent, register_once
from peerlearn.people.models import Person
from peerlearn.people.rules import Purpose, Way
from peerlearn.workshops import actions as workshops
from peerlearn.workshops.models import Enrolment, Workshop, WorkshopFacilitator
from peerlearn.workshops.rules import Part
from tests.cast import Cast
from tests.factories import awards as made
from tests.factories.attendance import Staged, stage_workshop, stored_workshop
from tests.factories.notices import written_notice

Write = Callable[[Cast, Person, Staged], object]


def _correct(_: Cast, one: Person, __: Staged) -> None:
    people.change(one, PersonFacts("Rosa", "Almeida"), by=None, on=clock.today())


def _seat(_: Cast, one: Person, staged: Staged) -> None:
    workshops.enrol(staged.id, one.id, by=None, now=clock.now())


def _give_card(_: Cast, one: Person, __: Staged) -> None:
    cards.give_card(one, Role.LEARNER, granting=Role.STAFF, by=None, now=clock.now(), on=clock.today())


def _invite(_: Cast, one: Person, __: Staged) -> None:
    guest, home = inviting.Guest("rosa@example.org", "Rosa", one), one.organisation_id
    inviting.invite(guest, Role.LEARNER, organisation_id=home, granting=Role.STAFF, by=None, now=clock.now())


def _propose(cast: Cast, one: Person, _: Staged) -> None:
    awards.propose(one, made.achievement(), by=cast.accounts["samira"], reason="Rosa montre", now=clock.now())


def _agree(_: Cast, one: Person, __: Staged) -> None:
    written_notice(one.organisation)
    consents.consent(one, Purpose.PHOTO, way=Way.ORAL, on=clock.today(), by=None, now=clock.now())


WRITES: dict[str, Write] = {
    "a correction": _correct,
    "a seat": _seat,
    "a card": _give_card,
    "an invitation": _invite,
    "a proposal": _propose,
    "an agreement": _agree,
}
# The seat asks for the person first, and does not find them; the others know them already.
REFUSALS = {"a seat": NoResultFound}


@pytest.fixture
def rosa(everything: Cast, settings: Settings) -> Person:
    """Someone of Les Tilleuls."""
    made.issuer(everything, settings)
    return made.person(everything, "rosa")


@pytest.mark.parametrize("write", WRITES)
def test_nothing_is_written_about_who_is_gone(everything: Cast, settings: Settings, rosa: Person, write: str) -> None:
    staged = stage_workshop(everything, starts_in=timedelta(days=2), seated=())
    before = db.session.begin_nested()
    _write(WRITES[write], everything, rosa, staged)
    before.rollback()
    erase(rosa, KeyFolder.of(settings), by=None, granting=None, now=clock.now())
    with pytest.raises(REFUSALS.get(write, DomainError)) as refused:
        _write(WRITES[write], everything, rosa, staged)
    assert getattr(refused.value, "code", None) in {"people.gone", None}
    db.session.rollback()


def _write(write: Write, cast: Cast, person: Person, staged: Staged) -> None:
    write(cast, person, staged)
    db.session.flush()


@pytest.mark.parametrize("comes_first", ["erasing", "writing"])
@pytest.mark.parametrize("write", ["a correction", "a seat", "a card"])
def test_at_the_same_moment_one_waits_for_the_other_and_no_name_comes_back(
    app: Flask, cast: Cast, settings: Settings, write: str, comes_first: str
) -> None:
    with app.app_context():
        staged = stored_workshop(cast, starts_in=timedelta(days=2), seated=())
    steps: dict[str, Callable[[], object]] = {
        "erasing": lambda: erase(
            made.person(cast, "rosa"), KeyFolder.of(settings), by=None, granting=None, now=clock.now()
        ),
        "writing": lambda: WRITES[write](cast, made.person(cast, "rosa"), staged),
    }
    second = next(name for name in steps if name != comes_first)
    holds = Event()
    with ThreadPoolExecutor(2) as hands:
        first_done = hands.submit(in_its_own_transaction, app, steps[comes_first], holds)
        assert holds.wait(20)
        second_done = hands.submit(in_its_own_transaction, app, steps[second])
        outcomes = {comes_first: first_done.result(30), second: second_done.result(30)}
    assert outcomes["erasing"] == "done"
    assert outcomes["writing"] == ("done" if comes_first == "writing" else "people.gone")
    with app.app_context(), db.engine.connect() as connection:
        stored = [repr(row) for table in Base.metadata.sorted_tables for row in connection.execute(select(table)).all()]
    assert [row for row in stored if "Rosa" in row or "Almeida" in row] == []


def in_its_own_transaction(app: Flask, step: Callable[[], object], holds: Event | None = None) -> str:
    """Do it beside others: "done", or the code of what was refused."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("two hands at once"))
        try:
            with transaction():
                step()
                db.session.flush()
                if holds is not None:
                    holds.set()
        except DomainError as refused:
            return refused.code
        except NoResultFound:
            return "people.gone"
        finally:
            scope.leave(db.session())
            db.session.remove()
    return "done"


def test_a_mark_of_somebody_else_in_the_same_room_is_kept(everything: Cast, settings: Settings, rosa: Person) -> None:
    staged = stage_workshop(everything, seated=("awa", "rosa"))
    erase(rosa, KeyFolder.of(settings), by=None, granting=None, now=clock.now())
    made.mark_there(staged, "awa")
    assert len(db.session.execute(select(Presence)).scalars().all()) == 1
    with pytest.raises(DomainError, match=r"people\.gone"):
        made.mark_there(staged, "rosa")
    db.session.rollback()


def test_what_was_to_come_is_free_again(everything: Cast, settings: Settings, rosa: Person) -> None:
    staged = stage_workshop(
        everything,
        starts_in=timedelta(days=3),
        seated=("awa", "rosa"),
        leaders={"moussa": Part.LEAD, "claire": Part.CO_LEAD},
    )
    erase(rosa, KeyFolder.of(settings), by=None, granting=None, now=clock.now())
    erase(made.person(everything, "claire"), KeyFolder.of(settings), by=None, granting=None, now=clock.now())
    workshop = db.session.get_one(Workshop, staged.id)
    assert workshop.seats_taken == 1
    lines = db.session.execute(select(Enrolment).where(Enrolment.workshop_id == staged.id)).scalars()
    assert {(one.first_name, one.place.value) for one in lines} == {("Awa", "seated"), ("—", "withdrawn")}
    leads = db.session.execute(select(WorkshopFacilitator).where(WorkshopFacilitator.workshop_id == staged.id))
    assert {(one.name, one.part) for one in leads.scalars()} == {("Moussa Traoré", Part.LEAD), ("—", Part.REPLACED)}


def test_a_merge_cannot_be_undone_after(everything: Cast, settings: Settings, rosa: Person) -> None:
    """The record that was put away is erased with the one that was kept, and the journal is empty."""
    double = people.register(
        PersonFacts("Rosa", "Almeida"), organisation_id=rosa.organisation_id, by=None, now=clock.now(), on=clock.today()
    )
    done = merging.merge(rosa, double, by=None, on=clock.today(), now=clock.now())
    gone = erase(rosa, KeyFolder.of(settings), by=None, granting=None, now=clock.now())
    assert gone == [rosa.public_id, double.public_id]
    assert double.first_name == "—"
    assert done.moved == []
    with pytest.raises(DomainError):
        parting.undo_merge(done, by=None, now=clock.now())


def test_an_anonymous_holders_badge_can_still_be_withdrawn(everything: Cast, settings: Settings, rosa: Person) -> None:
    award = made.award_at(everything, settings, AwardState.ISSUED, name="rosa")
    anonymise(rosa, now=clock.now())
    assert db.session.execute(select(Award)).scalar_one().state is AwardState.ISSUED
    assert all(one.body for one in db.session.execute(select(Credential)).scalars())
    erase(rosa, KeyFolder.of(settings), by=None, granting=None, now=clock.now())
    assert award.state is AwardState.ERASED
    assert not any(one.body for one in db.session.execute(select(Credential)).scalars())


def test_what_waits_for_an_answer_is_given_up(everything: Cast, settings: Settings, rosa: Person) -> None:
    award = made.award_at(everything, settings, AwardState.OFFERED, name="rosa")
    anonymise(rosa, now=clock.now())
    assert (award.state, award.reason, award.facts) == (AwardState.TAKEN_BACK, "", {})


def test_a_form_that_is_sent_again_brings_nobody_back(everything: Cast, settings: Settings) -> None:
    sent, facts, now = Sent(), PersonFacts("Oumar", "Ba"), clock.now()
    home = everything.organisations["tilleuls"]
    oumar = register_once(facts, sent, organisation_id=home, by=None, now=now, on=now.date())
    erase(oumar, KeyFolder.of(settings), by=None, granting=None, now=now)
    again = register_once(facts, sent, organisation_id=home, by=None, now=now, on=now.date())
    assert again.id == oumar.id
    assert again.first_name == "—"
