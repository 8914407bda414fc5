"""What a phone sends over HTTP: by whom, from where, and how often."""

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from peerlearn.attendance.models import FieldMark, Observation, Presence
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from tests.cast import LEARNERS, Cast
from tests.counting import statements
from tests.factories.attendance import Staged, stored_workshop
from tests.factories.sending import PATIENCE, Hand, batch
from tests.services.server import serving
from tests.stage import ClientOf

EIGHT = tuple(name.lower() for name in LEARNERS[:8])
ROUNDS = 4
DIFFERS = ("refused", "mark_differs")
OTHERWISE: dict[str, dict[str, Any]] = {"presence": {"state": "late", "minutes": 100}, "observation": {"level": 3}}


@pytest.fixture
def staged(app: Flask, cast: Cast) -> Staged:
    """A workshop that began half an hour ago, led by Moussa, with eight people."""
    with app.app_context():
        return stored_workshop(cast, seated=EIGHT)


def send(client: FlaskClient, content: object) -> Any:
    return client.post("/api/v1/field/sync", data=json.dumps(content), content_type="application/json")


def stored(app: Flask, table: type) -> int:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test counts"))
        found = db.session.execute(select(func.count()).select_from(table)).scalar_one()
        scope.leave(db.session())
        db.session.remove()
    return int(found)


def test_what_the_phone_keeps_and_what_it_sends_back(app: Flask, client_of: ClientOf, staged: Staged) -> None:
    moussa = client_of("moussa")
    kept = moussa.get("/api/v1/field/workshops").get_json()
    (workshop,) = kept["workshops"]
    assert [skill["code"] for skill in workshop["skills"]] == [f"M02-S{number}" for number in range(1, 6)]
    assert {one["name"]: one["presence"] for one in workshop["people"]} == dict.fromkeys(LEARNERS[:8])

    answer = send(moussa, batch(staged, account=kept["account"]))
    assert answer.status_code == 200
    assert Counter(one["answer"] for one in answer.get_json()["answers"]) == {"accepted": 48}
    (workshop,) = moussa.get("/api/v1/field/workshops").get_json()["workshops"]
    assert {one["presence"]["state"] for one in workshop["people"]} == {"present"}
    assert {tuple(one["levels"].values()) for one in workshop["people"]} == {(2,) * 5}


def test_a_batch_asks_six_things_of_the_database_and_who_sends_it_five(
    app: Flask, client_of: ClientOf, staged: Staged
) -> None:
    moussa = client_of("moussa")
    with statements(app) as said:
        answer = send(moussa, batch(staged))
    assert Counter(one["answer"] for one in answer.get_json()["answers"]) == {"accepted": 48}
    asked = [one for one in said if not one.startswith(("BEGIN", "SET TRANSACTION"))]
    assert len(asked) <= 5 + 6, asked


def test_who_came_to_a_full_room_stays_on_the_phone_with_what_is_noted_of_them(
    app: Flask, client_of: ClientOf, cast: Cast
) -> None:
    everybody = (*(name.lower() for name in LEARNERS), "awa", "fatou", "lucas", "claire")
    with app.app_context():
        staged = stored_workshop(cast, seated=everybody)
    moussa, oumar, now = client_of("moussa"), str(uuid4()), clock.now().isoformat()
    common = {"workshop": staged.public_id, "recorded_at": now}
    arrivals = [("Ali", str(uuid4())), ("Béa", str(uuid4())), ("Oumar", oumar)]
    marks: list[dict[str, Any]] = [
        {"id": str(uuid4()), "kind": "walk_in", "first_name": name, "enrolment": enrolment, **common}
        for name, enrolment in arrivals
    ]
    late = {"kind": "presence", "enrolment": oumar, "state": "late", "minutes": 90}
    marks.append({"id": str(uuid4()), **late, **common})
    answers = send(moussa, {"sent_at": now, "marks": marks}).get_json()["answers"]
    assert {one["answer"] for one in answers} == {"accepted"}
    assert [one.get("reason") for one in answers] == [None, None, "room_is_full", "walk_in_waits"]
    (workshop,) = moussa.get("/api/v1/field/workshops").get_json()["workshops"]
    (waits,) = [one for one in workshop["people"] if one["waits"]]
    assert (waits["enrolment"], waits["name"], waits["presence"]) == (oumar, "Oumar", {"state": "late", "minutes": 90})


def test_the_phone_keeps_no_way_to_reach_anybody(client_of: ClientOf, staged: Staged) -> None:
    text = client_of("moussa").get("/api/v1/field/workshops").text
    assert "Ibrahim" in text
    assert not {"phone", "email", "last_name", "person"} & set(json.dumps(json.loads(text)).replace('"', " ").split())


def test_staff_see_the_workshops_of_the_day_of_their_house_alone(client_of: ClientOf, staged: Staged) -> None:
    assert [one["id"] for one in client_of("samira").get("/api/v1/field/workshops").get_json()["workshops"]] == [
        staged.public_id
    ]
    assert client_of("etienne").get("/api/v1/field/workshops").get_json()["workshops"] == []


def test_marks_of_another_account_are_not_stored_as_ones_own(app: Flask, client_of: ClientOf, staged: Staged) -> None:
    account = client_of("moussa").get("/api/v1/field/workshops").get_json()["account"]
    assert send(client_of("samira"), batch(staged, account=account)).status_code == 409
    assert stored(app, FieldMark) == 0


def test_a_stranger_stores_nothing_and_learns_nothing(app: Flask, client_of: ClientOf, staged: Staged) -> None:
    answer = send(client_of("etienne"), batch(staged)).get_json()
    assert Counter((one["answer"], one["reason"]) for one in answer["answers"]) == {("refused", "not_yours"): 48}
    assert send(client_of("awa"), batch(staged)).status_code == 403
    assert send(client_of(""), batch(staged)).status_code == 401
    assert stored(app, FieldMark) == stored(app, Presence) == 0


