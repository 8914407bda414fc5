"""What a process of tests prepares once, because every test would make the same again: the cast, and the templates."""

from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import cast

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine

from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.settings import Settings
from peerlearn.factory import create_app
from tests.cast import Cast, assemble
from tests.services.databases import Databases


class Rehearsal:
    """The cast, assembled once in a process and kept with its database: each test gets a copy of both.

    What the cast is depends on the day, so another day (or a clock that a test moved) has a rehearsal of its own.
    """

    def __init__(self, databases: Databases, folder: Path) -> None:
        self._databases = databases
        self._folder = folder
        self._assembled: dict[date, Cast] = {}
        self._day = date.min

    def kept(self) -> str:
        """The name of the kept database that holds the cast of today."""
        self._day = clock.today()
        name = f"cast_{self._day:%Y%m%d}"
        if self._day not in self._assembled:
            self._assembled[self._day] = self._assemble()
            self._databases.keep(name)
        return name

    def cast(self) -> Cast:
        """Everyone in the database that was named last; a test may add to its copy."""
        return deepcopy(self._assembled[self._day])

    def _assemble(self) -> Cast:
        app = create_app(settings_for(self._databases.fresh(), self._folder))
        with app.app_context():
            assembled = assemble()
            scope.leave(db.session())
            db.session.remove()
            db.engine.dispose()
        return assembled


class Compiled(BytecodeCache):
    """Templates as Python reads them, made once in a process: each test has an application of its own."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket, if its source is still the same."""
        if kept := self._kept.get(bucket.key):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()
_ENGINES: dict[str, Engine] = {}


def settle_in(app: Flask, settings: Settings) -> None:
    """Give a test's application what one that has run for a while has: its templates and its statements compiled.

    Its engine is a branch of one that lasts: whoever listens to a branch hears nothing of the next test's.
    """
    app.jinja_env.bytecode_cache = COMPILED
    with app.app_context():
        engines = cast("dict[str | None, Engine]", db.engines)
        engines[None] = _ENGINES.setdefault(settings.database_url, db.engine).execution_options()


def settings_for(database_url: str, folder: Path) -> Settings:
    """Settings of an installation for one test."""
    return Settings(
        database_url=database_url,
        secret_key="a test's secret, long enough",
        keys_passphrase="a test's passphrase, long enough",
        public_url="http://localhost",
        badge_url="http://localhost",
        data_dir=folder,
        testing=True,
    )
