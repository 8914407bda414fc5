"""SQLite has one write lock: nobody waits for it who only looks, mistyped, may not, or asks whether a badge holds."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select, update

from peerlearn.core.db import db
from peerlearn.web.kit.access import PUBLIC, declared_access
from peerlearn.web.kit.forms import PageForm
from peerlearn.workshops.models import Workshop
from peerlearn.workshops.rules import WorkshopState
from tests.cast import Cast
from tests.counting import listening
from tests.factories.workshops import plan_workshop
from tests.house.story import ROLE_OF, Story, is_open_to, routes
from tests.stage import ClientOf

# Public pages that change something, with what it is. Every other one only looks, and says so: `@only_looks`.
CHANGES = {
    "account.sign_in": "a session",
    "account.invitation": "an account",
    "public.endorse": "a recommendation",
}
SOME_CODES = "ABCD2345\nABCD2346"


@pytest.fixture
def told(app: Flask) -> Callable[[str], str]:
    """`told("ABCD2345")`: what a page of results sends to have it as a file."""

    def tell(codes: str) -> str:
        page = app.test_client().post("/verify", data={"input": codes}).text
        return unescape(re.findall(r'name="told"\s+value="([^"]+)"', page)[0])

    return tell


def test_verification_never_waits_for_a_writer(
    app: Flask, story: Story, told: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every public address that is sent something, so that a new one cannot forget to say that it only looks."""
    monkeypatch.setattr("peerlearn.core.db._PATIENCE_MS", 50)
    access, stranger = declared_access(app), app.test_client()
    looking = {
        rule.endpoint: story.address(app, rule)
        for rule, method in routes(app)
        if method == "POST" and access[rule.endpoint] == PUBLIC and rule.endpoint not in CHANGES
    }
    code = str(story.values["b/code"])
    sent: dict[str, dict[str, Any]] = {
        "public.verify": {"data": {"input": code}},
        "public.verify_by_program": {"json": {"inputs": [code, "ABCD2345"]}},
        "public.holder": {"data": {"holder_code": ""}},
        "public.results": {"data": {"told": told(SOME_CODES)}},
        "public.result": {"data": {"told": told("ABCD2345")}},
    }
    with _someone_writes(app):
        answers = {one: stranger.post(address, **sent[one]) for one, address in looking.items()}
        assert stranger.post("/verify", data={}).status_code == 422
    assert {one: answer.status_code for one, answer in answers.items()} == dict.fromkeys(sent, 200)
    of_program = answers["public.verify_by_program"].get_json()["results"]
    assert [one["verdict"] for one in of_program] == ["valid", "could_not_be_checked"]


def test_a_guess_at_a_holder_code_holds_the_lock_while_it_is_counted_and_no_longer(app: Flask, story: Story) -> None:
    """The badge is looked up before, the code compared and the page drawn after."""
    code = str(story.values["b/code"])
    with app.app_context():
        engine = db.engine
    held: list[str] = []
    with _noted_under_the_lock(engine, held):
        page = app.test_client().post(f"/b/{code}/holder", data={"holder_code": "ABC234"})
    assert (page.status_code, "ABC234" in page.text) == (200, True)
    assert [one for one in held if "failed_sign_in" not in one] == []
    assert (len(held) > 0) == (engine.dialect.name == "sqlite")


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
def _noted_under_the_lock(engine: Engine, held: list[str]) -> Iterator[None]:
    """What is asked between taking SQLite's write lock and letting go of it."""
    is_held = False

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        nonlocal is_held
        if is_held:
            held.append(statement)
        is_held = is_held or statement == "BEGIN IMMEDIATE"

    def let_go(_connection: object) -> None:
        nonlocal is_held
        is_held = False

    with (
        listening(engine, "before_cursor_execute", note),
        listening(engine, "commit", let_go),
        listening(engine, "rollback", let_go),
    ):
        yield


@contextmanager
def _someone_writes(app: Flask) -> Iterator[None]:
    """Another process is in the middle of a long change: on SQLite it holds the lock."""
    with app.app_context(), db.engine.connect() as other, other.begin():
        other.execute(select(1))
        yield
