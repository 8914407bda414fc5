"""SQLite has one write lock: nobody waits for it who only looks, mistyped, may not, or asks whether a badge holds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from peerlearn.core.db import db
from peerlearn.web.kit.forms import PageForm
from peerlearn.workshops.models import Workshop
from peerlearn.workshops.rules import WorkshopState
from tests.cast import Cast
from tests.counting import listening
from tests.factories.workshops import plan_workshop
from tests.house.story import ROLE_OF, Story, is_open_to, routes
from tests.stage import ClientOf


def test_verification_never_waits_for_a_writer(app: Flask) -> None:
    stranger = app.test_client()
    with _someone_writes(app):
        assert stranger.post("/verify", data={"input": "ABCD2345"}).status_code == 200
        assert stranger.post("/verify", data={}).status_code == 422


@pytest.mark.parametrize(
    ("who", "address", "status"),
    [
        ("samira", "/people/new", 422),  # no first name
        ("samira", "/workshops/new", 422),
        ("victor", "/people/new", 403),
        ("", "/people/new", 302),
        ("", "/sign-in", 422),
        ("samira", "/no-such-page", 404),
    ],
)
def test_a_wrong_form_and_a_closed_door_are_answered_while_someone_writes(
    app: Flask, client_of: ClientOf, who: str, address: str, status: int
) -> None:
    browser = client_of(who)
    with _someone_writes(app):
        assert browser.post(address, data={}).status_code == status


def test_no_page_takes_the_lock_before_its_form_is_right(
    app: Flask, story: Story, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every address that shows a form: whoever mistypes is told so without a lock."""
    monkeypatch.setattr(PageForm, "validate", lambda *_, **_extra: False)
    begun: list[str] = []
    with app.app_context():
        engine = db.engine
    access = app.extensions["peerlearn-access"]
    clients = {name: client_of(name) for name in ROLE_OF}
    shown = {rule.endpoint for rule, method in routes(app) if method == "GET"}
    took: dict[str, list[str]] = {}
    tried = 0
    with listening(engine, "before_cursor_execute", _note_locks(begun)):
        for rule, method in routes(app):
            if method != "POST" or rule.endpoint not in shown:
                continue
            begun.clear()
            able = next(name for name, role in ROLE_OF.items() if is_open_to(role, access[rule.endpoint]))
            assert clients[able].post(story.address(app, rule)).status_code in {404, 422}, rule.rule
            took |= {rule.rule: [*begun]} if begun else {}
            tried += 1
    assert took == {}
    assert tried > 15


def test_what_was_read_before_the_lock_is_read_again_under_it(
    app: Flask, cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Someone else cancels the workshop while the form that changes it is looked at."""
    planned = plan_workshop(app, cast)
    validate = PageForm.validate

    def cancel_meanwhile(form: PageForm, *_: Any, **extra: Any) -> Any:
        with app.app_context(), db.engine.begin() as other:
            cancelled = {"state": WorkshopState.CANCELLED, "cancelled_reason": "Neige"}
            other.execute(update(Workshop.__table__).where(Workshop.id == planned.id).values(**cancelled))  # type: ignore[arg-type]
        return validate(form, **extra)

    monkeypatch.setattr(PageForm, "validate", cancel_meanwhile)
    answer = client_of("samira").post(planned.url("/cancel"), data={"reason": "Panne"})
    assert answer.status_code == 422
    assert "Cet atelier a été annulé" in answer.text
    with app.app_context(), db.engine.connect() as other:
        assert other.execute(select(Workshop.__table__.c.cancelled_reason)).scalar_one() == "Neige"


def _note_locks(begun: list[str]) -> Callable[..., None]:
    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement == "BEGIN IMMEDIATE":
            begun.append(statement)

    return note


@contextmanager
def _someone_writes(app: Flask) -> Iterator[None]:
    """Another process is in the middle of a long change: on SQLite it holds the lock."""
    with app.app_context(), db.engine.connect() as other, other.begin():
        other.execute(select(1))
        yield
