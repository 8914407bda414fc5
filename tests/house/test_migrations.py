"""Migrations: one line from nothing to the models, and back, on the database of this run."""

from collections.abc import Iterator
from dataclasses import replace

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import func, inspect, select

from peerlearn.core import clock, scope
from peerlearn.core.db import Base, db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import PROJECT, Settings
from peerlearn.diagnoses.models import Questionnaire
from peerlearn.factory import create_app
from peerlearn.organisations.actions import create_programme
from peerlearn.tracks.models import Curriculum
from peerlearn.tracks.rules import TrackCode

SCRIPTS = ScriptDirectory(str(PROJECT / "migrations"))


@pytest.fixture
def empty(settings: Settings, empty_database_url: str) -> Iterator[Flask]:
    """The application on a database without a table."""
    app = create_app(replace(settings, database_url=empty_database_url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_there_is_one_head() -> None:
    assert len(SCRIPTS.get_heads()) == 1
    assert len(SCRIPTS.get_bases()) == 1


def test_each_migration_says_what_it_does() -> None:
    for one in SCRIPTS.walk_revisions():
        number, _, words = str(one.path).rpartition("/")[2].partition("_")
        assert number == one.revision
        assert words.removesuffix(".py").replace("_", " ") in one.doc.lower()


def test_up_down_and_up_again_gives_the_models(empty: Flask) -> None:
    flask_migrate.upgrade()
    assert _differences() == []
    flask_migrate.downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    flask_migrate.upgrade()
    assert _differences() == []


def test_an_upgrade_brings_what_came_with_the_product_since_and_leaves_what_is_there(empty: Flask) -> None:
    flask_migrate.upgrade()
    assert _content() == (0, 0), "before there is a programme, nothing"
    scope.enter(db.session(), Scope.everything("a test's programme"))
    with transaction():
        create_programme("Défi Insertion", contact="contact@example.org", now=clock.now())
    scope.leave(db.session())
    db.session.remove()
    for _ in range(2):
        flask_migrate.upgrade()
        assert _content() == (len(TrackCode), 1)
    flask_migrate.downgrade(revision="-1")
    flask_migrate.upgrade()
    assert _content() == (len(TrackCode), 1)


def _content() -> tuple[int, int]:
    with db.engine.connect() as connection:
        counts = [connection.scalar(select(func.count()).select_from(table)) for table in (Curriculum, Questionnaire)]
    return counts[0] or 0, counts[1] or 0


def _differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))
