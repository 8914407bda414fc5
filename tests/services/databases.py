"""A clean, migrated database for each test: made once in a run by the real migrations, then copied."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from tests.services.keeper import PROJECT
from tests.services.putting_back import Original, PutBack, read
from tests.services.run import Run

BACKENDS = ("sqlite", "postgresql")
# A kept database whose name begins so is one for all processes of the run; any other belongs to who kept it.
OF_THE_RUN = "run_"
MIGRATED = f"{OF_THE_RUN}migrated"
_PLAIN = "template1"


class Databases(Protocol):
    """The databases of one process of tests."""

    def fresh(self, kept: str = MIGRATED) -> str:
        """Replace the one test database by a copy of one that was kept; return its address, the same each time."""

    def keep(self, name: str) -> None:
        """Keep the test database as it stands, to make copies of; nobody may be connected to it."""

    def empty(self) -> str:
        """Replace a second database by one without a table, to test migrations on; return its address."""

    def close(self) -> None:
        """Delete what was made."""


class SqliteDatabases:
    """Files in a folder of their own; the folder's owner deletes it."""

    def __init__(self, folder: Path, run: Run) -> None:
        self._folder = folder
        self._run = run

    def fresh(self, kept: str = MIGRATED) -> str:
        """Copy a file."""
        self._run.once(MIGRATED, self._migrate)
        url = self._without("test")
        shutil.copy(self._kept(kept), self._folder / "test.db")
        return url

    def keep(self, name: str) -> None:
        """Copy the file the other way."""
        _settle(self._folder / "test.db")
        shutil.copy(self._folder / "test.db", self._kept(name))

    def empty(self) -> str:
        """Delete the second file: SQLite makes it when it is opened."""
        return self._without("empty")

    def close(self) -> None:
        """Nothing is left open."""

    def _kept(self, name: str) -> Path:
        return (self._run.folder if name.startswith(OF_THE_RUN) else self._folder) / f"{name}.db"

    def _migrate(self) -> None:
        migrate(f"sqlite:///{self._kept(MIGRATED)}", self._folder)
        _settle(self._kept(MIGRATED))

    def _without(self, name: str) -> str:
        for suffix in ("", "-wal", "-shm", "-journal"):
            self._folder.joinpath(f"{name}.db{suffix}").unlink(missing_ok=True)
        return f"sqlite:///{self._folder / name}.db"


class PostgresqlDatabases:
    """Databases of a server that other processes use too: the name of each begins with that of the run."""

    def __init__(self, server: str, folder: Path, run: Run) -> None:
        self._server = make_url(server)
        self._folder = folder
        self._run = run
        self._connection = psycopg.connect(_address(self._server), autocommit=True)
        self._originals: dict[str, Original] = {}
        self._copy_of = ""
        self._back: PutBack | None = None

    def fresh(self, kept: str = MIGRATED) -> str:
        """Put the database back if it is a copy of that one, else copy it on the server."""
        self._run.once(MIGRATED, self._migrate)
        if self._back and self._copy_of == kept and self._back.again():
            return self._url(self._name("test"))
        self._leave()
        url = self._replace(self._name("test"), copy_of=self._name(kept))
        connection = psycopg.connect(_address(make_url(url)), autocommit=True)
        if kept not in self._originals:
            self._originals[kept] = read(connection)
        self._back, self._copy_of = PutBack(connection, self._originals[kept]), kept
        return url

    def keep(self, name: str) -> None:
        """Copy it the other way. Whoever is left over from an earlier test is sent away, as `fresh` does."""
        self._leave()
        self._originals.pop(name, None)
        others = "SELECT pg_terminate_backend(pid, 20000) FROM pg_stat_activity WHERE datname = %s"
        self._connection.execute(others, [self._name("test")])
        self._replace(self._name(name), copy_of=self._name("test"))

    def empty(self) -> str:
        """Make the second database anew."""
        return self._replace(self._name("empty"), copy_of=_PLAIN)

    def close(self) -> None:
        """Leave the server; `drop_all` takes away the databases of all processes."""
        self._leave()
        self._connection.close()

    def _leave(self) -> None:
        if self._back:
            self._back.connection.close()
        self._back = None

    def _name(self, name: str) -> str:
        own = "" if name.startswith(OF_THE_RUN) else f"{os.getpid()}_"
        return f"{self._run.name}_{own}{name}"

    def _migrate(self) -> None:
        migrate(self._replace(self._name(MIGRATED), copy_of=_PLAIN), self._folder)

    def _replace(self, name: str, *, copy_of: str) -> str:
        _drop(self._connection, name)
        # Copying files takes half as long as copying through the log, the server's own choice.
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        self._connection.execute(statement.format(sql.Identifier(name), sql.Identifier(copy_of)))
        return self._url(name)

    def _url(self, name: str) -> str:
        return self._server.set(database=name).render_as_string(hide_password=False)


def drop_all(server: str, run: Run) -> None:
    """Take the databases of a run off a server."""
    with psycopg.connect(_address(make_url(server)), autocommit=True) as connection:
        found = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{run.name}_"])
        for (name,) in found.fetchall():
            _drop(connection, name)


def environment(url: str, folder: Path) -> Mapping[str, str]:
    """Return what a process of the program needs to be told: our environment, and settings for tests."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("PEERLEARN_")}
    return others | {
        "PEERLEARN_DATABASE_URL": url,
        "PEERLEARN_DATA_DIR": str(folder),
        "PEERLEARN_KEYS_PASSPHRASE": "a passphrase for tests, of no value",
        "PEERLEARN_PUBLIC_URL": "http://localhost",
        "PEERLEARN_SECRET_KEY": "a secret for tests, of no value",
    }


def migrate(url: str, folder: Path) -> None:
    """Bring the database to the newest migration with the command an installation uses."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "db", "upgrade"],
        cwd=PROJECT,
        env=environment(url, folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"the migrations failed on {make_url(url).get_backend_name()}:\n{done.stdout}{done.stderr}")


def _settle(file: Path) -> None:
    """What was left beside the file, in its journal, belongs to a copy too."""
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _drop(connection: psycopg.Connection, name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _address(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
