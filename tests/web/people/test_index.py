"""The list of people: `/people`."""

from flask import Flask

from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.people import actions
from peerlearn.people.actions import PersonFacts
from tests.cast import Cast
from tests.counting import statements
from tests.stage import ClientOf


def _bring_many(cast: Cast, how_many: int) -> None:
    scope.enter(db.session(), Scope.everything("a long list"))
    with transaction():
        for number in range(how_many):
            facts = PersonFacts(f"Zoé {number:03}")
            home = cast.organisations["tilleuls"]
            actions.register(facts, organisation_id=home, by=None, now=clock.now(), on=clock.today())
    scope.leave(db.session())
    db.session.remove()


def test_each_sees_the_people_they_answer_for(client_of: ClientOf, cast: Cast) -> None:
    pages = {name: client_of(name).get("/people").text for name in ("nadia", "carole", "samira", "etienne")}
    assert [name for name, page in pages.items() if "Awa" in page] == ["nadia", "carole", "samira"]
    assert [name for name, page in pages.items() if "Fatou" in page] == ["nadia", "carole"]
    assert [name for name, page in pages.items() if "Lucas" in page] == ["nadia", "etienne"]


def test_a_search_forgives_accents_and_order(client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    for words in ("nadege", "NADÈGE", "nad"):
        page = samira.get("/people", query_string={"q": words}).text
        assert "Nadège" in page
        assert "Ibrahim" not in page
    assert "Moussa Traoré" in samira.get("/people?q=traore+moussa").text
    assert "Aucune personne de ce nom" in samira.get("/people?q=zzz").text


def test_coordinators_look_at_one_organisation_and_staff_are_not_asked(client_of: ClientOf, cast: Cast) -> None:
    carole = client_of("carole")
    assert 'name="organisation"' in carole.get("/people").text
    assert 'name="organisation"' not in client_of("samira").get("/people").text
    page = carole.get(f"/people?organisation={cast.organisation_ids['relais']}").text
    assert "Fatou" in page
    assert "Ibrahim" not in page
    assert carole.get(f"/people?organisation={cast.organisation_ids['garonne']}").status_code == 404


def test_a_long_list_is_turned_and_keeps_its_search(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    with app.app_context():
        _bring_many(cast, 60)
    samira = client_of("samira")
    first = samira.get("/people?q=zoe").text
    assert "60 personnes" in first
    assert "Zoé 059" not in first
    assert "page=2&amp;q=zoe" in first or "q=zoe&amp;page=2" in first
    assert "Zoé 059" in samira.get("/people?q=zoe&page=2").text
    assert "Zoé 059" in samira.get("/people?q=zoe&page=99").text


def test_more_people_ask_no_more_of_the_database(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    carole = client_of("carole")
    with statements(app) as few:
        carole.get("/people")
    with app.app_context():
        _bring_many(cast, 30)
    with statements(app) as many:
        assert "Zoé 020" in carole.get("/people").text
    assert len(many) == len(few)


def test_a_name_is_text_and_never_markup(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    form = {"first_name": "<script>alert(1)</script>", "organisation": cast.organisation_ids["tilleuls"]}
    answer = samira.post("/people/new", data=form | {"channel": "paper", "position": "employee"})
    for address in ("/people", answer.headers["Location"]):
        assert "<script>alert" not in samira.get(address).text
