"""Proposing: `/badges/propose` and, with a reason, `/badges/propose/<badge>`."""

import html
from datetime import timedelta

import pytest
from flask import Flask

from peerlearn.awards.rules import AwardState
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.tracks.rules import TrackCode
from tests.cast import Cast
from tests.factories import awards as made
from tests.stage import ClientOf


@pytest.fixture
def badge(app: Flask, cast: Cast, settings: Settings) -> str:
    """The identifier of the facilitators' badge; Moussa has led two workshops out of three."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("what Moussa did"))
        with transaction():
            made.issuer(cast, settings)
            for days in (20, 10):
                staged = made.past_workshop(cast, days_ago=days)
                made.observe(cast, staged, "moussa", made.LEADING)
            found = made.achievement(TrackCode.FACILITATOR).public_id
        scope.leave(db.session())
        db.session.remove()
    return found


def test_a_no_is_told_wherever_the_badge_may_come_again(
    app: Flask, client_of: ClientOf, cast: Cast, settings: Settings
) -> None:
    """Awa said no. As long as she may think again she is given the choice again; after that it is proposed anew, and
    whoever approves reads what she said."""
    said = "Awa a dit non le"
    samira, carole = client_of("samira"), client_of("carole")
    path = f"/badges/propose?person={cast.person_ids['awa']}"
    with app.app_context():
        lately = made.stored_award(cast, settings, AwardState.DECLINED, name="awa", track=TrackCode.LEARNER).public_id
    page = html.unescape(samira.get(path).text)
    offer = page[page.index(said) : page.index("</section>", page.index(said))]
    assert f'href="/badges/{lately}"' in offer
    assert "Redonner le choix à Awa" in offer
    assert "action=" not in offer
    assert "Redonner le choix à Awa" in html.unescape(samira.get(f"/badges/{lately}").text)
    with clock.standing_at(clock.now() + timedelta(days=100)):
        page = html.unescape(client_of("samira").get(path).text)
        assert (said in page, "Redonner le choix" in page) == (True, False)
    with app.app_context():
        award = made.stored_award(cast, settings, AwardState.PROPOSED, name="awa", track=TrackCode.LEARNER)
    for address in (f"/badges/{award.public_id}", f"/badges/approval?award={award.public_id}"):
        assert said in html.unescape(carole.get(address).text), address


def test_what_is_met_and_what_is_missing_is_said_in_words(client_of: ClientOf, badge: str, cast: Cast) -> None:
    page = html.unescape(client_of("samira").get(f"/badges/propose?person={cast.person_ids['moussa']}").text)
    assert "Il manque 1 atelier à animer" in page
    assert "2 sur 3" in page
    assert "8 personnes accompagnées" in page
    assert "5 gestes indispensables observés" in page
    assert "9 gestes montrés sans aide" in page
    assert "Il manque 4 ateliers" in page


def test_a_missing_skill_is_named(client_of: ClientOf, badge: str, cast: Cast) -> None:
    page = html.unescape(client_of("samira").get(f"/badges/propose?person={cast.person_ids['ibrahim']}").text)
    assert "Il manque 5 gestes indispensables" in page
    assert "Accueillir chaque personne, Rassurer" in page


def test_a_badge_that_was_not_earned_is_proposed_with_a_reason(client_of: ClientOf, badge: str, cast: Cast) -> None:
    client = client_of("samira")
    address = f"/badges/propose/{badge}?person={cast.person_ids['moussa']}"
    assert client.get(address).status_code == 200
    without = client.post(address, data={"reason": " "})
    assert without.status_code == 422
    assert "La règle n’est pas remplie" in html.unescape(without.text)
    proposed = client.post(address, data={"reason": "Un atelier animé chez un partenaire"})
    assert proposed.status_code == 302
    page = html.unescape(client.get(proposed.headers["Location"]).text)
    assert "Un atelier animé chez un partenaire" in page
    assert "Proposé par Samira Haddad, avec une raison" in page


def test_a_reason_may_be_long_but_holds_no_social_security_number(client_of: ClientOf, badge: str, cast: Cast) -> None:
    client = client_of("samira")
    address = f"/badges/propose/{badge}?person={cast.person_ids['moussa']}"
    for refused in ("x" * 401, "Son numéro : 1 84 12 76 451 089 46"):
        assert client.post(address, data={"reason": refused}).status_code == 422
    assert client.post(address, data={"reason": "é" * 400}).status_code == 302


def test_a_badge_on_its_way_is_not_offered_again(
    app: Flask, client_of: ClientOf, badge: str, cast: Cast, settings: Settings
) -> None:
    with app.app_context():
        award = made.stored_award(cast, settings, AwardState.PROPOSED)
    client = client_of("samira")
    page = client.get(f"/badges/propose?person={cast.person_ids['moussa']}").text
    assert f"/badges/{award.public_id}" in page
    assert f"/badges/propose/{badge}?" not in page
    again = client.post(f"/badges/propose/{badge}?person={cast.person_ids['moussa']}", data={"reason": "Encore"})
    assert again.status_code == 422
    assert "déjà ce badge" in html.unescape(again.text)


def test_another_organisations_person_does_not_exist(client_of: ClientOf, badge: str, cast: Cast) -> None:
    addresses = ("/badges/propose?person=", f"/badges/propose/{badge}?person=")
    for address in addresses:
        own, foreign = cast.person_ids["lucas"], cast.person_ids["moussa"]
        client = client_of("etienne")
        assert client.get(address + own).status_code == 200
        assert client.get(address + foreign).status_code == 404
        assert client.get(address).status_code == 404
    assert client_of("etienne").post(addresses[1] + cast.person_ids["moussa"], data={"reason": "x"}).status_code == 404


def test_a_badge_that_is_not_defined_does_not_exist(client_of: ClientOf, badge: str, cast: Cast) -> None:
    person = cast.person_ids["moussa"]
    assert client_of("samira").get(f"/badges/propose/{badge}?person={person}").status_code == 200
    assert client_of("samira").get(f"/badges/propose/nothing?person={person}").status_code == 404


@pytest.mark.parametrize("name", ["moussa", "awa", "victor"])
def test_proposing_is_for_the_office(client_of: ClientOf, badge: str, cast: Cast, name: str) -> None:
    address = f"/badges/propose/{badge}?person={cast.person_ids['moussa']}"
    assert client_of("samira").get(address).status_code == 200
    assert client_of(name).get(address).status_code == 403
    assert client_of(name).post(address, data={"reason": "x"}).status_code == 403
