"""What waits: `/badges`."""

import html
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from peerlearn.awards.rules import AwardState
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.tracks.rules import TrackCode
from tests.cast import Cast
from tests.counting import statements
from tests.factories import awards as made
from tests.stage import ClientOf


@pytest.fixture
def badges(app: Flask, cast: Cast, settings: Settings) -> dict[str, str]:
    """Awa has earned one; one of each other kind is on its way. Public ids by the name of the person."""
    with app.app_context():
        steps = {
            "ibrahim": AwardState.PROPOSED,
            "rosa": AwardState.OFFERED,
            "serge": AwardState.ISSUED,
            "lucas": AwardState.OFFERED,
        }
        found = {name: made.stored_award(cast, settings, state, name=name).public_id for name, state in steps.items()}
        scope.enter(db.session(), Scope.everything("what Awa did"))
        with transaction():
            made.earn_basics(cast)
        scope.leave(db.session())
        db.session.remove()
    return found


def shown(client: FlaskClient, query: str = "") -> str:
    """The list, as it reads."""
    answer = client.get(f"/badges{query}")
    assert answer.status_code == 200
    return html.unescape(answer.text)


def test_who_has_earned_a_badge_is_found_and_proposed_in_one_tap(
    client_of: ClientOf, badges: dict[str, str], cast: Cast
) -> None:
    client = client_of("samira")
    page = shown(client, "?shelf=to-propose")
    assert "Awa" in page
    assert "Ibrahim" not in page
    (address,) = re.findall(r'action="(/badges/propose/[^"]+)"', page)
    assert client.post(address).headers["Location"].startswith("/badges/")
    assert "Awa" not in shown(client, "?shelf=to-propose")
    assert "Awa" in shown(client, "?shelf=to-approve")


@pytest.mark.parametrize(("shelf", "name"), [("to-approve", "Ibrahim"), ("to-hand-over", "Rosa"), ("issued", "Serge")])
def test_each_badge_lies_on_one_shelf(client_of: ClientOf, badges: dict[str, str], shelf: str, name: str) -> None:
    page = shown(client_of("samira"), f"?shelf={shelf}")
    assert [one for one in ("Ibrahim", "Rosa", "Serge") if one in page] == [name]
    assert badges[name.lower()] in page


def test_the_first_shelf_is_the_one_on_which_something_waits(client_of: ClientOf, badges: dict[str, str]) -> None:
    assert "Awa" in shown(client_of("samira"))
    assert "Ibrahim" in shown(client_of("carole"))
    assert "Lucas" in shown(client_of("etienne"))


@pytest.mark.parametrize("state", [AwardState.DECLINED, AwardState.REVOKED])
def test_who_said_no_or_had_it_withdrawn_is_no_fresh_work(
    app: Flask, client_of: ClientOf, badges: dict[str, str], cast: Cast, state: AwardState
) -> None:
    client, settings = client_of("samira"), app.extensions["peerlearn-settings"]
    assert "1 badge à proposer" in html.unescape(client.get("/").text)
    with app.app_context():
        made.stored_award(cast, settings, state, name="awa", track=TrackCode.LEARNER)
    assert "Awa" not in shown(client, "?shelf=to-propose")
    assert "badge à proposer" not in html.unescape(client.get("/").text)
    page = html.unescape(client.get(f"/badges/propose?person={cast.person_ids['awa']}").text)
    assert ("Awa a dit non le" if state is AwardState.DECLINED else "Retiré le") in page
    assert ("Redonner le choix à Awa" if state is AwardState.DECLINED else "Proposer à nouveau") in page
    assert "Proposer ce badge" not in page


def test_who_said_no_has_a_shelf_that_leads_to_the_choice_again(
    app: Flask, client_of: ClientOf, badges: dict[str, str], cast: Cast, settings: Settings
) -> None:
    with app.app_context():
        said_no = made.stored_award(cast, settings, AwardState.DECLINED, name="karim").public_id
    client = client_of("samira")
    page = shown(client, "?shelf=declined")
    assert "A dit non (1)" in page
    assert "Redonner le choix à Karim" in page
    assert f'href="/badges/{said_no}"' in page
    with clock.standing_at(clock.now() + timedelta(days=100)):
        page = shown(client_of("samira"), "?shelf=declined")
        assert ("Karim" in page, "Redonner le choix" in page) == (True, False)
    with app.app_context():
        made.stored_award(cast, settings, AwardState.PROPOSED, name="karim")
    page = shown(client, "?shelf=declined")
    assert ("A dit non (0)" in page, "Karim" in page) == (True, False)


