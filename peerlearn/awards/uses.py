"""Counting what strangers do with badges: in the memory of a process, and added to the table now and then.

A GET writes nothing, and a page that is said again from memory takes a tenth of a millisecond; so counting is one
addition under a lock. What is counted names a badge as defined, a day and a kind of use: no badge of anybody.
"""

from collections.abc import Mapping
from datetime import date
from threading import Lock
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from peerlearn.awards.models import Achievement, AchievementUse
from peerlearn.awards.rules import Use
from peerlearn.core.db import db

# The public id of an achievement, the day, and what was done.
Counted = tuple[str, date, Use]
_INSERT: Mapping[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


class Tally:
    """What this process counted since it was last taken."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: dict[Counted, int] = {}

    def add(self, counts: Mapping[Counted, int]) -> bool:
        """Count these too; whether they are the first since all was taken."""
        with self._lock:
            is_first = not self._counts
            for what, number in counts.items():
                self._counts[what] = self._counts.get(what, 0) + number
        return is_first

    def taken(self) -> dict[Counted, int]:
        """All of it, which is then somebody else's to keep."""
        with self._lock:
            taken, self._counts = self._counts, {}
        return taken


def add_up(counts: Mapping[Counted, int]) -> None:
    """Add to what the table holds, one statement for all; other processes may do the same at the same time."""
    named = {one for one, _day, _use in counts}
    query = select(Achievement.public_id, Achievement.id).where(Achievement.public_id.in_(named))
    ids = {row[0]: row[1] for row in db.session.execute(query.order_by(Achievement.id))}
    # In one order, so that two who add at once wait for each other instead of both being stopped.
    rows = sorted((ids[one], day, use, number) for (one, day, use), number in counts.items() if one in ids)
    if not rows:
        return
    columns = ("achievement_id", "day", "use", "number")
    insert = _INSERT[db.engine.dialect.name](AchievementUse).values(
        [dict(zip(columns, row, strict=True)) for row in rows]
    )
    key = [AchievementUse.achievement_id, AchievementUse.day, AchievementUse.use]
    more = {"number": AchievementUse.number + insert.excluded.number}
    db.session.execute(insert.on_conflict_do_update(index_elements=key, set_=more))
