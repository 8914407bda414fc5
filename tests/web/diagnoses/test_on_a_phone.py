"""A diagnosis held on a phone without network: who keeps what to hold it, and what becomes of it when it is sent."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.permissions import Capability
from peerlearn.core.scope import Scope
from peerlearn.diagnoses.models import Diagnosis
from peerlearn.lifecycle.actions import transfer
from peerlearn.organisations.actions import switch
from peerlearn.organisations.models import Organisation
from peerlearn.people.models import Person
from peerlearn.web.field import conversing
from tests.cast import Cast
from tests.factories.attendance import stored_workshop
from tests.factories.training import train
from tests.stage import ClientOf
from tests.web.diagnoses.conftest import Train

ADDRESS = "/api/v1/field/workshops"
FIND = "/api/v1/field/people"


def conversation(person: str, questionnaire: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """As a phone writes it down: everything answered with help, an hour ago."""
    now = clock.now()
    answers = {one["code"]: "1" for one in questionnaire["questions"] if one["can_do"]}
    return {
        "id": str(uuid4()),
        "kind": "diagnosis",
        "person": person,
        "questionnaire": {name: questionnaire[name] for name in ("code", "version")},
        "answers": answers,
        "seen": ["large_text"],
        "started_at": (now - timedelta(hours=1)).isoformat(),
        "recorded_at": (now - timedelta(minutes=40)).isoformat(),
        **more,
    }


def send(client: FlaskClient, *marks: object) -> list[tuple[str, str]]:
    content = json.dumps({"sent_at": clock.now().isoformat(), "marks": marks})
    answer = client.post("/api/v1/field/sync", data=content, content_type="application/json")
    assert answer.status_code == 200, answer.text
    return [(one["answer"], one.get("reason", "")) for one in answer.get_json()["answers"]]


def move(app: Flask, cast: Cast, name: str, to: str) -> None:
    """They change houses today."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test moves somebody"))
        with transaction():
            person = db.session.get_one(Person, cast.people[name])
            house = db.session.get_one(Organisation, cast.organisations[to])
            transfer(person, house, by=None, on=clock.today(), now=clock.now())
        scope.leave(db.session())
        db.session.remove()


def stored(app: Flask) -> list[Diagnosis]:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test looks"))
        found = list(db.session.execute(select(Diagnosis).order_by(Diagnosis.id)).scalars())
        db.session.expunge_all()
        scope.leave(db.session())
        db.session.remove()
    return found


def test_the_phone_of_who_may_ask_keeps_questions_and_first_names(client_of: ClientOf, trained: Train) -> None:
    assert client_of("samira").get(ADDRESS).get_json()["ask"] is None
    trained("samira")
    answer = client_of("samira").get(ADDRESS)
    kept = answer.get_json()["ask"]
    assert {"name": "Awa", "house": "Les Tilleuls"}.items() <= {one["name"]: one for one in kept["people"]}[
        "Awa"
    ].items()
    assert not {"Claire", "Fatou", "Lucas"} & {one["name"] for one in kept["people"]}, "neither staff nor other houses"
    assert kept["questionnaire"]["questions"][0]["icon"] == "phone"
    assert not {"phone", "email", "last_name"} & set(
        answer.text.replace('"icon":"phone"', "").replace('"', " ").split()
    )


def test_a_conversation_is_stored_once_and_judged_here(
    app: Flask, cast: Cast, client_of: ClientOf, trained: Train
) -> None:
    trained("samira")
    samira = client_of("samira")
    kept = samira.get(ADDRESS).get_json()["ask"]
    told = conversation(cast.person_ids["awa"], kept["questionnaire"])
    assert send(samira, told) == [("accepted", "")]
    assert send(samira, told, {**told, "seen": []}) == [("already_known", ""), ("refused", "mark_differs")]
    (diagnosis,) = stored(app)
    assert diagnosis.level is not None
    assert diagnosis.result["modules"]
    assert diagnosis.result["needs"] == ["large_text"]
    assert diagnosis.finished_at is not None
    assert diagnosis.finished_at - diagnosis.started_at == timedelta(minutes=20)
    again = samira.get(ADDRESS).get_json()["ask"]["people"]
    assert cast.person_ids["awa"] not in {one["id"] for one in again}, "who was asked leaves the phone"
    assert samira.get(f"/diagnoses/{diagnosis.public_id}").status_code == 200


