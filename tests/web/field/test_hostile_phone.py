"""A phone that sends what no phone of ours makes: that mark is refused alone, and never holds up what came with it."""

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from peerlearn.attendance.conversations import read_conversation
from peerlearn.attendance.marks import MarkRefusedError, read_mark
from peerlearn.attendance.models import FieldMark
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.workshops.rules import WorkshopState
from tests.cast import Cast
from tests.factories.attendance import Staged, stored_workshop
from tests.stage import ClientOf
from tests.web.diagnoses.conftest import Train, trained
from tests.web.diagnoses.test_on_a_phone import conversation
from tests.web.field.test_sealed import mark, sealed, send

__all__ = ["trained"]
ACCEPTED, MALFORMED, UNKNOWN_KIND = ("accepted", ""), ("refused", "malformed"), ("refused", "unknown_kind")
DIFFERS = ("refused", "mark_differs")


@pytest.fixture
def staged(app: Flask, cast: Cast) -> Staged:
    """A workshop that Moussa leads."""
    with app.app_context():
        return stored_workshop(cast)


def walk_in(staged: Staged, enrolment: str) -> dict[str, Any]:
    said = {"id": str(uuid4()), "kind": "walk_in", "workshop": staged.public_id, "recorded_at": clock.now().isoformat()}
    return said | {"enrolment": enrolment, "first_name": "Zoé"}


@pytest.mark.parametrize("kind", [[], {}, None, 5])
def test_a_seal_with_an_odd_mark_in_it_does_not_hold_up_whose_phone_it_travels_on(
    client_of: ClientOf, staged: Staged, kind: object
) -> None:
    moussa, samira = client_of("moussa"), client_of("samira")
    poisoned = sealed(moussa, mark(staged) | {"kind": kind})
    assert send(samira, mark(staged, "awa"), poisoned) == [ACCEPTED, UNKNOWN_KIND]
    (told,) = moussa.get("/api/v1/field/workshops").get_json()["told"]
    assert (told["kind"], told["reason"]) == ("sealed", "unknown_kind")


def test_a_mark_that_is_read_and_too_deep_to_be_written_is_refused(staged: Staged) -> None:
    bottomless: list[Any] = []
    for _ in range(5000):
        bottomless = [bottomless]
    for read in (read_mark, read_conversation):
        with pytest.raises(MarkRefusedError, match="malformed"):
            read(
                conversation("", {"code": "a", "version": "1", "questions": []})
                | mark(staged)
                | {"person": "a", "x": bottomless}
            )


def test_an_arrival_under_the_name_of_another_seat_is_refused_alone(
    app: Flask, cast: Cast, client_of: ClientOf, staged: Staged
) -> None:
    with app.app_context():
        other = stored_workshop(cast)
    moussa, same = client_of("moussa"), str(uuid4())
    assert send(moussa, walk_in(staged, same), walk_in(other, same), mark(staged)) == [ACCEPTED, DIFFERS, ACCEPTED]
    taken = walk_in(other, staged.enrolments["rosa"])
    assert send(moussa, taken, walk_in(other, str(uuid4()))) == [DIFFERS, ACCEPTED]


@pytest.mark.parametrize(
    "change",
    [
        {"person": "a\0b"},
        {"questionnaire": {"code": "a\0b", "version": "1"}},
        {"questionnaire": {"code": "a", "version": "\n"}},
        {"answers": {"a\0b": "1"}},
        {"answers": {"a": "\x1b"}},
    ],
)
def test_a_conversation_with_a_control_in_a_code_is_refused_alone(
    cast: Cast,
    client_of: ClientOf,
    trained: Train,
    change: dict[str, Any],
) -> None:
    trained("samira")
    samira = client_of("samira")
    questionnaire = samira.get("/api/v1/field/workshops").get_json()["ask"]["questionnaire"]
    good, bad = (conversation(cast.person_ids[name], questionnaire) for name in ("awa", "rosa"))
    assert send(samira, good, bad | change) == [ACCEPTED, MALFORMED]


def test_what_waits_holds_what_was_read_and_nothing_that_stood_beside_it(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    with app.app_context():
        cancelled = stored_workshop(cast, state=WorkshopState.CANCELLED)
    moussa = client_of("moussa")
    sent = mark(cancelled) | {"beside": "Rosa, 2 84 05 88 317 025 96", "deep": {"a": ["\ud800"]}}
    assert send(moussa, sent) == [("accepted", "cancelled")]
    assert send(moussa, sent, sent | {"beside": ""}) == [("already_known", ""), DIFFERS], "all of it was digested"
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test looks"))
        (waiting,) = db.session.execute(select(FieldMark.content)).scalars()
        scope.leave(db.session())
    assert waiting == mark(cancelled) | {name: sent[name] for name in ("id", "recorded_at")}
