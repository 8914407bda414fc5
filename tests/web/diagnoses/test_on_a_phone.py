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
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.diagnoses.models import Diagnosis
from tests.cast import Cast
from tests.stage import ClientOf
from tests.web.diagnoses.conftest import Train

ADDRESS = "/api/v1/field/workshops"


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
