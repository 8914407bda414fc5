"""Putting two pages together moves what was gained and who signs in: not one's own, nor somebody's who may do more."""

from collections.abc import Callable

import pytest
from flask import Flask

from peerlearn.accounts.models import Account
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.people.actions import PersonFacts, register
from peerlearn.people.rules import Position
from tests.cast import Cast
from tests.stage import ClientOf


@pytest.fixture
def page_of(app: Flask, cast: Cast) -> Callable[[str], str]:
    """`page_of("sophie")`: a record at Les Tilleuls for somebody of the office; its public id."""

    def made(name: str) -> str:
        with app.app_context():
            scope.enter(db.session(), Scope.everything("a test"))
            with transaction():
                facts = PersonFacts(name.title(), "Office", position=Position.STAFF)
                home = cast.organisations["tilleuls"]
                person = register(facts, organisation_id=home, by=None, now=clock.now(), on=clock.today())
                db.session.get_one(Account, cast.accounts[name]).person_id = person.id
                found = person.public_id
            scope.leave(db.session())
            db.session.remove()
        return found

    return made


def test_nobody_puts_a_page_together_with_their_own(
    client_of: ClientOf, cast: Cast, page_of: Callable[[str], str]
) -> None:
    own, other = page_of("sophie"), cast.person_ids["rosa"]
    sophie = client_of("sophie")
    for pair in (f"/people/{own}/merge/{other}", f"/people/{other}/merge/{own}"):
        assert sophie.get(pair).status_code == 200
        assert sophie.post(pair).status_code == 422


def test_nor_with_the_page_of_somebody_who_may_do_more(
    client_of: ClientOf, cast: Cast, page_of: Callable[[str], str]
) -> None:
    carole, rosa = page_of("carole"), cast.person_ids["rosa"]
    samira = client_of("samira")
    assert samira.post(f"/people/{rosa}/merge/{carole}").status_code == 422
    assert client_of("carole").get("/people").status_code == 200, "she still signs in"
    colleague = page_of("bruno")
    assert samira.post(f"/people/{rosa}/merge/{colleague}").status_code == 422
    assert client_of("nadia").post(f"/people/{rosa}/merge/{colleague}").status_code == 302
