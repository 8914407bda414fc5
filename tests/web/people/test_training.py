"""Volunteers and professionals are trained before they meet anyone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.people.actions import PersonFacts, register
from peerlearn.people.rules import Position
from tests.cast import Cast
from tests.factories.attendance import Staged, stored_workshop
from tests.stage import ClientOf

_DAY = timedelta(days=1)


@pytest.fixture
def volunteer(app: Flask, cast: Cast) -> str:
    """Odette comes to help at Les Tilleuls: the address of her page."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test"))
        with transaction():
            home = cast.organisations["tilleuls"]
            facts = PersonFacts("Odette", "Marchal", position=Position.VOLUNTEER)
            odette = register(facts, organisation_id=home, by=None, now=clock.now(), on=clock.today())
            cast.people["odette"], cast.person_ids["odette"] = odette.id, odette.public_id
        scope.leave(db.session())
        db.session.remove()
    return f"/people/{cast.person_ids['odette']}"


@pytest.fixture
def stage(app: Flask, cast: Cast) -> Callable[..., Staged]:
    """A workshop, stored."""

    def staged(**choices: object) -> Staged:
        with app.app_context():
            return stored_workshop(cast, **choices)

    return staged


def test_untrained_she_is_shown_with_the_reason_and_cannot_be_named(
    client_of: ClientOf, cast: Cast, volunteer: str, stage: Callable[..., Staged]
) -> None:
    samira, workshop = client_of("samira"), stage(leaders={}, starts_in=_DAY)
    address = f"/workshops/{workshop.public_id}/facilitators"
    assert "Moussa" in samira.get(f"{address}?q=moussa").text
    found = samira.get(f"{address}?q=odette").text
    assert "Choisir Odette" not in found
    assert "D’abord à former" in found
    assert f'href="{volunteer}/training"' in found
    refused = samira.post(address, data={"person": cast.person_ids["odette"]})
    assert refused.status_code == 422
    assert "pas encore été formé" in refused.text

    assert "à former" in samira.get(volunteer).text
    assert "1 bénévole à former" in samira.get("/").text
    assert "Odette" in samira.get("/people?whose=to-train").text
    assert samira.post(f"{volunteer}/training", data={"training": "briefing"}).status_code == 302
    assert "Choisir Odette" in samira.get(f"{address}?q=odette").text
    assert samira.post(address, data={"person": cast.person_ids["odette"]}).status_code == 302
    assert "bénévole à former" not in samira.get("/").text


def test_taking_it_back_waits_until_somebody_else_leads(
    client_of: ClientOf, cast: Cast, volunteer: str, stage: Callable[..., Staged]
) -> None:
    samira, workshop = client_of("samira"), stage(leaders={}, starts_in=_DAY)
    samira.post(f"{volunteer}/training", data={"training": "elsewhere"})
    samira.post(f"/workshops/{workshop.public_id}/facilitators", data={"person": cast.person_ids["odette"]})
    refused = samira.post(f"{volunteer}/training/removal")
    assert refused.status_code == 422
    assert "Choisissez d’abord quelqu’un d’autre" in refused.text
    assert "formé·e" in samira.get(volunteer).text


def test_the_first_training_of_facilitators_counts_by_itself(
    client_of: ClientOf, cast: Cast, volunteer: str, stage: Callable[..., Staged]
) -> None:
    workshop = stage(module="T1", seated=("odette",), leaders={})
    samira = client_of("samira")
    assert samira.post(workshop.presence("odette"), data={"state": "present"}).status_code == 302
    assert "première séance des animateurs" in samira.get(volunteer).text
    assert samira.post(workshop.presence("odette"), data={"state": ""}).status_code == 302
    assert "à former" in samira.get(volunteer).text