def test_a_batch_without_the_token_or_from_elsewhere_is_refused(
    app: Flask, client_of: ClientOf, staged: Staged
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    moussa, content = client_of("moussa"), json.dumps(batch(staged))
    token = moussa.get("/api/v1/field/workshops").get_json()["csrf"]
    sent = {"data": content, "content_type": "application/json"}
    assert moussa.post("/api/v1/field/sync", **sent).status_code == 400
    foreign = {"X-CSRFToken": token, "Origin": "https://elsewhere.example"}
    assert moussa.post("/api/v1/field/sync", headers=foreign, **sent).status_code == 403
    assert stored(app, FieldMark) == 0
    assert moussa.post("/api/v1/field/sync", headers={"X-CSRFToken": token}, **sent).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'"' + b"[" * 100_000,
        b"[" * 100_000,
        b'{"sent_at": "2026-03-03T09:00:00Z"}',
        b'{"sent_at": "2026-03-03T09:00:00Z", "marks": {}}',
        b'{"sent_at": "2026-03-03T09:00:00Z", "marks": [], "marks": []}',
        b'{"sent_at": "2026-03-03T09:00:00Z", "marks": [], "account": 1}',
        b'{"sent_at": NaN, "marks": []}',
        b'{"sent_at": "2026-03-03T09:00:00Z", "marks": [' + b"1," * 500 + b"1]}",
        b"\xff\xfe",
        b'{"sent_at": "2026-03-03T09:00:00Z", "marks": [' + b"9" * 5000 + b"]}",
    ],
)
def test_what_is_no_batch_is_refused_whole(client_of: ClientOf, body: bytes) -> None:
    answer = client_of("moussa").post("/api/v1/field/sync", data=body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.get_json()["title"]


def test_more_than_a_megabyte_is_refused(client_of: ClientOf) -> None:
    answer = client_of("moussa").post("/api/v1/field/sync", data=b"x" * 1_000_001, content_type="application/json")
    assert answer.status_code == 413


@pytest.fixture
def site(database_url: str, tmp_path: Path, cast: Cast) -> Iterator[str]:
    """The program, served by two processes."""
    with serving(database_url, tmp_path, workers=2) as address:
        yield address


def test_the_same_batch_twenty_times_at_once_is_stored_once_and_nothing_else_under_its_ids(
    app: Flask, cast: Cast, staged: Staged, site: str
) -> None:
    phone, together = Hand.of(site, cast.identifiers["moussa"]), Barrier(20)

    def press(content: object) -> tuple[tuple[str, str], ...]:
        hand = phone.once_more()
        together.wait(PATIENCE)
        answer = hand.send(content)
        assert answer.status_code == 200, answer.text
        return tuple((one["answer"], one.get("reason", "")) for one in answer.json()["answers"])

    def fates(contents: list[dict[str, Any]]) -> Counter[tuple[tuple[str, str], ...]]:
        with ThreadPoolExecutor(20) as hands:
            return Counter(hands.map(press, contents))

    accepted, known, differs = ((one,) * 48 for one in (("accepted", ""), ("already_known", ""), DIFFERS))
    first = batch(staged)
    assert fates([first] * 20) == {accepted: 1, known: 19}
    assert (stored(app, Presence), stored(app, Observation), stored(app, FieldMark)) == (8, 40, 48)
    assert fates([_otherwise(first)] * 10 + [first] * 10) == {differs: 10, known: 10}
    # Nobody was first yet: whichever comes first is stored, whole, and the other one refused, whole.
    second = batch(staged)
    assert fates([_otherwise(second)] * 10 + [second] * 10) == {accepted: 1, known: 9, differs: 10}
    assert (stored(app, Presence), stored(app, Observation), stored(app, FieldMark)) == (16, 80, 96)


def _otherwise(content: dict[str, Any]) -> dict[str, Any]:
    """The same ids, and each mark says something else."""
    return {**content, "marks": [{**mark, **OTHERWISE[mark["kind"]]} for mark in content["marks"]]}


def test_two_who_lead_send_about_the_same_people_at_once(app: Flask, cast: Cast, staged: Staged, site: str) -> None:
    """Each waits for the other, then sees what the other wrote: both are stored, and one of each two counts."""
    phones = [Hand.of(site, cast.identifiers[name]) for name in ("moussa", "samira")]
    together = Barrier(len(phones))

    def press(phone: Hand) -> Counter[str]:
        content = batch(staged)
        together.wait(PATIENCE)
        answer = phone.send(content)
        assert answer.status_code == 200, answer.text
        return Counter(one["answer"] for one in answer.json()["answers"])

    with ThreadPoolExecutor(len(phones)) as hands:
        for _ in range(ROUNDS):
            assert list(hands.map(press, phones)) == [{"accepted": 48}] * 2
    assert (stored(app, Presence), stored(app, FieldMark)) == (2 * 8 * ROUNDS, 2 * 48 * ROUNDS)


def test_a_workshop_of_last_week_is_still_kept_and_one_in_three_weeks_is_not_yet(
    app: Flask, client_of: ClientOf, cast: Cast
) -> None:
    with app.app_context():
        past = stored_workshop(cast, starts_in=-timedelta(days=6))
        stored_workshop(cast, starts_in=-timedelta(days=9))
        stored_workshop(cast, starts_in=timedelta(days=21))
    kept = client_of("moussa").get("/api/v1/field/workshops").get_json()["workshops"]
    assert [one["id"] for one in kept] == [past.public_id]
