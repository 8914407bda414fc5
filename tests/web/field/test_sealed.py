"""Marks that were locked away at sign-out: brought along by somebody else, stored as those of who made them."""

import base64
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwe
from joserfc.jwk import ECKey
from sqlalchemy import select

from peerlearn.attendance.models import FieldMark, Presence
from peerlearn.attendance.rules import half_day_of
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from tests.cast import Cast
from tests.factories.attendance import ZONE, Staged, stored_workshop
from tests.stage import ClientOf


@pytest.fixture
def staged(app: Flask, cast: Cast) -> Staged:
    """A workshop that Moussa leads."""
    with app.app_context():
        return stored_workshop(cast)


def mark(staged: Staged, name: str = "rosa") -> dict[str, Any]:
    now = clock.now().isoformat()
    said = {"id": str(uuid4()), "kind": "presence", "workshop": staged.public_id, "recorded_at": now}
    return said | {"enrolment": staged.enrolments[name], "state": "present"}


def sealed(client: FlaskClient, said: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """What the phone of who is signed in there locks away."""
    seal = client.get("/api/v1/field/workshops").get_json()["seal"]
    inside = json.dumps({"mark": said, "token": seal["token"], **changes}).encode()
    text = jwe.encrypt_compact({"alg": "ECDH-ES", "enc": "A256GCM"}, inside, ECKey.import_key(seal["key"]))
    return {"id": said["id"], "sealed": text}


def send(client: FlaskClient, *marks: object) -> list[tuple[str, str]]:
    content = json.dumps({"sent_at": clock.now().isoformat(), "marks": marks})
    answer = client.post("/api/v1/field/sync", data=content, content_type="application/json")
    assert answer.status_code == 200, answer.text
    return [(one["answer"], one.get("reason", "")) for one in answer.get_json()["answers"]]


def stored(app: Flask) -> list[tuple[int, bool]]:
    """Whose marks are stored, and whether there is a presence for each."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test looks"))
        whose = db.session.execute(select(FieldMark.account_id).order_by(FieldMark.id)).scalars().all()
        counted = set(db.session.execute(select(Presence.recorded_by_id)).scalars())
        scope.leave(db.session())
        db.session.remove()
    return [(one, one in counted) for one in whose]


def test_who_signs_in_next_brings_along_what_another_could_not_send(
    app: Flask, client_of: ClientOf, cast: Cast, staged: Staged
) -> None:
    locked = sealed(client_of("moussa"), mark(staged))
    # Étienne works elsewhere: the workshop does not exist for him, and the mark is not his.
    assert send(client_of("etienne"), locked) == [("accepted", "")]
    assert send(client_of("samira"), locked) == [("already_known", "")]
    assert send(client_of("moussa"), locked) == [("already_known", "")]
    assert stored(app) == [(cast.accounts["moussa"], True)]


def test_ones_own_marks_travel_with_them(app: Flask, client_of: ClientOf, cast: Cast, staged: Staged) -> None:
    locked = sealed(client_of("moussa"), mark(staged))
    assert send(client_of("samira"), mark(staged, "awa"), locked, mark(staged, "ibrahim")) == [("accepted", "")] * 3
    assert sorted(stored(app)) == sorted(
        [(cast.accounts["moussa"], True), (cast.accounts["samira"], True), (cast.accounts["samira"], True)]
    )


def told(client: FlaskClient) -> list[tuple[str, str, str, str]]:
    """What the app has to tell whoever is signed in there of marks that others brought."""
    return [
        (one["id"], one["kind"], one["answer"], one["reason"])
        for one in client.get("/api/v1/field/workshops").get_json()["told"]
    ]


def test_whose_marks_do_not_count_reads_it_in_the_app_until_they_have_read_it(
    client_of: ClientOf, staged: Staged
) -> None:
    moussa, samira = client_of("moussa"), client_of("samira")
    unknown = mark(staged) | {"enrolment": str(uuid4())}
    waits = mark(staged) | {"enrolment": staged.enrolments.get("serge", str(uuid4()))}
    locked = [sealed(moussa, one) for one in (unknown, waits, mark(staged, "awa"))]
    first, second, third = send(samira, *locked)
    assert (first[0], third) == ("refused", ("accepted", ""))
    send(samira, *locked)
    found = told(moussa)
    assert [one[0] for one in found] == [one["id"] for one in (unknown, waits) if one is unknown or second[1]]
    assert found[0][1:] == ("presence", *first)
    assert told(samira) == []

    read = {"sent_at": clock.now().isoformat(), "marks": [], "read": [unknown["id"]]}
    for client in (samira, moussa):
        assert unknown["id"] in {one[0] for one in told(moussa)}, "nobody else reads it in their place"
        client.post("/api/v1/field/sync", data=json.dumps(read), content_type="application/json")
    assert unknown["id"] not in {one[0] for one in told(moussa)}
    for wrong in ("no list", ["no id"], [1] * 501):
        content = json.dumps({**read, "read": wrong})
        assert moussa.post("/api/v1/field/sync", data=content, content_type="application/json").status_code == 422


@pytest.mark.parametrize("change", ["other id", "no token", "own token", "cut", "no text", "empty", "other key"])
def test_nobody_makes_a_mark_in_anothers_name(app: Flask, client_of: ClientOf, staged: Staged, change: str) -> None:
    moussa, etienne = client_of("moussa"), client_of("etienne")
    said = mark(staged)
    good = sealed(moussa, said)
    other = ECKey.generate_key("P-256")
    foreign = jwe.encrypt_compact({"alg": "ECDH-ES", "enc": "A256GCM"}, b"{}", other)
    bad: dict[str, Any] = {
        "other id": {**good, "id": str(uuid4())},
        "no token": sealed(etienne, said, token=""),
        "own token": sealed(etienne, said),
        "cut": {**good, "sealed": good["sealed"][:-8]},
        "no text": {**good, "sealed": {"a": 1}},
        "empty": {**good, "sealed": ""},
        "other key": {**good, "sealed": foreign},
    }
    # With his own token it is Étienne's mark, and he leads nothing there.
    reason = "not_yours" if change == "own token" else "seal_broken"
    assert send(etienne, bad[change]) == [("refused", reason)]
    assert stored(app) == []
    assert send(etienne, good) == [("accepted", "")]


def test_the_largest_pictures_fit_into_a_seal(client_of: ClientOf, staged: Staged) -> None:
    begun = clock.at_place(clock.now() - timedelta(minutes=30), ZONE)
    said = mark(staged) | {"kind": "signature", "half_day": half_day_of(begun).value}
    del said["state"]
    picture = base64.b64encode(bytes(300_000)).decode()
    (answer,) = send(client_of("samira"), sealed(client_of("moussa"), said | {"card_photo": picture}))
    assert answer[1] != "seal_broken", "it shows no card, and that is said of it"
    sheet = said | {"id": str(uuid4()), "kind": "sheet", "photo": base64.b64encode(bytes(520_000)).decode()}
    assert send(client_of("samira"), sealed(client_of("moussa"), sheet)) == [("refused", "sheet_unreadable")]


def test_the_private_half_never_leaves_and_stays_the_same(client_of: ClientOf) -> None:
    first, second = (client_of(name).get("/api/v1/field/workshops").get_json()["seal"] for name in ("moussa", "samira"))
    assert first["key"] == second["key"]
    assert "d" not in first["key"]
    assert first["token"] != second["token"]