def test_a_learners_seat_is_not_for_her(
    client_of: ClientOf, cast: Cast, volunteer: str, stage: Callable[..., Staged]
) -> None:
    samira = client_of("samira")
    learners, training = stage(starts_in=_DAY, leaders={}), stage(module="T1", starts_in=3 * _DAY, leaders={})
    odette = {"person": cast.person_ids["odette"]}
    refused = samira.post(f"/workshops/{learners.public_id}/enrol", data=odette)
    assert refused.status_code == 422
    assert "vient aider" in refused.text
    assert samira.post(f"/workshops/{training.public_id}/enrol", data=odette).status_code == 302


def test_a_seat_that_no_longer_holds_is_shown_and_nobody_is_ready(
    client_of: ClientOf, cast: Cast, volunteer: str, stage: Callable[..., Staged]
) -> None:
    first, workshop = stage(module="T1", seated=("odette",), leaders={}), stage(leaders={}, starts_in=_DAY)
    samira, address = client_of("samira"), f"/workshops/{workshop.public_id}"
    samira.post(first.presence("odette"), data={"state": "present"})
    assert samira.post(f"{address}/facilitators", data={"person": cast.person_ids["odette"]}).status_code == 302
    assert "avec Odette Marchal" in samira.get(address).text
    assert "Une place ne convient plus" not in samira.get(volunteer).text

    samira.post(first.presence("odette"), data={"state": "absent"})
    page = samira.get(address).text
    for words in (
        "Odette Marchal n’est pas encore prêt·e à animer",
        "personne n’anime",
        f'href="{volunteer}/training"',
    ):
        assert words in page
    assert "Personne n’anime" in samira.get("/workshops").text
    assert "Personne n’anime" in samira.get("/").text
    own = samira.get(volunteer).text
    assert "doit animer sans être encore formé·e" in own
    assert address in own
    assert "pas encore prêt·e" not in client_of("victor").get(address).text, "why is the team’s business"

    samira.post(f"{volunteer}/training", data={"training": "briefing"})
    assert "avec Odette Marchal" in samira.get(address).text, "nothing was deleted"


def test_becoming_a_volunteer_waits_until_the_seats_are_given_up(
    client_of: ClientOf, cast: Cast, stage: Callable[..., Staged]
) -> None:
    samira, page = client_of("samira"), f"/people/{cast.person_ids['rosa']}"
    led = stage(leaders={}, seated=(), starts_in=_DAY)
    samira.post(f"/workshops/{led.public_id}/facilitators", data={"person": cast.person_ids["rosa"]})
    learns = stage(seated=(), waiting=("rosa",), leaders={}, starts_in=2 * _DAY)
    form = {"first_name": "Rosa", "channel": "staff", "position": "volunteer"}
    for how in ("changed", "mistaken"):
        refused = samira.post(f"{page}/edit", data=form | {"how": how})
        assert refused.status_code == 422
        assert "Choisissez d’abord quelqu’un d’autre" in refused.text
    leader = samira.get(f"/workshops/{led.public_id}/facilitators?instead-of=1").text
    number = leader.partition('name="facilitator"')[2].partition('value="')[2].partition('"')[0]
    released = samira.post(f"/workshops/{led.public_id}/facilitators/release", data={"facilitator": number})
    assert released.status_code == 302
    refused = samira.post(f"{page}/edit", data=form)
    assert refused.status_code == 422
    assert "Retirez d’abord cette personne de la liste" in refused.text
    off = f"/workshops/{learns.public_id}/enrolments/{learns.enrolments['rosa']}/withdrawal"
    assert samira.post(off).status_code == 302
    assert samira.post(f"{page}/edit", data=form).status_code == 302


def test_who_came_to_help_in_the_meantime_moves_up_to_no_learners_seat(
    client_of: ClientOf, volunteer: str, stage: Callable[..., Staged]
) -> None:
    samira = client_of("samira")
    workshop = stage(seated=("awa",), waiting=("rosa", "odette"), leaders={}, starts_in=_DAY)
    address = f"/workshops/{workshop.public_id}"
    assert "Odette vient aider" in samira.get(address).text.replace("Marchal ", "")
    assert "sur la liste de ceux qui apprennent" in samira.get(volunteer).text
    for name, status in (("rosa", 302), ("odette", 422)):
        assert samira.post(f"{address}/enrolments/{workshop.enrolments[name]}/seat").status_code == status
    more = samira.post(f"{address}/enrolments/{workshop.enrolments['odette']}/extra-seat", data={"reason": "Part"})
    assert more.status_code == 422


