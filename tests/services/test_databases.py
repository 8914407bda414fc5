"""The databases tests get: each its own, clean, on the backend that was asked for."""

import pytest
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from tests.services import databases


def _engine(url: str) -> Engine:
    return create_engine(url, poolclass=NullPool)


def _rows(url: str, statement: str) -> int:
    with _engine(url).begin() as connection:
        return int(connection.execute(text(statement)).scalar_one())


def test_the_database_is_on_the_backend_of_this_run(database_url: str, pytestconfig: pytest.Config) -> None:
    assert _engine(database_url).dialect.name == pytestconfig.getoption("--backend")


def test_the_database_has_every_migration(database_url: str) -> None:
    assert _rows(database_url, "SELECT count(*) FROM alembic_version") == 1


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_a_test_writes_is_gone_before_the_next(database_url: str, turn: str) -> None:
    assert "left_behind" not in inspect(_engine(database_url)).get_table_names(), turn
    with _engine(database_url).begin() as connection:
        connection.execute(text("CREATE TABLE left_behind (id INTEGER)"))


_FILES = "SELECT oid FROM pg_database WHERE datname = current_database()"
_WAVE = "INSERT INTO wave (public_id, name, starts_on) VALUES ('WAVE2026', 'Automne', '2026-09-01') RETURNING id"


def test_rows_are_taken_back_without_a_new_copy_and_numbers_begin_where_they_did(
    clean_databases: databases.Databases, pytestconfig: pytest.Config
) -> None:
    is_server = pytestconfig.getoption("--backend") == "postgresql"
    copies, numbers = set(), set()
    for _ in range(2):
        url = clean_databases.fresh()
        copies.add(_rows(url, _FILES) if is_server else 0)
        numbers.add(_rows(url, _WAVE))
        _rows(url, "UPDATE alembic_version SET version_num = 'another' RETURNING 1")
    assert _rows(clean_databases.fresh(), "SELECT count(*) FROM alembic_version WHERE version_num = 'another'") == 0
    assert _rows(clean_databases.fresh(), "SELECT count(*) FROM wave") == 0
    assert len(numbers) == 1
    assert len(copies) == 1


def test_a_connection_left_open_does_not_hinder_the_next_database(clean_databases: databases.Databases) -> None:
    with _engine(clean_databases.fresh()).connect() as forgotten:
        forgotten.execute(text("SELECT 1"))
        assert _rows(clean_databases.fresh(), "SELECT 1") == 1
        forgotten.invalidate()


def test_a_kept_database_is_copied_and_what_a_test_writes_stays_in_its_copy(
    clean_databases: databases.Databases,
) -> None:
    with _engine(clean_databases.fresh()).begin() as connection:
        connection.execute(text("CREATE TABLE kept (id INTEGER)"))
    clean_databases.keep("with_a_table")
    for _ in range(2):
        url = clean_databases.fresh("with_a_table")
        assert _rows(url, "SELECT count(*) FROM kept") == 0
        with _engine(url).begin() as connection:
            connection.execute(text("INSERT INTO kept VALUES (1)"))
    assert "kept" not in inspect(_engine(clean_databases.fresh())).get_table_names()


def test_the_empty_database_has_no_table(empty_database_url: str) -> None:
    assert inspect(_engine(empty_database_url)).get_table_names() == []
