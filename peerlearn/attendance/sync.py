"""What phones send, stored once: the batch is one transaction, each mark has its own answer.

A mark has an id made on the phone. The same id and content is answered as before and changes nothing; the same id with
other content is refused. Of two marks for one thing the later one counts, by the phone's time corrected by how wrong
its clock is (`marks.corrected`); both stay in history. Rights are checked now, not when it was tapped. What cannot
count (the workshop was cancelled meanwhile, the person lost their seat) is kept for staff and never dropped.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from peerlearn.attendance.card_photos import with_card_read
from peerlearn.attendance.counting import HeldError, RefusedError, Stamp, count
from peerlearn.attendance.desk import Desk, desks_for, find_former_desk
from peerlearn.attendance.marks import (
    Kind,
    Mark,
    MarkRefusedError,
    SheetSaid,
    corrected,
    is_skewed,
    read_mark,
)
from peerlearn.attendance.models import FieldMark
from peerlearn.attendance.room import Marker
from peerlearn.attendance.rules import MarkState
from peerlearn.attendance.sheets import keep_sheet
from peerlearn.core import scope
from peerlearn.core.db import db

# A phone sends fewer at once: each takes a moment to look at.
_MOST_PICTURES = 8
_REGISTER = "whether this id was sent before, by whomever and wherever; only that is answered"


class Fate(StrEnum):
    """The answer to one mark. `accepted` and `already_known` both mean: the phone may forget it."""

    ACCEPTED = "accepted"
    ALREADY_KNOWN = "already_known"
    REFUSED = "refused"


@dataclass(frozen=True)
class Answer:
    """What became of one mark; `reason` says why it was refused, or why it waits for staff though accepted."""

    id: str
    fate: Fate
    reason: str = ""


@dataclass(frozen=True)
class Batch:
    """What one phone sends at once. `walk_in_reason` is written down where someone sits beyond the capacity."""

    marks: Sequence[object]
    sent_at: datetime
    received_at: datetime
    walk_in_reason: str = ""


@dataclass
class _Reception:
    """One batch on its way into the tables."""

    batch: Batch
    by: Marker
    answers: dict[int, Answer] = field(default_factory=dict)

    def refuse(self, place: int, raw: object, reason: str) -> None:
        said = raw.get("id") if isinstance(raw, dict) else None
        self.answers[place] = Answer(said if isinstance(said, str) else "", Fate.REFUSED, reason)


def receive(batch: Batch, *, by: Marker) -> list[Answer]:
    """Store a batch; one answer for each mark, in the order in which they were sent.

    The workshops are locked first, in one order, so that the same batch sent twice at once is stored once.
    """
    reception = _Reception(batch, by)
    readable = _read(reception)
    desks = desks_for({mark.workshop for mark in readable.values()}, by=by)
    fresh = _without_known(reception, readable)
    # Somebody comes in before they are marked; then in the order of the phone's clock.
    in_turn = sorted(fresh, key=lambda place: (fresh[place].kind is not Kind.WALK_IN, fresh[place].recorded_at))
    rows = [_receive_one(reception, place, fresh[place], desks) for place in in_turn]
    # What counts no more goes first: only one mark of a kind may count at any moment.
    db.session.flush()
    db.session.add_all([mark for desk in desks.values() for mark in desk.fresh])
    db.session.add_all([row for row in rows if row is not None])
    db.session.flush()
    for desk in desks.values():
        desk.settle(by=by, now=batch.received_at)
    return [reception.answers[place] for place in range(len(batch.marks))]


def _read(reception: _Reception) -> dict[int, Mark]:
    """Place in the batch → mark; what cannot be read is refused alone, and so is an id used twice for two things."""
    found: dict[int, Mark] = {}
    first: dict[UUID, Mark] = {}
    pictures = 0
    for place, raw in enumerate(reception.batch.marks):
        try:
            mark = read_mark(raw)
        except MarkRefusedError as problem:
            reception.refuse(place, raw, problem.code)
            continue
        pictures += mark.shows_picture
        if mark.shows_picture and pictures > _MOST_PICTURES:
            reception.refuse(place, raw, "too_many_pictures")
            continue
        if (earlier := first.setdefault(mark.id, mark)) is mark:
            found[place] = mark
        elif earlier.digest == mark.digest:
            reception.answers[place] = Answer(str(mark.id), Fate.ALREADY_KNOWN)
        else:
            reception.refuse(place, raw, "mark_differs")
    return found


def _without_known(reception: _Reception, readable: Mapping[int, Mark]) -> dict[int, Mark]:
    ids = [mark.id for mark in readable.values()]
    if not ids:
        return {}
    query = select(FieldMark.mark_id, FieldMark.digest, FieldMark.account_id).where(FieldMark.mark_id.in_(ids))
    with scope.beyond(db.session(), _REGISTER):
        known = {row.mark_id: row for row in db.session.execute(query.order_by(FieldMark.id))}
    fresh: dict[int, Mark] = {}
    for place, mark in readable.items():
        row = known.get(mark.id)
        if row is None:
            fresh[place] = mark
        elif (row.digest, row.account_id) == (mark.digest, reception.by.account_id):
            reception.answers[place] = Answer(str(mark.id), Fate.ALREADY_KNOWN)
        else:
            reception.answers[place] = Answer(str(mark.id), Fate.REFUSED, "mark_differs")
    return fresh


def _receive_one(reception: _Reception, place: int, mark: Mark, desks: Mapping[str, Desk]) -> FieldMark | None:
    """Let the mark count, keep it for staff, or refuse it; returns its line in the register, unless it was refused."""
    batch = reception.batch
    counted_at = corrected(mark.recorded_at, sent_at=batch.sent_at, received_at=batch.received_at)
    stamp = Stamp(reception.by, counted_at, batch.received_at, batch.walk_in_reason)
    try:
        mark, desk, reason = _judged(mark, desks, stamp)
    except RefusedError as refused:
        reception.answers[place] = Answer(str(mark.id), Fate.REFUSED, refused.reason)
        return None
    reception.answers[place] = Answer(str(mark.id), Fate.ACCEPTED, reason)
    return FieldMark(
        mark_id=mark.id,
        account_id=reception.by.account_id,
        workshop_id=desk.workshop_id,
        host_organisation_id=desk.host_organisation_id,
        kind=mark.kind,
        side=desk.side,
        digest=mark.digest,
        state=MarkState.HELD if reason else MarkState.COUNTED,
        reason=reason,
        content=dict(mark.content) if reason else None,
        recorded_at=mark.recorded_at,
        counted_at=counted_at,
        received_at=batch.received_at,
        is_skewed=is_skewed(sent_at=batch.sent_at, received_at=batch.received_at),
    )


def _judged(mark: Mark, desks: Mapping[str, Desk], stamp: Stamp) -> tuple[Mark, Desk, str]:
    """The mark as it may be kept, where it belongs, and why it waits for staff, if it does."""
    desk = desks.get(mark.workshop) or _former_desk(mark, stamp)
    if isinstance(mark.said, SheetSaid):
        keep_sheet(desk, mark, mark.said, stamp)
        return mark, desk, ""
    mark = with_card_read(mark)
    if desk.workshop is None:
        return mark, desk, "no_longer_leads"
    try:
        count(desk, mark, stamp)
    except HeldError as held:
        if mark.kind is Kind.WALK_IN and mark.enrolment is not None:
            desk.arrivals().add(mark.enrolment)
        return mark, desk, held.reason
    return mark, desk, ""


def _former_desk(mark: Mark, stamp: Stamp) -> Desk:
    desk = find_former_desk(mark.workshop, by=stamp.by)
    if desk is None:
        raise RefusedError("not_yours")
    return desk
