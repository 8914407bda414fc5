"""What became of marks that somebody else brought along, sealed: whoever made them reads it when they open the app.

Nothing of what they said is kept here: the kind, the workshop, when it was tapped, and why it does not count yet. The
row goes when the phone says that it was read.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from peerlearn.attendance import conversations
from peerlearn.attendance.marks import Kind, MarkRefusedError, id_of, read_instant
from peerlearn.attendance.models import UntoldMark
from peerlearn.attendance.sync import Answer, Batch, Fate
from peerlearn.core.db import db

_KINDS = {*(kind.value for kind in Kind), conversations.KIND}
# Nobody can say of what it was.
_UNREADABLE = "sealed"
# Said of the arrival that it belongs to.
_SAID_ELSEWHERE = "walk_in_waits"


def keep_untold(batch: Batch, answers: Sequence[Answer], *, account_id: int) -> None:
    """Keep for this account what was answered, and why, of the marks that do not simply count. Twice is once."""
    told = {
        one.id: (one, raw)
        for one, raw in zip(answers, batch.marks, strict=True)
        if one.reason and one.reason != _SAID_ELSEWHERE and isinstance(raw, dict)
    }
    found = {mark_id: pair for pair in told.values() if (mark_id := _id_of(pair[1])) is not None}
    query = select(UntoldMark.mark_id).where(UntoldMark.account_id == account_id, UntoldMark.mark_id.in_(found))
    known = set(db.session.execute(query.order_by(UntoldMark.id)).scalars())
    db.session.add_all(
        _untold(mark_id, answer, raw, batch, account_id)
        for mark_id, (answer, raw) in found.items()
        if mark_id not in known
    )
    db.session.flush()


def untold_of(account_id: int) -> Sequence[UntoldMark]:
    """What this account has not read yet, in the order in which it was tapped."""
    query = select(UntoldMark).where(UntoldMark.account_id == account_id)
    return db.session.execute(query.order_by(UntoldMark.recorded_at, UntoldMark.id)).scalars().all()


def forget_told(account_id: int, mark_ids: Collection[UUID]) -> None:
    """The account read these; mostly there are none, and nothing is asked."""
    if not mark_ids:
        return
    read = delete(UntoldMark).where(UntoldMark.account_id == account_id, UntoldMark.mark_id.in_(mark_ids))
    db.session.execute(read)


def _untold(mark_id: UUID, answer: Answer, raw: Mapping[str, Any], batch: Batch, account_id: int) -> UntoldMark:
    kind, workshop = raw.get("kind"), raw.get("workshop")
    try:
        recorded_at = read_instant(raw.get("recorded_at"))
    except MarkRefusedError:
        recorded_at = batch.received_at
    is_code = isinstance(workshop, str) and workshop.isascii() and workshop.isalnum() and len(workshop) <= 12
    return UntoldMark(
        mark_id=mark_id,
        account_id=account_id,
        kind=kind if isinstance(kind, str) and kind in _KINDS else _UNREADABLE,
        workshop_code=workshop if is_code else "",
        reason=answer.reason,
        is_refused=answer.fate is Fate.REFUSED,
        recorded_at=recorded_at,
    )


def _id_of(raw: Mapping[str, Any]) -> UUID | None:
    try:
        return id_of(raw)
    except MarkRefusedError:
        return None
