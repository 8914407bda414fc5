"""Fixtures of the stories: the application on a clean database, the cast, and their browsers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from peerlearn.accounts import actions as accounts
from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.factory import create_app
from peerlearn.web.kit import background
from peerlearn.web.public import asking
from tests.cast import Cast, sign_in
from tests.rehearsal import ReadRule, Rehearsal, settings_for, settle_in
from tests.services.databases import Databases

Flask.url_rule_class = ReadRule
# Hashing is slow on purpose, against whoever steals the table; what is stored here guards nothing.
USUAL_HASHER = accounts._hasher
accounts._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
ClientOf = Callable[[str], FlaskClient]


@pytest.fixture(scope="session")
def rehearsal(clean_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    """The cast of this process."""
    return Rehearsal(clean_databases, tmp_path_factory.mktemp("rehearsal"))


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of an installation for one test."""
    return settings_for(database_url, tmp_path)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application. Tokens against forged requests are off: the tests of that door switch them on."""
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    settle_in(app, settings)
    yield app
    # Work that outlives its test would leave a connection to this database to the next one, whose engine is the same.
    asking.close(app)
    background.finish(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def cast(app: Flask, rehearsal: Rehearsal) -> Cast:
    """Everyone of `tests/cast.py`, stored."""
    return rehearsal.cast()


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
