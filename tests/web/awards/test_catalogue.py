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
from tests.factories.drafts import stored_draft, stored_issuer
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
    assert "<form" not in page.split("<main")[1].split("</main>")[0]


def test_who_writes_badges_is_led_to_where_they_are_written(client_of: ClientOf) -> None:
    page = client_of("nadia").get("/badges").text
    assert 'href="/achievements"' in page
    assert 'href="/badges/catalogue"' not in page


def test_whose_house_issues_none_is_led_from_the_empty_page_to_those_of_the_programme(client_of: ClientOf) -> None:
    page = client_of("carole").get("/achievements").text
    assert 'href="/badges/catalogue"' in page


def test_a_badge_that_others_alone_may_give_is_not_there(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    assert "Bases du smartphone" in client_of("samira").get("/badges/catalogue").text
    _let_issue(app, cast, "relais")
    assert "Bases du smartphone" not in client_of("samira").get("/badges/catalogue").text
    assert "Bases du smartphone" in client_of("carole").get("/badges/catalogue").text


@pytest.mark.parametrize("name", ["moussa", "awa", "victor"])
def test_it_is_for_the_office(client_of: ClientOf, name: str) -> None:
    assert client_of("samira").get("/badges/catalogue").status_code == 200
    assert client_of(name).get("/badges/catalogue").status_code == 403


def test_the_coordinator_reads_which_of_her_houses_may_give_a_badge_that_not_all_may(
    app: Flask, client_of: ClientOf, cast: Cast
) -> None:
    assert "Qui peut le remettre" not in client_of("carole").get("/badges/catalogue").text
    _let_issue(app, cast, "relais", "garonne")
    page = client_of("carole").get("/badges/catalogue").text
    assert "Le Relais" in page.split("Qui peut le remettre")[1]
    assert "Atelier Garonne" not in page, "a house of another region"
    # Whose only house may give it has nothing to learn from the names.
    assert "Qui peut le remettre" not in client_of("bruno").get("/badges/catalogue").text


def test_a_partner_stands_for_every_house_of_its_region(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    _let_issue(app, cast, "campus")
    for name in ("carole", "samira", "bruno"):
        page = client_of(name).get("/badges/catalogue").text
        assert "Bases du smartphone" in page
        assert "Qui peut le remettre" not in page
    assert "Bases du smartphone" not in client_of("etienne").get("/badges/catalogue").text


def test_the_national_team_reads_them_though_a_house_does_without_badges(
    app: Flask, client_of: ClientOf, cast: Cast
) -> None:
    assert client_of("etienne").get("/badges/catalogue").status_code == 200
    switches = f"/organisations/{cast.organisation_ids['garonne']}/capabilities"
    client_of("nadia").post(switches, data={"capability": "badges", "to": "off"})
    assert client_of("etienne").get("/badges/catalogue").status_code == 404
    assert "Bases du smartphone" in client_of("nadia").get("/badges/catalogue").text


def test_a_partner_that_issues_its_own_finds_those_of_the_programme_too(
    app: Flask, client_of: ClientOf, cast: Cast, settings: Settings
) -> None:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a partner that issues"))
        with transaction():
            made.issuer_without_keys(cast, settings, "campus")
        scope.leave(db.session())
        db.session.remove()
    client = client_of("carole")
    assert 'href="/achievements"' in client.get("/badges").text
    assert 'href="/badges/catalogue"' in client.get("/achievements").text
    assert "Bases du smartphone" in client.get("/badges/catalogue").text
    # The national team has them all on that page.
    assert 'href="/badges/catalogue"' not in client_of("nadia").get("/achievements").text


@pytest.mark.parametrize("name", ["samira", "carole"])
def test_who_reads_a_badge_can_post_nothing_about_it(app: Flask, client_of: ClientOf, cast: Cast, name: str) -> None:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("which badge"))
        badge = made.achievement(TrackCode.LEARNER).public_id
        scope.leave(db.session())
    assert "Bases du smartphone" in client_of(name).get("/badges/catalogue").text
    houses, draft = {"added": cast.organisation_ids["relais"]}, stored_draft(app, cast, whole=False)
    for address, data in (
        (f"/achievements/{badge}/issuing", houses),
        (f"/achievements/{badge}/next-version", {}),
        (f"/drafts/{draft}/issuing", houses),
        (f"/drafts/{draft}/duration", {"months": "12"}),
    ):
        assert client_of("nadia").post(address, data=data).status_code == 302, address
        assert client_of(name).post(address, data=data).status_code in {403, 404}, address
    assert client_of(name).post("/badges/catalogue").status_code == 405


def _let_issue(app: Flask, cast: Cast, *names: str) -> None:
    """From now on these alone give the learners' badge."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("who may give it"))
        with transaction():
            named = [db.session.get_one(Organisation, cast.organisations[name]) for name in names]
            delegation.let_issue(made.achievement(TrackCode.LEARNER), named, as_seen="", by=cast.accounts["nadia"])
        scope.leave(db.session())
        db.session.remove()