def test_one_that_was_stopped_half_way_is_kept_as_far_as_it_went(
    app: Flask, cast: Cast, client_of: ClientOf, trained: Train
) -> None:
    trained("samira")
    samira = client_of("samira")
    questionnaire = samira.get(ADDRESS).get_json()["ask"]["questionnaire"]
    assert send(samira, conversation(cast.person_ids["awa"], questionnaire, answers={"A1": "1"})) == [("accepted", "")]
    (diagnosis,) = stored(app)
    assert (diagnosis.answered, diagnosis.level) == (1, None)


def test_who_was_not_trained_stores_nothing(app: Flask, cast: Cast, client_of: ClientOf, trained: Train) -> None:
    trained("samira")
    questionnaire = client_of("samira").get(ADDRESS).get_json()["ask"]["questionnaire"]
    told = conversation(cast.person_ids["awa"], questionnaire)
    for name in ("etienne", "carole", "moussa"):
        assert send(client_of(name), told) == [("refused", "may_not_diagnose")]
    assert stored(app) == []
    assert send(client_of("samira"), told) == [("accepted", "")]


@pytest.mark.parametrize(
    "wrong",
    [
        ({"person": "nobodyhere12"}, "person_elsewhere"),
        ({"answers": {"A1": "7"}}, "malformed"),
        ({"answers": {"Z9": "1"}}, "malformed"),
        ({"answers": []}, "malformed"),
        ({"answers": {"A1": {}}}, "malformed"),
        ({"questionnaire": {"code": "smartphone", "version": "0"}}, "malformed"),
        ({"questionnaire": None}, "malformed"),
        ({"seen": ["a rare illness"]}, "malformed"),
        ({"person": "\u0130" * 5}, "malformed"),
        ({"started_at": None}, "malformed"),
        ({"id": "1"}, "malformed"),
    ],
)
def test_what_cannot_be_kept_is_refused_alone(
    app: Flask, cast: Cast, client_of: ClientOf, trained: Train, wrong: tuple[dict[str, Any], str]
) -> None:
    trained("samira")
    samira = client_of("samira")
    questionnaire = samira.get(ADDRESS).get_json()["ask"]["questionnaire"]
    good = conversation(cast.person_ids["rosa"], questionnaire)
    told = conversation(cast.person_ids["awa"], questionnaire)
    assert send(samira, {**told, **wrong[0]}, good) == [("refused", wrong[1]), ("accepted", "")]
    assert len(stored(app)) == 1


def test_people_of_other_houses_are_not_asked(app: Flask, cast: Cast, client_of: ClientOf, trained: Train) -> None:
    trained("samira")
    samira = client_of("samira")
    questionnaire = samira.get(ADDRESS).get_json()["ask"]["questionnaire"]
    told = [conversation(cast.person_ids[name], questionnaire) for name in ("lucas", "awa")]
    assert send(samira, *told) == [("refused", "person_elsewhere"), ("accepted", "")]
    assert len(stored(app)) == 1


def test_of_who_moved_on_it_stays_with_the_house_where_it_was_held(
    app: Flask, cast: Cast, client_of: ClientOf, trained: Train
) -> None:
    trained("samira")
    samira, bruno = client_of("samira"), client_of("bruno")
    questionnaire = samira.get(ADDRESS).get_json()["ask"]["questionnaire"]
    told = conversation(cast.person_ids["awa"], questionnaire)
    move(app, cast, "awa", "relais")
    assert send(samira, told) == [("accepted", "person_moved")]
    (diagnosis,) = stored(app)
    assert diagnosis.organisation_id == cast.organisations["tilleuls"]
    assert samira.get(f"/people/{cast.person_ids['awa']}").status_code == 200
    assert bruno.get(f"/people/{cast.person_ids['awa']}").status_code == 200
    # For those who come to know her now, it is not; the house that she left reads nothing more of her.
    for client in (samira, bruno):
        assert client.get(f"/diagnoses/{diagnosis.public_id}").status_code == 404
    move(app, cast, "awa", "tilleuls")
    assert samira.get(f"/diagnoses/{diagnosis.public_id}").status_code == 200


def test_who_moved_on_during_a_conversation_can_be_asked_anew(
    app: Flask, cast: Cast, client_of: ClientOf, trained: Train
) -> None:
    trained("samira")
    samira = client_of("samira")
    questionnaire = samira.get(ADDRESS).get_json()["ask"]["questionnaire"]
    begun = conversation(cast.person_ids["awa"], questionnaire, answers={"A1": "1"}, is_over=False)
    assert send(samira, begun) == [("accepted", "")]
    move(app, cast, "awa", "relais")
    with app.app_context():
        train(cast, "bruno")
    answer = client_of("bruno").post(f"/people/{cast.person_ids['awa']}/diagnosis")
    assert answer.status_code == 302


