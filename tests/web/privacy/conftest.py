"""What the tests of personal data share: a life to erase, and the search for what is left of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import make_url

from peerlearn.core.db import db
from peerlearn.core.settings import Settings
from tests.cast import Cast
from tests.factories.unmistakable import WORDS, Life, live
from tests.stage import ClientOf
from tests.web.privacy.scanning import found_in_files, found_in_rows

Live = Callable[[str], Life]
_WHERE = "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"


@dataclass(frozen=True)
class Search:
    """For Zéphyrine's words, on the installation of one test."""

    app: Flask
    settings: Settings

    @property
    def is_sqlite(self) -> bool:
        """On which of the two databases this run is."""
        return make_url(self.settings.database_url).get_backend_name() == "sqlite"

    def in_bytes(self) -> set[str]:
        """Which of her words stand in the files of the database (SQLite's journal too) and in all files beside it."""
        with self.app.app_context():
            db.session.remove()
        return found_in_files({self.settings.data_dir, self._database()}, WORDS)

    def everywhere(self) -> set[str]:
        """The same, and in every row of every table, whatever the database packed it in."""
        return self.in_bytes() | found_in_rows(self.app, WORDS)

    def after_the_operator(self) -> set[str]:
        """The same, once PostgreSQL's operator did what the command tells them; SQLite has none."""
        if not self.is_sqlite:
            self._on_the_server("ANALYZE")
            self._wait_for_older_writers()
            self._on_the_server("VACUUM FULL")
        return self.everywhere()

    def _wait_for_older_writers(self) -> None:
        """While anybody still writes who began before, in whichever database of the server, VACUUM keeps the rows."""
        (now,) = self._on_the_server("SELECT pg_current_xact_id()::text::bigint")
        for _ in range(1_200):
            (oldest,) = self._on_the_server("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            if oldest > now:
                return
            self._on_the_server("SELECT pg_sleep(0.05)")
        raise AssertionError("somebody has been writing for a minute")

    def let_statistics_quote(self) -> None:
        """What PostgreSQL does by itself now and then: common values of every column go among its statistics."""
        if not self.is_sqlite:
            self._on_the_server("ANALYZE")

    def _database(self) -> Path:
        """The folder of this database, with everything that was written in it."""
        if self.is_sqlite:
            return Path(str(make_url(self.settings.database_url).database)).parent
        self._on_the_server("CHECKPOINT")
        folder, number = self._on_the_server(_WHERE)
        return Path(folder) / "base" / str(number)

    def _on_the_server(self, statement: str) -> tuple[str, ...]:
        url = make_url(self.settings.database_url).set(drivername="postgresql")
        with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
            asked = connection.execute(statement.encode())
            return asked.fetchone() or () if asked.description else ()


@pytest.fixture
def lives(app: Flask, cast: Cast, settings: Settings, client_of: ClientOf) -> Live:
    """`lives("none")`: Zéphyrine's, with that name on her badge."""
    return lambda name_shown: live(app, cast, settings, client_of, name_shown=name_shown)


@pytest.fixture
def life(lives: Live) -> Life:
    """Zéphyrine's, with her whole name on her badge."""
    return lives("full")


@pytest.fixture
def search(app: Flask, settings: Settings) -> Search:
    """For what is stored of her."""
    return Search(app, settings)
