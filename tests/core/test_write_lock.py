"""A lock that somebody else has: whoever waits for it gets it when it is free, or is told that it is not."""

import sqlite3
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import OperationalError

from peerlearn.core import db


def test_who_waits_for_the_lock_gets_it_and_who_waited_long_enough_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'one.db'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE mark (name TEXT)")
    writer = sqlite3.connect(tmp_path / "one.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")

    with monkeypatch.context() as impatient:
        impatient.setattr(db, "_PATIENCE_MS", 20)
        with pytest.raises(OperationalError, match="database is locked"), engine.begin():
            pass

    looked: list[float] = []

    def finish_meanwhile(seconds: float) -> None:
        looked.append(seconds)
        writer.execute("COMMIT")

    monkeypatch.setattr(time, "sleep", finish_meanwhile)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO mark VALUES ('Rosa')")
        assert connection.exec_driver_sql("SELECT name FROM mark").scalars().all() == ["Rosa"]
        # Whatever else a connection waits for, it waits as long as before.
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 15_000
    assert len(looked) == 1
    engine.dispose()
    writer.close()


def test_nobody_waits_for_ever_on_either_database(empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two that a process keeps from one another: PostgreSQL sees no circle, and would let the second wait."""
    monkeypatch.setattr(db, "_PATIENCE_MS", 50)
    monkeypatch.setattr(db, "_LOCK_PATIENCE_MS", 50)
    engine = create_engine(empty_database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE mark (name TEXT)")
        connection.exec_driver_sql("INSERT INTO mark VALUES ('Rosa'), ('Awa')")
    change = "UPDATE mark SET name = 'Lucie' WHERE name = 'Rosa'"
    with engine.begin() as first:
        first.exec_driver_sql(change)
        said = "lock timeout" if make_url(empty_database_url).get_backend_name() == "postgresql" else "locked"
        with pytest.raises(OperationalError, match=said), engine.begin() as second:
            second.exec_driver_sql(change)
    with engine.begin() as again:
        assert again.exec_driver_sql(change).rowcount == 0, "the first one's is stored"
    engine.dispose()
