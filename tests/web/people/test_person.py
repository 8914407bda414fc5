"""One person: adding, correcting, and the story of what happened."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from peerlearn.attendance.rules import PresenceState
from peerlearn.awards.rules import AwardState
from peerlearn.core import scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.people.models import Person
from tests.cast import LEARNERS, Cast
from tests.factories import awards as made
from tests.factories.attendance import stage_workshop, stored_workshop
from tests.stage import ClientOf

NIR = "1 85 05 78 006 084"


def _form(cast: Cast, **change: str) -> dict[str, str]:
    return {"first_name": "Zineb", "organisation": cast.organisation_ids["tilleuls"], "channel": "paper"} | {
        "position": "employee",
        **change,
    }


def test_a_first_name_is_all_one_has_to_type(client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    page = samira.get("/people/new").text
    folded = page.split("<details")[-1]
    assert 'name="first_name"' in page.split("<form")[-1].split("<details")[0]
    for name in ("last_name", "phone", "email", "channel", "position", "birth_year"):
        assert f'name="{name}"' in folded
    assert not re.search(r"<details[^>]*\sopen", page)
    added = samira.post("/people/new", data=_form(cast))
    shown = samira.get(added.headers["Location"]).text
    assert "Zineb" in shown
    assert "Sur papier" in shown
    assert "Les Tilleuls" in shown


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"first_name": ""}, "Écrivez un prénom"),
        ({"first_name": "   "}, "Écrivez un prénom"),
        ({"first_name": "x" * 121}, "120"),
        ({"first_name": f"Zineb {NIR}"}, "sécurité sociale"),
        ({"last_name": NIR}, "sécurité sociale"),
        ({"email": "1850578006084@example.org"}, "sécurité sociale"),
        ({"phone": NIR}, "sécurité sociale"),
        ({"phone": "06 12"}, "numéro de téléphone"),
        ({"channel": "sms"}, "il faut un numéro"),
        ({"channel": "email"}, "il faut un e-mail"),
        ({"channel": "pigeon"}, "error-summary"),
        ({"birth_year": "84"}, "quatre chiffres"),
        ({"birth_year": "abc"}, "error-summary"),
        ({"email": "zineb"}, "adresse e-mail"),
        ({"first_name": "Zi\x07neb"}, "signe"),
    ],
)
def test_what_is_not_right_comes_back_open_with_what_was_typed(
    app: Flask, client_of: ClientOf, cast: Cast, change: dict[str, str], words: str
) -> None:
    answer = client_of("samira").post("/people/new", data=_form(cast, last_name="Haddad") | change)
    assert answer.status_code == 422
    assert words in answer.text
    assert (change.get("last_name") or "Haddad") in answer.text
    if "first_name" not in change:
        assert re.search(r"<details[^>]*\sopen", answer.text)
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test counts"))
        found = db.session.execute(select(func.count(Person.id)).where(Person.last_name == "Haddad")).scalar_one()
        scope.leave(db.session())
        db.session.remove()
    assert found == 0


@pytest.mark.parametrize(("typed", "field", "words"), [
    ({"channel": "sms"}, "phone", "il faut un numéro"),
    ({"channel": "sms", "phone": "12"}, "phone", "numéro de téléphone n’est pas bon"),
    ({"channel": "email"}, "email", "il faut un e-mail"),
    ({"birth_year": "1850"}, "birth_year", "entre 1920 et 2020"),
    ({"birth_year": "abc"}, "birth_year", "quatre chiffres"),
])  # fmt: skip
def test_each_mistake_is_said_beside_its_field_and_leads_there(
    client_of: ClientOf, cast: Cast, typed: dict[str, str], field: str, words: str
) -> None:
    answer = client_of("samira").post("/people/new", data=_form(cast, first_name="", **typed))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    beside = answer.text.split(f'id="{field}-error"')[1].split("</p>")[0]
    assert words in beside
    assert 'href="#first_name"' in answer.text  # all of it at once


def test_nobody_is_added_to_another_organisation(client_of: ClientOf, cast: Cast) -> None:
    form = _form(cast, organisation=cast.organisation_ids["garonne"])
    assert client_of("samira").post("/people/new", data=form).status_code == 422
    assert client_of("carole").post("/people/new", data=form).status_code == 422
    assert client_of("etienne").post("/people/new", data=form).status_code == 302


def test_correcting_keeps_what_is_not_on_the_form(client_of: ClientOf, cast: Cast) -> None:
    samira, address = client_of("samira"), f"/people/{cast.person_ids['ibrahim']}"
    page = samira.get(f"{address}/edit").text
    assert 'value="Ibrahim"' in page
    assert re.search(r'value="staff"[^>]*checked|checked[^>]*value="staff"', page)
    form = {"first_name": "Ibrahima", "last_name": "Diallo", "channel": "sms", "phone": "0612345678"}
    assert samira.post(f"{address}/edit", data=form | {"position": "employee"}).headers["Location"] == address
    shown = samira.get(address).text
    assert "Ibrahima Diallo" in shown
    assert "06 12 34 56 78" in shown


def test_the_story_gathers_workshops_presence_and_badges_the_latest_first(
    app: Flask, client_of: ClientOf, cast: Cast, settings: Settings
) -> None:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test's story"))
        with transaction():
            made.issuer(cast, settings)
            past = stage_workshop(cast, module="M01", starts_in=-timedelta(days=9), seated=("awa",))
            made.mark_there(past, "awa", PresenceState.LATE)
            stage_workshop(cast, module="M02", starts_in=-timedelta(days=3), seated=("awa",))
            stage_workshop(cast, module="M03", starts_in=timedelta(days=3), seated=(), waiting=("awa",))
            made.award_at(cast, settings, AwardState.ISSUED, name="awa")
        scope.leave(db.session())
        db.session.remove()
    page = client_of("samira").get(f"/people/{cast.person_ids['awa']}").text
    story = page.split('id="story"')[1].split("<aside")[0]
    marks = ("sur la liste d’attente", "reçu", "présence pas encore notée", "en retard", "Arrivée")
    places = [story.index(mark) for mark in marks]
    assert places == sorted(places)
    assert story.count("à venir") == 1


def test_a_workshop_that_is_on_is_not_said_to_come(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    with app.app_context():
        stored_workshop(cast, starts_in=-timedelta(minutes=30), seated=("awa",))
    story = client_of("samira").get(f"/people/{cast.person_ids['awa']}").text.split('id="story"')[1]
    assert "en ce moment" in story
    assert "à venir" not in story


def test_a_full_workshop_says_that_it_gives_a_place_in_the_queue(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    with app.app_context():
        table = ["awa", *(name.lower() for name in LEARNERS[:7])]
        full = stored_workshop(cast, starts_in=timedelta(days=1), seated=table)
        free = stored_workshop(cast, starts_in=timedelta(days=2), seated=("awa",))
    page = client_of("samira").get(f"/people/{cast.person_ids['karim']}/workshops").text
    assert page.index(free.public_id) < page.index(full.public_id)
    assert "Inscrire Karim" in page
    assert "Mettre Karim en attente" in page


def test_who_leads_sees_it_in_their_story(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    with app.app_context():
        stored_workshop(cast, starts_in=timedelta(days=2))
    page = client_of("samira").get(f"/people/{cast.person_ids['moussa']}").text
    assert "à l’animation" in page


def test_someone_new_is_offered_a_first_workshop_and_enrolled_in_two_taps(
    app: Flask, client_of: ClientOf, cast: Cast
) -> None:
    samira, address = client_of("samira"), f"/people/{cast.person_ids['ibrahim']}"
    assert "Pas encore d’atelier" in samira.get(address).text
    assert "Aucun atelier à venir" in samira.get(f"{address}/workshops").text
    with app.app_context():
        workshop = stored_workshop(cast, starts_in=timedelta(days=2), seated=("awa",))
    page = samira.get(f"{address}/workshops").text
    assert "Inscrire Ibrahim" in page
    assert f'action="/workshops/{workshop.public_id}/enrol"' in page
    form = {"person": cast.person_ids["ibrahim"]}
    assert samira.post(f"/workshops/{workshop.public_id}/enrol", data=form).status_code == 302
    assert "Sur la liste" in samira.get(f"{address}/workshops").text
    assert "à venir" in samira.get(address).text
