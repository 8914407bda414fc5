"""Marks of a phone that could not count: the office of the host decides, nobody else."""

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from peerlearn.attendance.models import FieldMark, Observation, Presence
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.people.models import Person
from peerlearn.workshops.models import WorkshopFacilitator
from peerlearn.workshops.rules import Part
from tests.cast import Cast
from tests.factories.attendance import Staged, stored_workshop
from tests.stage import ClientOf


@pytest.fixture
def staged(app: Flask, cast: Cast) -> Staged:
    """Rosa waits for a seat that she does not have."""
    with app.app_context():
        return stored_workshop(cast, seated=("awa",), waiting=("rosa",))


@pytest.fixture
def held_at(client_of: ClientOf, staged: Staged) -> str:
    """Moussa marked her as here, all the same: the address where that waits."""
    now = clock.now().isoformat()
    mark = {"id": str(uuid4()), "kind": "presence", "workshop": staged.public_id, "recorded_at": now}
    mark |= {"enrolment": staged.enrolments["rosa"], "state": "present"}
    content = json.dumps({"sent_at": now, "marks": [mark]})
    sent = client_of("moussa").post("/api/v1/field/sync", data=content, content_type="application/json")
    assert [one["reason"] for one in sent.get_json()["answers"]] == ["not_seated"]
    return f"/workshops/{staged.public_id}/held-marks"


def the_mark(app: Flask) -> dict[str, Any]:
    """What the register says of it, and how many presences count."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test looks"))
        mark = db.session.execute(select(FieldMark)).scalar_one()
        here = len(db.session.execute(select(Presence.id)).all())
        found = {"id": mark.public_id, "state": mark.state.value, "content": mark.content, "here": here}
        scope.leave(db.session())
        db.session.remove()
    return found


def test_the_office_sees_who_noted_what_and_why_it_waits(client_of: ClientOf, held_at: str) -> None:
    samira = client_of("samira")
    said = samira.get(held_at).text
    assert "Rosa" in said
    assert "Moussa Traoré" in said
    assert held_at in samira.get("/").text, "on the home page"
    assert held_at in samira.get(held_at.removesuffix("/held-marks")).text, "on the page of the workshop"


def test_it_counts_once_she_has_a_seat_and_twice_is_once(
    app: Flask, client_of: ClientOf, staged: Staged, held_at: str
) -> None:
    samira, mark = client_of("samira"), the_mark(app)
    refused = samira.post(f"{held_at}/{mark['id']}/count")
    assert refused.status_code == 422
    assert the_mark(app) == mark, "still waiting"
    seat = f"/workshops/{staged.public_id}/enrolments/{staged.enrolments['rosa']}/seat"
    assert samira.post(seat).status_code == 302
    for _ in range(2):
        assert samira.post(f"{held_at}/{mark['id']}/count").status_code == 302
    assert the_mark(app) == {**mark, "state": "settled", "content": None, "here": 1}
    assert mark["id"] not in samira.get(held_at).text


def test_set_aside_it_is_forgotten_and_does_not_count(app: Flask, client_of: ClientOf, held_at: str) -> None:
    samira, mark = client_of("samira"), the_mark(app)
    for _ in range(2):
        assert samira.post(f"{held_at}/{mark['id']}/set-aside").status_code == 302
    assert the_mark(app) == {**mark, "state": "set_aside", "content": None}
    assert samira.post(f"{held_at}/{mark['id']}/count").status_code == 422
    assert held_at not in samira.get("/").text


def test_nobody_else_decides(app: Flask, client_of: ClientOf, held_at: str) -> None:
    mark = the_mark(app)
    assert client_of("samira").get(held_at).status_code == 200
    for name, status in (("etienne", 404), ("bruno", 404), ("moussa", 403), ("victor", 403)):
        assert client_of(name).get(held_at).status_code == status
        assert client_of(name).post(f"{held_at}/{mark['id']}/count").status_code == status
    assert the_mark(app) == mark


@pytest.fixture
def arrival_at(app: Flask, cast: Cast, client_of: ClientOf) -> str:
    """Oumar came while somebody else was to lead, and was noted; then once more, when Moussa led again."""
    with app.app_context():
        staged = stored_workshop(cast, seated=("awa",), leaders={"moussa": Part.REPLACED, "claire": Part.LEAD})
    now, oumar = clock.now().isoformat(), str(uuid4())
    common = {"workshop": staged.public_id, "recorded_at": now, "enrolment": oumar}
    first = [
        {"id": str(uuid4()), "kind": "walk_in", "first_name": "Oumar", **common},
        {"id": str(uuid4()), "kind": "presence", "state": "present", **common},
    ]
    assert _reasons(client_of("moussa"), first) == ["no_longer_leads"] * 2
    _lead_again(app, staged)
    later = [{"id": str(uuid4()), "kind": "observation", "skill": "M02-S1", "level": 2, **common}]
    assert _reasons(client_of("moussa"), later) == ["walk_in_waits"]
    return f"/workshops/{staged.public_id}/held-marks"


def _reasons(client: FlaskClient, marks: list[dict[str, Any]]) -> list[str]:
    content = json.dumps({"sent_at": clock.now().isoformat(), "marks": marks})
    answer = client.post("/api/v1/field/sync", data=content, content_type="application/json")
    answers = answer.get_json()["answers"]
    assert {one["answer"] for one in answers} == {"accepted"}
    return [one["reason"] for one in answers]


def _lead_again(app: Flask, staged: Staged) -> None:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test names somebody"))
        leads = select(WorkshopFacilitator).where(WorkshopFacilitator.workshop_id == staged.id)
        for one in db.session.execute(leads).scalars():
            one.part = Part.CO_LEAD
        db.session.commit()
        scope.leave(db.session())
        db.session.remove()


def _states(app: Flask) -> dict[str, tuple[str, int]]:
    """Kind → what became of its mark, and how many rows it made."""
    tables: dict[str, Any] = {"walk_in": Person, "presence": Presence, "observation": Observation}
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test looks"))
        marks = db.session.execute(select(FieldMark.kind, FieldMark.state)).all()
        rows = {kind: len(db.session.execute(select(table.id)).all()) for kind, table in tables.items()}
        scope.leave(db.session())
        db.session.remove()
    return {mark.kind.value: (mark.state.value, rows[mark.kind.value]) for mark in marks}


def _button(page: str, address: str, act: str) -> str:
    """The one address on the page that ends so."""
    (found,) = re.findall(rf'action="({address}/[^"]+/{act})"', page)
    return str(found)


def test_with_an_arrival_that_is_let_in_all_that_was_noted_follows(
    app: Flask, client_of: ClientOf, arrival_at: str
) -> None:
    samira = client_of("samira")
    people = _states(app)["walk_in"][1]
    page = samira.get(arrival_at).text
    assert "Ce qui a été noté sur Oumar" in page
    assert samira.post(_button(page, arrival_at, "count")).status_code == 302
    assert _states(app) == {
        "walk_in": ("settled", people + 1),
        "presence": ("settled", 1),
        "observation": ("settled", 1),
    }
    assert "Oumar" not in samira.get(arrival_at).text


def test_with_an_arrival_that_is_set_aside_nothing_waits_for_nobody(
    app: Flask, client_of: ClientOf, arrival_at: str
) -> None:
    samira = client_of("samira")
    people = _states(app)["walk_in"][1]
    page = samira.get(arrival_at).text
    assert samira.post(_button(page, arrival_at, "set-aside")).status_code == 302
    assert _states(app) == {
        "walk_in": ("set_aside", people),
        "presence": ("set_aside", 0),
        "observation": ("set_aside", 0),
    }
