"""What came of checks that took longer than an answer may: kept closed for a few minutes, then really gone.

It is written when nobody waits for the page any more, in a transaction of its own.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select

from peerlearn.awards.models import LateVerdict
from peerlearn.core.db import db, transaction


def keep(token_hash: str, closed: bytes, *, ends_at: datetime) -> None:
    """Keep it until then."""
    with transaction() as session:
        session.add(LateVerdict(token_hash=token_hash, closed=closed, ends_at=ends_at))


def find(token_hash: str, *, now: datetime) -> bytes | None:
    """What is kept under this name, unless its time is over."""
    query = select(LateVerdict.closed).where(LateVerdict.token_hash == token_hash, LateVerdict.ends_at > now)
    return db.session.execute(query).scalar_one_or_none()


def forget(*, now: datetime) -> datetime | None:
    """Delete what is over; when the next will be, if there is one."""
    with transaction() as session:
        session.execute(delete(LateVerdict).where(LateVerdict.ends_at <= now))
        return session.execute(select(func.min(LateVerdict.ends_at))).scalar_one_or_none()


def any_kept() -> Sequence[int]:
    """One row, if there is one: then there is something to forget, now or later."""
    return db.session.execute(select(LateVerdict.id).order_by(LateVerdict.id).limit(1)).scalars().all()
