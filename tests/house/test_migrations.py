"""Migrations: one line from nothing to the models, and back, on the database of this run."""

from collections.abc import Iterator
from dataclasses import replace

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect

from peerlearn.core.db import Base, db
from peerlearn.core.settings import PROJECT, Settings
from peerlearn.factory import create_app

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


def _differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))
