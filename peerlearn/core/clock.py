"""The only clock. UTC inside, the place's zone on the screen."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "Europe/Paris"
_standing: ContextVar[datetime | None] = ContextVar("standing", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _standing.get() or datetime.now(UTC)


@contextmanager
def standing_at(instant: datetime) -> Iterator[datetime]:
    """The clock stands still in this block: the demonstration tells each step at the moment it happened."""
    token = _standing.set(instant)
    try:
        yield instant
    finally:
        _standing.reset(token)


def today(zone: str = DEFAULT_ZONE) -> date:
    """The day it is at a place, `zone` being an IANA name."""
    return now().astimezone(ZoneInfo(zone)).date()


def day_of(instant: datetime, zone: str = DEFAULT_ZONE) -> date:
    """The day that an instant is on at a place: past midnight there, while UTC still counts the day before."""
    return at_place(instant, zone).date()


def to_instant(local: datetime, zone: str) -> datetime:
    """The UTC instant of a wall-clock time (naive `local`) at a place.

    An hour that the change to summer time skips is read as the hour after; the repeated autumn hour as the first.
    """
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def at_place(instant: datetime, zone: str) -> datetime:
    """The same instant on the wall clock of a place; at the ends of the calendar, where there is none, in UTC."""
    try:
        return instant.astimezone(ZoneInfo(zone))
    except OverflowError:
        return instant