def test_the_tabs_count_what_waits(client_of: ClientOf, badges: dict[str, str]) -> None:
    page = shown(client_of("samira"))
    assert "À proposer (1)" in page
    assert "À approuver (1)" in page
    assert "À remettre (1)" in page
    assert "À remettre (2)" in shown(client_of("nadia"))


def test_another_organisations_badges_are_not_there(client_of: ClientOf, badges: dict[str, str]) -> None:
    assert badges["lucas"] in shown(client_of("etienne"), "?shelf=to-hand-over")
    assert badges["lucas"] not in shown(client_of("samira"), "?shelf=to-hand-over")
    assert badges["rosa"] not in shown(client_of("etienne"), "?shelf=to-hand-over")


def test_a_search_forgives_accents_and_says_when_nobody_matches(client_of: ClientOf, badges: dict[str, str]) -> None:
    client = client_of("nadia")
    assert badges["rosa"] in shown(client, "?shelf=to-hand-over&q=ròsa")
    assert "Personne ne correspond" in shown(client, "?shelf=to-hand-over&q=Zoé")
    assert "Personne ne correspond" in shown(client, "?shelf=to-propose&q=Zoé")


@pytest.mark.parametrize("query", ["?shelf=nowhere", "?page=0", "?page=-3", "?page=999999999999", "?page=x", "?q=%25_"])
def test_an_address_that_makes_no_sense_still_shows_a_list(
    client_of: ClientOf, badges: dict[str, str], query: str
) -> None:
    assert "Badges" in shown(client_of("samira"), query)


def test_an_empty_shelf_says_what_it_is_for(client_of: ClientOf, cast: Cast) -> None:
    for shelf, words in {
        "to-propose": "Personne ne vient de réunir les conditions",
        "to-approve": "Rien à approuver",
        "to-hand-over": "Rien à remettre",
        "declined": "Personne n’a dit non",
        "issued": "Aucun badge remis",
    }.items():
        assert words in shown(client_of("samira"), f"?shelf={shelf}")


def test_cards_are_offered_once_a_badge_is_signed(
    app: Flask, client_of: ClientOf, cast: Cast, settings: Settings
) -> None:
    with app.app_context():
        made.stored_award(cast, settings, AwardState.ACCEPTED, name="rosa")
        made.stored_award(cast, settings, AwardState.REVOKED, name="serge")
    page = shown(client_of("samira"), "?shelf=issued")
    assert "2 badges" in page
    assert "/badges/cards" not in page
    with app.app_context():
        made.stored_award(cast, settings, AwardState.ISSUED, name="ibrahim")
    for name, may_print in (("samira", True), ("etienne", False)):
        assert ("/badges/cards" in shown(client_of(name), "?shelf=issued")) is may_print
    assert "/badges/cards" not in shown(client_of("samira"), "?shelf=declined")


@pytest.mark.parametrize("shelf", ["to-propose", "to-hand-over"])
def test_a_longer_list_takes_no_more_queries(
    app: Flask, client_of: ClientOf, badges: dict[str, str], cast: Cast, shelf: str
) -> None:
    client, address = client_of("nadia"), f"/badges?shelf={shelf}"
    settings = app.extensions["peerlearn-settings"]
    client.get(address)
    before = _queries(app, client, address)
    with app.app_context():
        scope.enter(db.session(), Scope.everything("more of the same"))
        with transaction():
            for name in ("fatou", "karim", "malika"):
                made.earn_basics(cast, name)
            for name in ("claire", "dragan", "lucie", "fatou"):
                made.award_at(cast, settings, AwardState.OFFERED, name=name)
        scope.leave(db.session())
        db.session.remove()
    assert _queries(app, client, address) == before


def _queries(app: Flask, client: FlaskClient, address: str) -> int:
    """How many statements this page takes."""
    with statements(app) as said:
        assert client.get(address).status_code == 200
    return len(said)


@pytest.mark.parametrize("name", ["moussa", "awa", "victor"])
def test_the_list_is_for_the_office(client_of: ClientOf, cast: Cast, name: str) -> None:
    assert client_of("samira").get("/badges").status_code == 200
    assert client_of(name).get("/badges").status_code == 403