def test_who_enrols_reads_why_she_is_not_among_those_who_learn(
    client_of: ClientOf, volunteer: str, stage: Callable[..., Staged]
) -> None:
    samira, address = client_of("samira"), f"/workshops/{stage(seated=(), leaders={}, starts_in=_DAY).public_id}"
    page = samira.get(f"{address}/enrol").text
    assert "ses places sont pour les personnes qui apprennent" in page
    assert "Odette" not in page
    page = samira.get(f"{address}/enrol?q=odette").text
    assert "Vient aider" in page
    assert "Inscrire Odette" not in page
    assert f'href="{address}/facilitators?q=Odette+Marchal"' in page
    page = samira.get(f"{volunteer}/workshops").text
    assert ">Inscrire Odette" not in page.partition("<main")[2]
    assert f'href="{address}/facilitators?q=Odette+Marchal"' in page


def test_where_nobody_comes_to_help_nothing_is_said(client_of: ClientOf, stage: Callable[..., Staged]) -> None:
    page = client_of("samira").get(f"/workshops/{stage(seated=(), leaders={}, starts_in=_DAY).public_id}/enrol").text
    assert "Inscrire Rosa" in page
    assert "aider" not in page


def test_two_pages_that_differ_in_who_comes_from_outside_are_not_put_together(
    client_of: ClientOf, cast: Cast, volunteer: str
) -> None:
    samira, kept = client_of("samira"), f"/people/{cast.person_ids['rosa']}"
    for address in (f"{kept}/merge/{cast.person_ids['odette']}", f"{volunteer}/merge/{cast.person_ids['rosa']}"):
        assert "Bénévole" in samira.get(address).text
        refused = samira.post(address)
        assert refused.status_code == 422
        assert "vient de l’extérieur pour aider" in refused.text
    form = {"first_name": "Rosa", "channel": "staff", "position": "volunteer", "how": "mistaken"}
    assert samira.post(f"{kept}/edit", data=form).status_code == 302
    assert samira.post(f"{kept}/merge/{cast.person_ids['odette']}").status_code == 302
    assert "à former" in samira.get(kept).text


def test_only_who_comes_from_outside_needs_it(client_of: ClientOf, cast: Cast) -> None:
    samira, page = client_of("samira"), f"/people/{cast.person_ids['awa']}"
    assert "Avant de rencontrer" not in samira.get(page).text
    assert samira.post(f"{page}/training", data={"training": "briefing"}).status_code == 422


def test_a_stranger_trains_nobody(client_of: ClientOf, volunteer: str) -> None:
    assert client_of("samira").get(f"{volunteer}/training").status_code == 200
    for name, status in (("etienne", 404), ("victor", 403)):
        assert client_of(name).post(f"{volunteer}/training", data={"training": "briefing"}).status_code == status


def test_what_was_noted_goes_along_to_another_house(
    app: Flask, client_of: ClientOf, cast: Cast, volunteer: str
) -> None:
    assert client_of("samira").post(f"{volunteer}/training", data={"training": "briefing"}).status_code == 302
    to = {"to": cast.organisation_ids["relais"]}
    assert client_of("carole").post(f"{volunteer}/transfer", data=to).status_code == 302
    bruno = client_of("bruno")
    assert "à former" not in bruno.get(volunteer).text
    assert bruno.post(f"{volunteer}/training", data={"training": "meeting"}).status_code == 302
    assert bruno.post(f"{volunteer}/training/removal").status_code == 302
    assert "à former" in bruno.get(volunteer).text
