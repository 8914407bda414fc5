"""A clean, migrated database for each test: made once by the real migrations, then copied."""

import os
import secrets
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

BACKENDS = ("sqlite", "postgresql")


class Databases(Protocol):
    """The databases of one process of tests."""

    def fresh(self) -> str:
        """Replace the one test database by a clean, migrated one; return its address, the same each time."""

    def empty(self) -> str:
        """Replace a second database by one without a table, to test migrations on; return its address."""

    def close(self) -> None:
        """Delete what was made."""


class SqliteDatabases:
    """Files in a folder of their own; the folder's owner deletes it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def fresh(self) -> str:
        """Copy the template's file; the first time, migrate it."""
        template = self._folder / "template.db"
        if not template.exists():
            migrate(self._url("template"), self._folder)
            # What a migration left beside the file, in its journal, belongs to the copy too.
            with sqlite3.connect(template) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
        url = self._without("test")
        shutil.copy(template, self._folder / "test.db")
        return url

    def empty(self) -> str:
        """Delete the second file: SQLite makes it when it is opened."""
        return self._without("empty")

    def close(self) -> None:
        """Nothing is left open."""

    def _url(self, name: str) -> str:
        return f"sqlite:///{self._folder / name}.db"

    def _without(self, name: str) -> str:
        for suffix in ("", "-wal", "-shm", "-journal"):
            self._folder.joinpath(f"{name}.db{suffix}").unlink(missing_ok=True)
        return self._url(name)


class PostgresqlDatabases:
    """Databases of a server that other processes use too, so their names are this process's own."""

    def __init__(self, server: str, folder: Path) -> None:
        self._server = make_url(server)
        self._folder = folder
        self._prefix = f"peerlearn_{secrets.token_hex(6)}"
        self._migrated = False
        self._connection = psycopg.connect(_address(self._server), autocommit=True)

    def fresh(self) -> str:
        """Copy the template; the first time, migrate it."""
        if not self._migrated:
            migrate(self._replace("template", copy_of="template1"), self._folder)
            self._migrated = True
        return self._replace("test", copy_of=f"{self._prefix}_template")

    def empty(self) -> str:
        """Make the second database anew."""
        return self._replace("empty", copy_of="template1")

    def close(self) -> None:
        """Drop the databases and leave the server."""
        for name in ("template", "test", "empty"):
            self._drop(f"{self._prefix}_{name}")
        self._connection.close()

    def _replace(self, name: str, *, copy_of: str) -> str:
        database = f"{self._prefix}_{name}"
        self._drop(database)
        # Copying files takes half as long as copying through the log, the server's own choice.
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        self._connection.execute(statement.format(sql.Identifier(database), sql.Identifier(copy_of)))
        return self._server.set(database=database).render_as_string(hide_password=False)

    def _drop(self, database: str) -> None:
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self._connection.execute(statement.format(sql.Identifier(database)))


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


def _address(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
