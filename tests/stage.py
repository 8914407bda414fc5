"""Fixtures of the stories: the application on a clean database, the cast, and their browsers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.factory import create_app
from tests.cast import Cast, assemble, sign_in

ClientOf = Callable[[str], FlaskClient]


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of an installation for one test."""
    return Settings(
        database_url=database_url,
        secret_key="a test's secret, long enough",
        keys_passphrase="a test's passphrase, long enough",
        public_url="http://localhost",
        badge_url="http://localhost",
        data_dir=tmp_path,
        testing=True,
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application. Tokens against forged requests are off: the tests of that door switch them on."""
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Everyone of `tests/cast.py`, stored."""
    with app.app_context():
        assembled = assemble()
        scope.leave(db.session())
        db.session.remove()
    return assembled


@pytest.fixture
def everything(app: Flask, cast: Cast) -> Iterator[Cast]:
    """An application context whose session sees all rows: for tests of actions and queries."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test looks at everything"))
        yield cast
        db.session.rollback()
        scope.leave(db.session())


@pytest.fixture
def client_of(app: Flask, cast: Cast) -> ClientOf:
    """`client_of("samira")`: a signed-in browser of someone of the cast; `client_of("")`: one nobody signed in to."""

    def open_for(name: str) -> FlaskClient:
        client = app.test_client()
        return sign_in(app, client, cast.accounts[name]) if name else client

    return open_for
