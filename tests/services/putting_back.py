"""A PostgreSQL database put back as it was: what a test changed is a few rows, and a new copy is four hundred files."""

from dataclasses import dataclass, field

import psycopg
from psycopg import sql

# Deleted rows stay in the files until somebody vacuums: now and then a new copy is cheaper.
_AT_MOST = 60
# The server itself counts what was written, also by other processes and by what was rolled back.
_CHANGED = """
SELECT relname, relnamespace = 'public'::regnamespace AS is_ours
FROM pg_class
WHERE relkind = 'r' AND NOT relisshared
  AND pg_stat_get_tuples_inserted(oid) + pg_stat_get_tuples_updated(oid) + pg_stat_get_tuples_deleted(oid) > 0
"""
# Who is gone has told what it wrote.
_ALONE = """
SELECT pg_terminate_backend(pid, 20000)
FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"


@dataclass
class Original:
    """What stood in a database when it was copied: the rows of each table, and its counters."""

    rows: dict[str, bytes] = field(default_factory=dict)
    counters: dict[str, int | None] = field(default_factory=dict)


def read(connection: psycopg.Connection) -> Original:
    """Remember a database, to put it back as it stands now."""
    original = Original(counters=_counters(connection))
    for (table,) in connection.execute(_TABLES).fetchall():
        with connection.cursor().copy(_copy(table, "TO STDOUT")) as out:
            original.rows[table] = b"".join(bytes(block) for block in out)
    _count_from_here(connection)
    return original


@dataclass
class PutBack:
    """The one test database of a process, seen by a connection that outlasts the tests; it commits at once."""

    connection: psycopg.Connection
    original: Original
    times: int = 0

    def again(self) -> bool:
        """Disconnect everyone and undo what they wrote; False when only a new copy helps (tables were changed)."""
        self.times += 1
        connection = self.connection
        connection.execute(_ALONE)
        changed = connection.execute(_CHANGED).fetchall()
        if self.times > _AT_MOST or not all(is_ours for _, is_ours in changed):
            return False
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")  # rows that may never go, go
            for table, _ in changed:
                self._refill(table)
        self._turn_back()
        _count_from_here(connection)
        return True

    def _refill(self, table: str) -> None:
        cursor = self.connection.cursor()
        cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        with cursor.copy(_copy(table, "FROM STDIN")) as into:
            into.write(self.original.rows[table])

    def _turn_back(self) -> None:
        for name, now in _counters(self.connection).items():
            before = self.original.counters[name]
            if before != now:
                setting = "SELECT setval(%s::text::regclass, %s, %s)"
                self.connection.execute(setting, [f'public."{name}"', before or 1, before is not None])


def _copy(table: str, direction: str) -> sql.Composed:
    return sql.SQL("COPY {} {} (FORMAT binary)").format(sql.Identifier(table), sql.SQL(direction))


def _counters(connection: psycopg.Connection) -> dict[str, int | None]:
    return dict(connection.execute(_SEQUENCES).fetchall())


def _count_from_here(connection: psycopg.Connection) -> None:
    """Begin the server's counts anew; what this connection wrote has to be told before."""
    connection.execute("SELECT pg_stat_force_next_flush()")
    connection.execute("SELECT pg_stat_reset()")
