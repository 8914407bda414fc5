"""Two pages of one person are put together and parted again: `/people/<public_id>/merge`."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.people import actions
from peerlearn.people.actions import PersonFacts
from tests.cast import Cast
from tests.counting import statements
from tests.factories import awards as made
from tests.factories.attendance import stage_workshop
from tests.stage import ClientOf


@pytest.fixture
def double(app: Flask, cast: Cast) -> str:
    """Moussa is on the list a second time, and it is under that page that he went to a workshop."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test's double"))
        with transaction():
            home, on = cast.organisations["tilleuls"], clock.today() - timedelta(days=50)
            facts = PersonFacts("Traore", "Moussa", birth_year=1984)
            person = actions.register(facts, organisation_id=home, by=None, now=clock.now(), on=on)
            cast.people["double"] = person.id
            staged = stage_workshop(cast, starts_in=-timedelta(days=9), seated=("double",), leaders={})
            made.mark_there(staged, "double")
            public_id = person.public_id
        scope.leave(db.session())
        db.session.remove()
    return public_id


def test_who_has_a_like_name_is_offered_and_both_are_shown_side_by_side(
    client_of: ClientOf, cast: Cast, double: str
) -> None:
    samira, address = client_of("samira"), f"/people/{cast.person_ids['moussa']}"
    assert f'href="{address}/merge"' in samira.get(address).text
    assert f'href="{address}/merge/{double}"' in samira.get(f"{address}/merge").text
    assert "Ibrahim" in samira.get(f"{address}/merge?q=ibra").text
    both = samira.get(f"{address}/merge/{double}").text
    for words in ("Moussa Traoré", "Traore Moussa", "1984", "Ce qui va se passer", "une place se libère"):
        assert words in both


def test_the_two_become_one_and_the_former_address_leads_there(client_of: ClientOf, cast: Cast, double: str) -> None:
    samira, address = client_of("samira"), f"/people/{cast.person_ids['moussa']}"
    assert samira.get(f"/people/{double}").status_code == 200
    assert samira.post(f"{address}/merge/{double}").headers["Location"] == address
    page = samira.get(address).text
    for words in ("était là", "1984", "réunie avec celle-ci"):
        assert words in page
    assert samira.get(f"/people/{double}").headers["Location"] == address
    assert samira.get(f"/people/{double}/edit").status_code == 404
    assert "Traore Moussa" not in samira.get("/people").text


def test_the_history_of_a_workshop_names_who_became_one_once(
    app: Flask, client_of: ClientOf, cast: Cast, double: str
) -> None:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test's workshop"))
        with transaction():
            staged = stage_workshop(cast, starts_in=timedelta(days=9), seated=(), leaders={})
            workshop = f"/workshops/{staged.public_id}"
        scope.leave(db.session())
        db.session.remove()
    samira = client_of("samira")
    assert samira.post(f"{workshop}/enrol", data={"person": double}).status_code == 302
    assert "a inscrit Traore" in samira.get(workshop).text
    samira.post(f"/people/{cast.person_ids['moussa']}/merge/{double}")
    history = samira.get(workshop).text
    assert "a inscrit Traore" in history
    assert "Traore M. " not in history


def test_within_thirty_days_they_are_parted_again(client_of: ClientOf, cast: Cast, double: str) -> None:
    samira, address = client_of("samira"), f"/people/{cast.person_ids['moussa']}"
    samira.post(f"{address}/merge/{double}")
    undo = re.search(rf'action="({address}/merges/\w+/removal)"', samira.get(address).text)
    assert undo is not None
    assert client_of("etienne").post(undo[1]).status_code == 404
    assert client_of("bruno").post(undo[1]).status_code == 404
    assert samira.post(undo[1]).headers["Location"] == address
    assert "était là" in samira.get(f"/people/{double}").text
    assert "puis séparées" in samira.get(address).text
    assert samira.post(undo[1]).status_code == 422


def test_a_page_of_another_house_does_not_exist_here(client_of: ClientOf, cast: Cast, double: str) -> None:
    mine, theirs = cast.person_ids["moussa"], cast.person_ids["lucas"]
    assert client_of("samira").get(f"/people/{mine}/merge/{double}").status_code == 200
    assert client_of("samira").post(f"/people/{mine}/merge/{theirs}").status_code == 404
    assert client_of("etienne").post(f"/people/{theirs}/merge/{mine}").status_code == 404
    assert client_of("carole").post(f"/people/{mine}/merge/{cast.person_ids['fatou']}").status_code == 422
    assert client_of("samira").post(f"/people/{mine}/merge/{mine}").status_code == 422


def test_a_list_of_namesakes_needs_no_more_questions(app: Flask, client_of: ClientOf, cast: Cast, double: str) -> None:
    samira, address = client_of("samira"), f"/people/{cast.person_ids['moussa']}/merge"
    with statements(app) as few:
        samira.get(address)
    with statements(app) as many:
        samira.get(f"{address}?q=a")
    assert len(many) <= len(few) + 2
