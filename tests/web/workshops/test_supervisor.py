"""A supervisor sees who is away when, and nothing of how people are reached or what the team notes for itself."""

from datetime import date

import pytest
from flask import Flask

from peerlearn.accounts import actions as accounts
from peerlearn.accounts.models import Account
from peerlearn.core import scope
from peerlearn.core.db import db, transaction
from peerlearn.core.permissions import Role
from peerlearn.core.scope import Scope
from peerlearn.people.models import Person
from peerlearn.people.rules import Channel
from peerlearn.workshops.models import Workshop
from peerlearn.workshops.rules import WorkshopState
from tests.cast import Cast
from tests.factories.workshops import Planned, plan_workshop
from tests.stage import ClientOf

PHONE, CHANNEL, NOTE = "06 39 98 12 34", "Par SMS", "Rosa arrive en retard, la clé est chez Sophie"


@pytest.fixture
def cancelled(app: Flask, cast: Cast) -> Planned:
    """A workshop that was cancelled: someone has to be told by SMS, and the team noted something."""
    _write(app, cast, None)
    planned = plan_workshop(app, cast, enrolled=("rosa", "fatou"))
    _write(app, cast, planned)
    return planned


def _write(app: Flask, cast: Cast, planned: Planned | None) -> None:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test writes what people see"))
        with transaction():
            if planned is None:
                rosa = db.session.get_one(Person, cast.people["rosa"])
                rosa.phone, rosa.channel = "+33639981234", Channel.SMS
            else:
                workshop = db.session.get_one(Workshop, planned.id)
                workshop.note, workshop.cancelled_reason = NOTE, "Salle fermée"
                workshop.state = WorkshopState.CANCELLED
        scope.leave(db.session())
        db.session.remove()


def test_staff_see_how_to_tell_people_and_what_the_team_noted(client_of: ClientOf, cancelled: Planned) -> None:
    page = client_of("samira").get(cancelled.url()).text.replace("\xa0", " ")
    assert [words in page for words in (PHONE, CHANNEL, NOTE)] == [True, True, True]


def test_a_supervisor_sees_neither(client_of: ClientOf, cancelled: Planned) -> None:
    page = client_of("victor").get(cancelled.url()).text.replace("\xa0", " ")
    assert "Rosa" in page
    assert [words in page for words in (PHONE, CHANNEL, "Papier", NOTE, "Comment")] == [False] * 5


def test_a_supervisor_here_who_is_staff_elsewhere_sees_neither_of_people_here(
    app: Flask, cast: Cast, client_of: ClientOf, cancelled: Planned
) -> None:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test's second role"))
        with transaction():
            victor = db.session.get_one(Account, cast.accounts["victor"])
            accounts.give_role(victor, Role.STAFF, organisation_id=cast.organisations["garonne"], on=date(2020, 1, 1))
        scope.leave(db.session())
        db.session.remove()
    page = client_of("victor").get(cancelled.url()).text.replace("\xa0", " ")
    assert "Rosa" in page
    assert [words in page for words in (PHONE, CHANNEL, NOTE)] == [False] * 3


def test_a_guest_sees_how_to_tell_its_own_people_and_no_note(client_of: ClientOf, cancelled: Planned) -> None:
    page = client_of("bruno").get(cancelled.url()).text
    assert "Fatou" in page
    assert "Comment" in page
    assert NOTE not in page
