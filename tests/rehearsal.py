"""What a process of tests prepares once, because every test would make the same again: the cast, the demonstration,
the templates."""

from collections.abc import Collection
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from types import MethodType
from typing import Any, ClassVar, cast

from flask import Flask
from flask_babel import get_babel
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from werkzeug.routing import Rule

from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.demo import loading
from peerlearn.factory import create_app
from tests.cast import Cast, assemble
from tests.services import run
from tests.services.databases import MIGRATED, OF_THE_RUN, Databases

# The fixtures for which a database is loaded, by how many days ago that was.
_DEMONSTRATIONS = {"demonstration": 0, "old_demonstration": 10}


class Rehearsal:
    """The cast, assembled once in a process and kept with its database: each test gets a copy of both.

    What the cast is depends on the day, so another day (or a clock that a test moved) has a rehearsal of its own.
    The demonstration is kept the same way, with its files, once for all processes of the run.
    """

    def __init__(self, databases: Databases, folder: Path) -> None:
        self._databases = databases
        self._folder = folder
        self._assembled: dict[date, Cast] = {}
        self._day = date.min

    def kept_for(self, fixtures: Collection[str]) -> str:
        """The name of the kept database that a test with these fixtures begins with."""
        if "cast" in fixtures:
            return self.kept()
        return next((self._demonstration(name) for name in _DEMONSTRATIONS if name in fixtures), MIGRATED)

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

    def files(self, name: str) -> Path:
        """The folder of the demonstration of this name that was named last: keys, and what was uploaded."""
        return run.current().folder / f"{_dated(name)}_files"

    def _demonstration(self, name: str) -> str:
        dated = _dated(name)
        run.current().once(dated, lambda: self._load(name, dated))
        return dated

    def _load(self, name: str, dated: str) -> None:
        settings = settings_for(self._databases.fresh(), self.files(name))
        app = create_app(settings)
        with app.app_context():
            scope.enter(db.session(), Scope.everything("the demonstration is loaded"))
            with transaction():
                loading.load(settings, now=clock.now() - timedelta(days=_DEMONSTRATIONS[name]))
            _leave()
        self._databases.keep(dated)

    def _assemble(self) -> Cast:
        app = create_app(settings_for(self._databases.fresh(), self._folder))
        with app.app_context():
            assembled = assemble()
            _leave()
        return assembled


def _dated(name: str) -> str:
    return f"{OF_THE_RUN}{name}_{clock.today():%Y%m%d}"


def _leave() -> None:
    scope.leave(db.session())
    db.session.remove()
    db.engine.dispose()


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


class ReadRule(Rule):
    """An address that is read once in a process: that is nearly all an application takes to begin."""

    _READ = ("_parts", "_trace", "_converters", "arguments", "_build", "_build_unknown")
    _kept: ClassVar[dict[object, dict[str, Any]]] = {}

    def compile(self) -> None:
        """Take over what an application before this one read of the same address."""
        if self.defaults:
            super().compile()
            return
        of = self.rule, self.host, self.subdomain, self.merge_slashes, tuple(self.map.converters.items())
        if of not in self._kept:
            super().compile()
            self._kept[of] = {name: getattr(self, name) for name in self._READ}
        for name, read in self._kept[of].items():
            setattr(self, name, MethodType(read.__func__, self) if isinstance(read, MethodType) else read)


COMPILED = Compiled()
# The words of each language, by the folder they are read from.
_CATALOGUES: dict[str, dict[Any, Any]] = {}
_ENGINES: dict[str, Engine] = {}


def settle_in(app: Flask, settings: Settings) -> None:
    """Give a test's application what one that has run for a while has: templates, words and statements as it uses them.

    Its engine is a branch of one that lasts: whoever listens to a branch hears nothing of the next test's.
    """
    app.jinja_env.bytecode_cache = COMPILED
    words = get_babel(app).instance.domain_instance
    words.cache = _CATALOGUES.setdefault(str(app.config["TRANSLATIONS"]), {})
    with app.app_context():
        engines = cast("dict[str | None, Engine]", db.engines)
        lasting = _ENGINES.setdefault(settings.database_url, db.engine)
        # A thread of the test before may have opened one since: it is connected to a database that was replaced.
        lasting.dispose()
        engines[None] = lasting.execution_options()


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
