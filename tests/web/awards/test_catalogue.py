"""What each badge says and asks for, for those who give it: `/badges/catalogue`."""

import html

import pytest
from flask import Flask

from peerlearn.awards import delegation
from peerlearn.core import scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.organisations.models import Organisation
from peerlearn.tracks.rules import TrackCode
from tests.cast import Cast
from tests.factories import awards as made
from tests.factories.drafts import stored_issuer
from tests.stage import ClientOf


@pytest.fixture(autouse=True)
def programme(app: Flask, cast: Cast, settings: Settings) -> None:
    """The national team issues its two badges."""
    stored_issuer(app, cast, settings)


@pytest.mark.parametrize("name", ["samira", "carole"])
def test_who_gives_badges_reads_what_they_say_and_can_change_nothing(client_of: ClientOf, name: str) -> None:
    client = client_of(name)
    assert 'href="/badges/catalogue"' in client.get("/badges").text
    page = html.unescape(client.get("/badges/catalogue").text)
    assert "Bases du smartphone" in page
    assert "Avoir participé à au moins 4 ateliers" in page
    assert "/drafts" not in page
    assert "/achievements/" not in page


def test_who_writes_badges_is_led_to_where_they_are_written(client_of: ClientOf) -> None:
    page = client_of("nadia").get("/badges").text
    assert 'href="/achievements"' in page
    assert 'href="/badges/catalogue"' not in page


def test_whose_house_issues_none_is_led_from_the_empty_page_to_those_of_the_programme(client_of: ClientOf) -> None:
    page = client_of("carole").get("/achievements").text
    assert 'href="/badges/catalogue"' in page


def test_a_badge_that_others_alone_may_give_is_not_there(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    assert "Bases du smartphone" in client_of("samira").get("/badges/catalogue").text
    with app.app_context():
        scope.enter(db.session(), Scope.everything("who may give it"))
        with transaction():
            badge = made.achievement(TrackCode.LEARNER)
            others = [db.session.get_one(Organisation, cast.organisations["relais"])]
            delegation.let_issue(badge, others, as_seen="", by=cast.accounts["nadia"])
        scope.leave(db.session())
        db.session.remove()
    assert "Bases du smartphone" not in client_of("samira").get("/badges/catalogue").text
    assert "Bases du smartphone" in client_of("carole").get("/badges/catalogue").text


@pytest.mark.parametrize("name", ["moussa", "awa", "victor"])
def test_it_is_for_the_office(client_of: ClientOf, name: str) -> None:
    assert client_of("samira").get("/badges/catalogue").status_code == 200
    assert client_of(name).get("/badges/catalogue").status_code == 403
