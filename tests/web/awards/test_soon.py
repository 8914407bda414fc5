"""Who is one step away from a badge: `/badges/soon`."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from peerlearn.awards.rules import AwardState
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.people import actions as people
from peerlearn.people.actions import PersonFacts
from peerlearn.people.rules import Channel
from peerlearn.tracks.rules import TrackCode
from tests.cast import Cast
from tests.counting import statements
from tests.factories import awards as made
from tests.stage import ClientOf

ROOM = 8
WORKSHOPS = ((40, "M01"), (33, "M02"), (26, "M03"))


@pytest.fixture(autouse=True)
def three_of_four(app: Flask, cast: Cast, settings: Settings) -> None:
    """Awa did eight things alone in three workshops: the badge asks for four. Ibrahim came to one."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("what they did"))
        with transaction():
            made.issuer(cast, settings)
            come_three_times(cast, "awa")
            made.past_workshop(cast, days_ago=12, seated=("ibrahim",), module="M01")
        scope.leave(db.session())
        db.session.remove()


def come_three_times(cast: Cast, *names: str) -> None:
    for days, module in WORKSHOPS:
        staged = made.past_workshop(cast, days_ago=days, seated=names, module=module)
        for name in names:
            made.observe(cast, staged, name, [code for code in made.BASICS if code.startswith(module)])


def more_people(cast: Cast, count: int) -> list[str]:
    """Their names in the cast."""
    names = [f"bintou{number}" for number in range(count)]
    for name in names:
        facts = PersonFacts("Bintou", f"Camara {name}", channel=Channel.STAFF)
        cast.people[name] = people.register(
            facts, organisation_id=cast.organisations["tilleuls"], by=None, now=clock.now(), on=clock.today()
        ).id
    return names


def people_on(page: str) -> int:
    """How many rows name somebody."""
    return page.count('<th scope="row">')


def shown(client: FlaskClient, query: str = "") -> str:
    """The list, as it reads."""
    answer = client.get(f"/badges/soon{query}")
    assert answer.status_code == 200
    return html.unescape(answer.text)


def test_the_one_thing_that_is_missing_is_said_as_on_their_own_page(client_of: ClientOf, cast: Cast) -> None:
    page = shown(client_of("samira"))
    assert "1 badge à une étape" in page
    assert "1 atelier à suivre" in page
    assert "Ibrahim" not in page


def test_a_name_leads_straight_to_that_badge_for_that_person(client_of: ClientOf, cast: Cast) -> None:
    client = client_of("samira")
    (address,) = re.findall(r'<a href="(/badges/propose[^"]+)">', shown(client))
    assert address.endswith(f"?person={cast.person_ids['awa']}")
    page = html.unescape(client.get(address).text)
    assert "Bases du smartphone" in page
    assert "Il manque 1 atelier" in page
    assert "Animation numérique entre pairs" not in page


def test_the_badge_that_is_near_stands_first_where_it_is_proposed(client_of: ClientOf, cast: Cast) -> None:
    page = html.unescape(client_of("samira").get(f"/badges/propose?person={cast.person_ids['awa']}").text)
    assert page.index("Bases du smartphone") < page.index("Animation numérique entre pairs")
    assert "1 atelier à suivre" in html.unescape(client_of("awa").get("/me/path").text)


def test_the_list_of_badges_leads_there_and_back(client_of: ClientOf) -> None:
    client = client_of("samira")
    assert 'href="/badges/soon"' in client.get("/badges").text
    assert 'href="/badges?shelf=to-propose"' in client.get("/badges/soon").text


def test_with_the_last_workshop_they_are_to_be_proposed(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    client = client_of("samira")
    assert "Awa" in shown(client)
    with app.app_context():
        scope.enter(db.session(), Scope.everything("the fourth workshop"))
        with transaction():
            made.past_workshop(cast, days_ago=5, seated=("awa",), module="M03")
        scope.leave(db.session())
        db.session.remove()
    page = shown(client)
    assert "Personne n’est à une étape d’un badge" in page
    assert "À proposer (1)" in page


@pytest.mark.parametrize("state", [AwardState.PROPOSED, AwardState.DECLINED, AwardState.ISSUED])
def test_who_has_it_or_will_or_said_no_is_not_there(
    app: Flask, client_of: ClientOf, cast: Cast, settings: Settings, state: AwardState
) -> None:
    client = client_of("samira")
    assert "Awa" in shown(client)
    with app.app_context():
        made.stored_award(cast, settings, state, name="awa", track=TrackCode.LEARNER)
    assert "Awa" not in shown(client)


def test_another_house_sees_its_own_and_who_coordinates_sees_whose_they_are(client_of: ClientOf) -> None:
    assert "Awa" in shown(client_of("samira"))
    assert "Awa" not in shown(client_of("etienne"))
    coordinator = shown(client_of("carole"))
    assert "Awa" in coordinator
    assert "Les Tilleuls" in coordinator


def test_a_name_is_found_and_none_is_said(client_of: ClientOf) -> None:
    client = client_of("samira")
    assert "1 badge à une étape" in shown(client, "?q=awa")
    assert "Personne ne correspond" in shown(client, "?q=zzz")
    for odd in ("?page=0", "?page=999", "?page=x"):
        assert "Awa" in shown(client, odd)


def test_fifty_are_on_a_page_and_the_search_goes_along(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("many more"))
        with transaction():
            names = more_people(cast, 55)
            for start in range(0, len(names), ROOM):
                come_three_times(cast, *names[start : start + ROOM])
        scope.leave(db.session())
        db.session.remove()
    client = client_of("samira")
    first, second = shown(client), shown(client, "?page=2")
    assert "56 badges à une étape" in first
    assert (people_on(first), people_on(second)) == (50, 6)
    found = shown(client, "?q=bintou")
    assert "55 badges à une étape" in found
    assert "Awa" not in found
    assert 'href="/badges/soon?q=bintou&page=2"' in found


def test_who_has_not_begun_is_not_near_even_where_one_thing_is_asked(
    app: Flask, client_of: ClientOf, cast: Cast
) -> None:
    client = client_of("samira")
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a badge for leading once"))
        with transaction():
            made.achievement(TrackCode.FACILITATOR).criteria = {
                **made.achievement(TrackCode.FACILITATOR).criteria,
                "all": [{"workshops_led": {"at_least": 1}}],
            }
        scope.leave(db.session())
        db.session.remove()
    page = shown(client)
    assert "1 badge à une étape" in page, "Awa and Ibrahim never led: for them that badge has not begun"
    assert "1 atelier à animer" not in page


def test_however_many_there_are_it_takes_the_same_queries(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    client = client_of("samira")
    shown(client)
    with statements(app) as before:
        assert "1 badge à une étape" in shown(client)
    with app.app_context():
        scope.enter(db.session(), Scope.everything("five more"))
        with transaction():
            come_three_times(cast, *[name for name in made.GROUP if name not in {"awa", "ibrahim"}])
        scope.leave(db.session())
        db.session.remove()
    with statements(app) as after:
        assert "7 badges à une étape" in shown(client)
    assert len(after) == len(before)


@pytest.mark.parametrize("name", ["moussa", "awa", "victor"])
def test_the_list_is_for_the_office(client_of: ClientOf, name: str) -> None:
    assert client_of("samira").get("/badges/soon").status_code == 200
    assert client_of(name).get("/badges/soon").status_code == 403
