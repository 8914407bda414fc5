"""The demonstration, loaded once in a process: each test has a copy of its database and its files."""

import shutil
from collections.abc import Iterator

import pytest
from flask import Flask

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from tests.rehearsal import Rehearsal


@pytest.fixture
def demonstration(settings: Settings, rehearsal: Rehearsal) -> None:
    """The demonstration, as it is loaded today."""
    shutil.copytree(rehearsal.files("demonstration"), settings.data_dir, dirs_exist_ok=True)


@pytest.fixture
def old_demonstration(settings: Settings, rehearsal: Rehearsal) -> None:
    """The demonstration, as it was loaded ten days ago."""
    shutil.copytree(rehearsal.files("old_demonstration"), settings.data_dir, dirs_exist_ok=True)


@pytest.fixture
def on_stage(app: Flask) -> Iterator[None]:
    """An application context whose session sees all rows."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test of the demonstration"))
        yield
        db.session.rollback()
        scope.leave(db.session())