def test_of_before_they_came_nothing_is_kept(app: Flask, cast: Cast, client_of: ClientOf, trained: Train) -> None:
    trained("samira")
    samira = client_of("samira")
    questionnaire = samira.get(ADDRESS).get_json()["ask"]["questionnaire"]
    before = clock.now() - timedelta(days=3)
    then = {name: before.isoformat() for name in ("started_at", "recorded_at")}
    told = conversation(cast.person_ids["fatou"], questionnaire, **then)
    move(app, cast, "fatou", "tilleuls")
    assert send(samira, told) == [("refused", "person_elsewhere")]
    assert send(samira, conversation(cast.person_ids["fatou"], questionnaire)) == [("accepted", "")]
    assert len(stored(app)) == 1


def test_one_that_somebody_had_to_leave_goes_on_on_the_site(
    app: Flask, cast: Cast, client_of: ClientOf, trained: Train
) -> None:
    trained("samira")
    samira = client_of("samira")
    questionnaire = samira.get(ADDRESS).get_json()["ask"]["questionnaire"]
    begun = conversation(cast.person_ids["awa"], questionnaire, answers={"A1": "1"}, is_over=False)
    assert send(samira, {**begun, "is_over": "no"}, begun) == [("refused", "malformed"), ("accepted", "")]
    assert send(samira, begun) == [("already_known", "")]
    (diagnosis,) = stored(app)
    assert (diagnosis.is_finished, diagnosis.answers) == (False, {"A1": "1"})
    assert samira.get(f"/diagnoses/{diagnosis.public_id}/questions/2").status_code == 200
    # There is one at a time: a second one ends as far as it went.
    assert send(samira, {**begun, "id": str(uuid4())}) == [("accepted", "")]
    assert sorted(one.is_finished for one in stored(app)) == [False, True]


def test_where_there_are_more_than_a_phone_keeps_the_others_are_found_by_name(
    cast: Cast, client_of: ClientOf, trained: Train, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained("samira")
    samira = client_of("samira")
    everyone = samira.get(ADDRESS).get_json()["ask"]
    assert everyone["find"] == ""
    monkeypatch.setattr(conversing, "_MOST_PEOPLE", 3)
    kept = samira.get(ADDRESS).get_json()["ask"]
    assert (len(kept["people"]), kept["find"]) == (3, FIND)
    assert samira.get(f"{FIND}?name=aw").get_json()["people"] == [
        {"id": cast.person_ids["awa"], "name": "Awa", "house": "Les Tilleuls"}
    ]
    for nobody in ("", " ", "Lucas", "Claire", "a" * 500):
        assert samira.get(FIND, query_string={"name": nobody}).get_json()["people"] == []
    assert send(samira, conversation(cast.person_ids["awa"], kept["questionnaire"])) == [("accepted", "")]
    assert samira.get(f"{FIND}?name=aw").get_json()["people"] == [], "to ask somebody again, there are the pages"
    assert client_of("sophie").get(f"{FIND}?name=aw").status_code == 404


def test_a_house_without_workshops_has_the_app_for_conversations_alone(
    app: Flask, cast: Cast, client_of: ClientOf, trained: Train
) -> None:
    with app.app_context():
        stored_workshop(cast)
        scope.enter(db.session(), Scope.everything("a test switches"))
        with transaction():
            house = db.session.get_one(Organisation, cast.organisations["tilleuls"])
            switch(house, Capability.WORKSHOPS, on=False, by=None, now=clock.now())
        scope.leave(db.session())
        db.session.remove()
    samira = client_of("samira")
    for address in ("/field", ADDRESS):
        assert samira.get(address).status_code == 404, "she runs neither"
    trained("samira")
    assert samira.get("/field").status_code == 200
    assert "/field#ask" in samira.get(f"/people/{cast.person_ids['awa']}/diagnosis").text
    kept = samira.get(ADDRESS).get_json()
    assert (kept["runs"], kept["workshops"]) == (False, [])
    assert send(samira, conversation(cast.person_ids["awa"], kept["ask"]["questionnaire"])) == [("accepted", "")]
    assert len(stored(app)) == 1
