"""What a public answer about a badge depends on, small enough to be asked each time before one is said again.

One indexed read, straight through the driver: with the session of a request it would take as long as thirty of them.
It gives no row to anybody.
"""

import os
import sqlite3
from collections.abc import Callable
from threading import Lock
from typing import Any

import psycopg
from sqlalchemy import Engine, bindparam, event, extract, func, select
from sqlalchemy.exc import SQLAlchemyError

from peerlearn.awards.endorsement_rules import EndorsementState
from peerlearn.awards.models import Achievement, Award, Edition, Endorsement, EndorsementCredential, IssuerKey
from peerlearn.awards.rules import KeyState

Stamp = tuple[Any, ...]
# Since when the stolen keys are, added up: one more makes it larger, a theft that turns out to be older smaller.
_STOLEN = (
    select(func.sum(extract("epoch", IssuerKey.compromised_since)))
    .where(IssuerKey.state == KeyState.COMPROMISED.value)
    .scalar_subquery()
)
# Which recommendations anybody may see: one more, one less, another one, or one that was signed anew.
_VOUCHED = (
    select(func.count(EndorsementCredential.id) + func.coalesce(func.sum(EndorsementCredential.id), 0) * 1000)
    .join(Endorsement, Endorsement.id == EndorsementCredential.endorsement_id)
    .where(Endorsement.award_id == Award.id, Endorsement.state == EndorsementState.SHOWN.value)
    .correlate(Award)
    .scalar_subquery()
)
_STAMP = (
    select(
        Achievement.public_id, Award.state, Award.revocation_reason, Edition.id, Edition.revoked_at, _STOLEN, _VOUCHED
    )
    .join(Achievement, Achievement.id == Award.achievement_id)
    .join(Edition, Edition.award_id == Award.id)
    .where(Award.public_code == bindparam("code"))
    .order_by(Edition.id)
)


def achievement_of(stamp: Stamp) -> str:
    """The public id of the badge as defined that a stamp is about."""
    return str(stamp[0][0])


class Stamps:
    """A line to the database that asks this one question, one at a time; each process has its own.

    `engine_of` is called when the line is opened: not before there are processes.
    """

    def __init__(self, engine_of: Callable[[], Engine]) -> None:
        self._engine_of = engine_of
        self._lock = Lock()
        self._line: Any = None
        self._asked: Any = None
        self._process = 0

    def __call__(self, code: str) -> Stamp | None:
        """The stamp of a public code: another one after each withdrawal, correction, stolen key, or older theft.

        None when there is no such badge, and when the database does not answer: then nobody knows what still holds.
        """
        with self._lock:
            try:
                line = self._opened()
                return tuple(line.execute(self._asked.string, self._filled_in(code)).fetchall()) or None
            except (SQLAlchemyError, sqlite3.Error, psycopg.Error):
                self._hang_up()
                return None

    def close(self) -> None:
        """Hang up; whoever asks next opens another line."""
        with self._lock:
            self._hang_up()

    def _opened(self) -> Any:
        if self._line is None or self._process != os.getpid():
            engine = self._engine_of()
            borrowed = engine.raw_connection()
            self._line, self._process = borrowed.driver_connection, os.getpid()
            # Not given back to the pool: it stays open for as long as the process is asked, or the pool is open.
            borrowed.detach()
            event.listen(engine, "engine_disposed", lambda _: self.close())
            # Each read sees what was committed before it. (SQLite's lines are like that already: `core.db`.)
            if engine.dialect.name == "postgresql":
                self._line.autocommit = True
            self._asked = _STAMP.compile(dialect=engine.dialect)
        return self._line

    def _filled_in(self, code: str) -> Any:
        values = {**self._asked.params, "code": code}
        return [values[name] for name in self._asked.positiontup] if self._asked.positional else values

    def _hang_up(self) -> None:
        if self._line is not None and self._process == os.getpid():
            self._line.close()
        self._line = None
