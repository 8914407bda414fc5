"""The database: declarative base, naming rules, column types, and the one commit point."""

import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID, uuid4

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, Connection, DateTime, Dialect, Engine, Enum, LargeBinary, MetaData, String, Uuid, event
from sqlalchemy.exc import DontWrapMixin, OperationalError
from sqlalchemy.orm import DeclarativeBase, MappedColumn, Session, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from peerlearn.core.errors import DomainError
from peerlearn.core.nir import LONGEST_TEXT, NirError, contains_nir
from peerlearn.core.texts import HiddenTextError, is_showable

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
# No look-alikes (0 O 1 I L U): these are read aloud, written on paper and typed back.
UNAMBIGUOUS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_PATIENCE_MS = 15_000
_LOOK_AGAIN_AFTER = 0.002
# Twice that on PostgreSQL, where only those who write about the same thing wait for one another.
_LOCK_PATIENCE_MS = 30_000


class Base(DeclarativeBase):
    """Every table of the product."""

    metadata = MetaData(naming_convention=_NAMES)


class UtcInstant(TypeDecorator[datetime]):
    """An aware instant, stored as UTC. SQLite forgets the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Refuse a naive value: nobody could say which instant it is."""
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give the instant back in UTC."""
        if value is None or value.tzinfo is not None:
            return value if value is None else value.astimezone(UTC)
        return value.replace(tzinfo=UTC)


class TooLongError(DomainError, DontWrapMixin):
    """A text that was about to be stored is longer than its place."""

    def __init__(self, longest: int) -> None:
        super().__init__("too_long", longest=longest)


class FreeText(TypeDecorator[str]):
    """Text that a person typed. A social security number in it is refused, whichever page or file it came from.

    So is what is too long: PostgreSQL would refuse it too, SQLite would keep it.
    """

    impl = String
    cache_ok = True
    length: int

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Raise TooLongError, HiddenTextError or NirError."""
        if value and len(value) > self.length:
            raise TooLongError(self.length)
        if value and not is_showable(value):
            raise HiddenTextError
        if value and contains_nir(value):
            raise NirError
        return value


def holds_words(kind: TypeEngine[Any]) -> bool:
    """Whether a column of this type can hold what somebody wrote: text, JSON or bytes, but no value of the trade."""
    return isinstance(kind, FreeText | JSON | LargeBinary) or (isinstance(kind, String) and not isinstance(kind, Enum))


def new_public_id() -> str:
    """Twelve characters (58 bits) that say nothing and cannot be guessed, for addresses."""
    return random_code(12).lower()


def random_code(length: int) -> str:
    """A random code of `length` characters that survives being read aloud; 4.9 bits each."""
    return "".join(secrets.choice(UNAMBIGUOUS) for _ in range(length))


def mark_id_column() -> MappedColumn[UUID]:
    """A mark's own identity, made where it was tapped.

    As the sentinel it lets SQLite store many marks with one statement: else each goes alone, to learn its row's id.
    (An `Annotated` type would lose that on its way into the table.)
    """
    return mapped_column(Uuid, unique=True, default=uuid4, insert_sentinel=True)


def choice(kind: type[StrEnum]) -> Enum:
    """A column type that stores the value of a StrEnum as readable text."""
    return Enum(kind, native_enum=False, length=32, values_callable=lambda members: [m.value for m in members])


Id = Annotated[int, mapped_column(primary_key=True)]
PublicId = Annotated[str, mapped_column(String(12), unique=True, default=new_public_id)]
Instant = Annotated[datetime, mapped_column(UtcInstant)]
Name = Annotated[str, mapped_column(FreeText(120))]
Words = Annotated[str, mapped_column(FreeText(LONGEST_TEXT))]
Translated = Annotated[dict[str, str], mapped_column(JSON)]
Document = Annotated[dict[str, Any], mapped_column(JSON)]

db = SQLAlchemy(model_class=Base, session_options={"autoflush": True})


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _: Any) -> None:
    """Durable before acknowledged, foreign keys on, erased rows overwritten; BEGIN is said by `_begin`."""
    if "sqlite3" not in type(connection).__module__:
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    pragmas = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")
    # Without the last, a row that another one replaces is deleted past the triggers that hold it.
    for pragma in (*pragmas, "recursive_triggers=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")
    cursor.close()


@event.listens_for(Engine, "connect")
def _prepare_postgresql(connection: Any, _: Any) -> None:
    """Who waits for a lock is told at last, as on SQLite. Of itself PostgreSQL ends no wait but one in a circle, and it
    sees no circle that leads through a process: such a wait would hold a thread and a connection for ever."""
    if "psycopg" not in type(connection).__module__:
        return
    connection.autocommit = True  # else the setting would end with the transaction that it began
    connection.execute(f"SET lock_timeout = {_LOCK_PATIENCE_MS}")
    connection.autocommit = False


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """SQLite: a transaction that may write takes the write lock first, so that two never upgrade into a deadlock."""
    if connection.dialect.name != "sqlite":
        return
    if connection.get_execution_options().get("writes", True):
        _take_write_lock(connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _take_write_lock(connection: Connection) -> None:
    """Look for the lock every other millisecond, as long as SQLite itself would.

    SQLite looks less and less often, at last ten times a second, and whoever comes meanwhile goes first: beside others
    who write, one in twenty waited for half a second.
    """
    given_up_at = time.monotonic() + _PATIENCE_MS / 1000
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while not _is_taken(connection, is_last_try=time.monotonic() >= given_up_at):
            time.sleep(_LOOK_AGAIN_AFTER)
    finally:
        driver.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")


def _is_taken(connection: Connection, *, is_last_try: bool) -> bool:
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError as problem:
        if is_last_try or not _is_busy(problem.orig):
            raise
        return False
    return True


def _is_busy(problem: BaseException | None) -> bool:
    # The low byte says what it is, the others why.
    return isinstance(problem, sqlite3.OperationalError) and problem.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def read_only(session: Session) -> None:
    """Start this transaction for reading. On SQLite it takes no write lock; PostgreSQL would refuse a write."""
    connection = session.connection(execution_options={"writes": False})
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


@contextmanager
def transaction() -> Iterator[Session]:
    """The one commit point of commands and jobs: all of the block, or none of it."""
    try:
        yield db.session()
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
