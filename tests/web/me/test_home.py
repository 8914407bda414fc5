"""One's own space: `/me`."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from peerlearn.core import scope
from peerlearn.core.db import db, transaction
from peerlearn.core.permissions import Role
from peerlearn.core.scope import Scope
from peerlearn.organisations.models import Organisation
from peerlearn.workshops.rules import Part, WorkshopState
from tests.cast import Cast
from tests.stage import ClientOf
from tests.web.attendance.conftest import GiveAccount, Stage

DAY = timedelta(days=1)


def test_who_leads_finds_todays_workshop_first_with_one_big_button(client_of: ClientOf, stage: Stage) -> None:
    # It begins now: half an hour ago may have been yesterday.
    today, coming = stage(starts_in=0 * DAY), stage(starts_in=3 * DAY, module="M03")
    page = client_of("moussa").get("/me?lang=fr").text
    assert page.index("Aujourd’hui") < page.index("À venir")
    button = page[page.index("button--large") : page.index("</a>", page.index("button--large"))]
    assert today.presence() in button
    assert page.index(today.presence()) < page.index(coming.presence())


def test_without_a_workshop_today_the_next_one_is_on_top(client_of: ClientOf, stage: Stage) -> None:
    stage(starts_in=5 * DAY)
    following = stage(starts_in=2 * DAY)
    page = client_of("moussa").get("/me?lang=fr").text
    assert "Mon prochain atelier" in page
    button = page[page.index("button--large") : page.index("</a>", page.index("button--large"))]
    assert following.presence() in button


def test_a_sheet_that_was_forgotten_is_called_back(client_of: ClientOf, stage: Stage) -> None:
    forgotten = stage(starts_in=-2 * DAY)
    moussa = client_of("moussa")
    assert "À ne pas oublier" in moussa.get("/me?lang=fr").text
    moussa.post(forgotten.presence("awa"), data={"state": "present"})
    page = moussa.get("/me?lang=fr").text
    assert "À ne pas oublier" not in page
    assert "1 personne" in page


def test_only_workshops_one_really_leads_are_there(client_of: ClientOf, stage: Stage) -> None:
    others = [
        stage(leaders={"serge": Part.LEAD}),
        stage(leaders={"moussa": Part.REPLACED}),
        stage(state=WorkshopState.CANCELLED),
    ]
    page = client_of("moussa").get("/me?lang=fr").text
    assert "Pas encore d’atelier" in page
    assert not [one for one in others if one.public_id in page]


def test_who_learns_to_lead_sees_where_they_take_part(client_of: ClientOf, stage: Stage) -> None:
    stage(module="T1", seated=["moussa"], leaders={"claire": Part.LEAD}, starts_in=DAY)
    page = client_of("moussa").get("/me?lang=fr").text
    assert "Tu participes" in page
    assert "Me préparer" in page


def test_a_learner_sees_when_and_where_as_on_the_paper_slip(client_of: ClientOf, stage: Stage) -> None:
    stage(starts_in=9 * DAY, module="M03")
    stage(starts_in=2 * DAY)
    stage(starts_in=DAY, module="M05", state=WorkshopState.CANCELLED)
    page = client_of("awa").get("/me?lang=fr").text
    assert "slip__clock" in page
    assert "12 rue des Écoles" in page
    assert page.count("Les Tilleuls, Salle du fond") == 1  # the slip says it too, in its own way
    assert page.index("J’appelle et j’écris") < page.index("Je me connecte à Internet")
    assert "J’installe et je choisis" not in page
    assert "/presence" not in page


def test_the_number_on_the_slip_is_called_by_a_tap(client_of: ClientOf, stage: Stage, app: Flask, cast: Cast) -> None:
    stage(starts_in=2 * DAY)
    with app.app_context():
        scope.enter(db.session(), Scope.everything("the number of a house"))
        with transaction():
            db.session.get_one(Organisation, cast.organisations["tilleuls"]).phone = "+33199000004"
    assert 'href="tel:0199000004"' in client_of("awa").get("/me").text


@pytest.mark.parametrize(("name", "home"), [("awa", "Mon espace"), ("moussa", "Mes ateliers")])
def test_the_same_places_are_under_the_thumb_on_every_page_of_ones_own(
    client_of: ClientOf, name: str, home: str
) -> None:
    client = client_of(name)
    for path in ("/me", "/me/plan", "/me/documents", "/me/path", "/me/certifications", "/me/privacy", "/account"):
        bar = re.search(r'<nav class="thumb-nav".*?</nav>', client.get(f"{path}?lang=fr").text, re.DOTALL)
        assert bar, path
        assert re.findall(r'<a href="([^"]+)"', bar[0]) == ["/me", "/me/path", "/me/plan", "/me/documents"]
        assert home in bar[0]
        assert bar[0].count("aria-current") == (path in {"/me", "/me/plan", "/me/documents", "/me/path"})
    assert "thumb-nav" not in client_of("samira").get("/account").text


def test_a_learner_without_a_workshop_is_told_whom_to_ask(client_of: ClientOf, stage: Stage) -> None:
    page = client_of("awa").get("/me?lang=fr").text
    assert "Rien n’est prévu" in page
    stage(starts_in=DAY, seated=["rosa"], waiting=["awa"])
    assert "liste d’attente" in client_of("awa").get("/me?lang=fr").text


def test_a_learner_sees_what_was_seen_at_its_best(client_of: ClientOf, stage: Stage) -> None:
    former, staged, moussa = stage(), stage(), client_of("moussa")
    for one, number, level in ((former, 2, "3"), (staged, 2, "1"), (staged, 1, "0")):
        moussa.post(one.skill(number, "awa"), data={"level": level})
    page = client_of("awa").get("/me?lang=fr").text
    assert "J’appelle, je réponds et je raccroche" in page
    assert "Je l’explique aux autres" in page
    assert "J’ajoute et je retrouve un contact" not in page


def test_someone_without_a_person_of_their_own_gets_an_empty_space(
    client_of: ClientOf, stage: Stage, give_account: GiveAccount, cast: Cast
) -> None:
    give_account("lucas", Role.FACILITATOR)
    assert client_of("lucas").get("/me").status_code == 200
    assert client_of("lucas").get("/me/path").status_code == 200


@pytest.mark.parametrize("name", ["samira", "victor", "nadia"])
def test_the_office_has_no_such_space(client_of: ClientOf, name: str) -> None:
    assert client_of(name).get("/me").status_code == 403
    assert client_of(name).get("/me/path").status_code == 403
