"""The one commit point: what is acknowledged is stored, what is not leaves nothing."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from flask import Flask, jsonify, redirect, request
from flask.sansio.blueprints import BlueprintSetupState
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from peerlearn.core.db import db, transaction
from peerlearn.core.errors import DomainError
from peerlearn.core.settings import Settings
from peerlearn.factory import create_app
from peerlearn.organisations.models import Region
from peerlearn.web.kit.access import public
from peerlearn.web.kit.transaction import at_once, start_writing
from peerlearn.web.people.views import pages


def _add(code: str) -> None:
    db.session.add(Region(region_code=code, name=code))
    db.session.flush()


def _refuse() -> ResponseReturnValue:
    raise DomainError("accounts.may_not_grant")


def _survive() -> ResponseReturnValue:
    db.session.rollback()
    at_once(lambda: _add("YY"))
    return _refuse()


def _add_to(state: BlueprintSetupState, name: str, answer: Callable[[], ResponseReturnValue]) -> None:
    """An address with a public view that adds a region, then answers."""

    @public
    def view() -> ResponseReturnValue:
        if request.method == "POST":
            start_writing()
        _add("XX")
        return answer()

    state.add_url_rule(f"/try-{name}", f"try-{name}", view, methods=["GET", "POST"])


ANSWERS: dict[str, Callable[[], ResponseReturnValue]] = {
    "redirect": lambda: redirect("/"),
    "json": lambda: jsonify(done=True),
    "json-201": lambda: (jsonify(done=True), 201),
    "page": lambda: ("<p>Done</p>", 200),
    "again": lambda: ("<form>", 422),
    "json-refused": lambda: (jsonify(title="no"), 409),
    "refused": _refuse,
    "broken": lambda: str(1 // 0),
    "at-once": _survive,
}


@pytest.fixture
def client(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """A browser on an application with one address for each answer."""
    added = [partial(_add_to, name=name, answer=answer) for name, answer in ANSWERS.items()]
    monkeypatch.setattr(pages, "deferred_functions", [*pages.deferred_functions, *added])
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    app.testing = False
    yield app.test_client()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _stored(client: FlaskClient) -> set[str]:
    with client.application.app_context():
        codes = set(db.session.execute(select(Region.region_code)).scalars())
        db.session.remove()
        return codes


@pytest.mark.parametrize("name", ["redirect", "json", "json-201"])
def test_a_redirect_and_a_good_json_answer_store(client: FlaskClient, name: str) -> None:
    assert client.post(f"/try-{name}").status_code in {200, 201, 302}
    assert _stored(client) == {"XX"}


@pytest.mark.parametrize("name", ["page", "again", "json-refused", "refused", "broken"])
def test_any_other_answer_leaves_nothing(client: FlaskClient, name: str) -> None:
    client.post(f"/try-{name}")
    assert _stored(client) == set()


@pytest.mark.parametrize("name", [name for name in ANSWERS if name != "at-once"])
def test_a_get_leaves_nothing_whatever_it_answers(client: FlaskClient, name: str) -> None:
    client.get(f"/try-{name}")
    assert _stored(client) == set()


def test_a_look_never_becomes_a_change(app: Flask) -> None:
    with app.test_request_context("/people"), pytest.raises(RuntimeError, match="GET never writes"):
        start_writing()


def test_what_must_survive_a_refusal_does(client: FlaskClient) -> None:
    assert client.post("/try-at-once").status_code == 422
    assert _stored(client) == {"YY"}


def test_a_commit_that_fails_is_not_acknowledged(client: FlaskClient) -> None:
    def fail(_: object) -> None:
        raise OperationalError("COMMIT", None, Exception("disk is full"))

    with client.application.app_context():
        session = db.session()
        factory = db.session.session_factory
        session.close()
    event.listen(factory, "before_commit", fail)
    try:
        answer = client.post("/try-redirect")
    finally:
        event.remove(factory, "before_commit", fail)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert _stored(client) == set()


def test_what_is_refused_leaves_a_page_with_its_words_and_no_trace_of_the_program(client: FlaskClient) -> None:
    broken = client.post("/try-broken")
    assert broken.status_code == 500
    assert "ZeroDivisionError" not in broken.text
    assert "Traceback" not in broken.text


def _store_and_fail() -> None:
    with transaction():
        _add("XX")
        _refuse()


def test_a_command_stores_all_or_nothing(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(DomainError):
            _store_and_fail()
        assert db.session.get(Region, "XX") is None
        with transaction():
            _add("XX")
        db.session.remove()
        assert db.session.get(Region, "XX") is not None
