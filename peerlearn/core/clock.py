"""The only clock. UTC inside, the place's zone on the screen."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "Europe/Paris"


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def today(zone: str = DEFAULT_ZONE) -> date:
    """The day it is at a place, `zone` being an IANA name."""
    return now().astimezone(ZoneInfo(zone)).date()


def to_instant(local: datetime, zone: str) -> datetime:
    """The UTC instant of a wall-clock time (naive `local`) at a place.

    An hour that the change to summer time skips is read as the hour after; the repeated autumn hour as the first.
    """
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def at_place(instant: datetime, zone: str) -> datetime:
    """The same instant on the wall clock of a place."""
    return instant.astimezone(ZoneInfo(zone))
