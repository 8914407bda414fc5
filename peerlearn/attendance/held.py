"""Marks of phones that could not count: staff of the host look at each, and let it count or set it aside."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from peerlearn.attendance.counting import HeldError, RefusedError, Stamp, count
from peerlearn.attendance.desk import desks_for
from peerlearn.attendance.marks import MarkRefusedError, read_mark
from peerlearn.attendance.models import FieldMark
from peerlearn.attendance.room import Marker
from peerlearn.attendance.rules import MarkState
from peerlearn.core import audit
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.workshops.models import Workshop


def held_marks(workshop: Workshop) -> Sequence[FieldMark]:
    """What waits in this workshop, in the order in which it was tapped."""
    query = (
        select(FieldMark)
        .where(FieldMark.workshop_id == workshop.id, FieldMark.state == MarkState.HELD)
        .options(joinedload(FieldMark.account))
        .order_by(FieldMark.counted_at, FieldMark.id)
    )
    return db.session.execute(query).scalars().all()


def held_mark(workshop: Workshop, public_id: str) -> FieldMark:
    """One mark of this workshop, waiting or not any more; locked, so that two colleagues do not both decide.

    Raises:
        NoResultFound: there is none in scope.
    """
    query = select(FieldMark).where(FieldMark.workshop_id == workshop.id, FieldMark.public_id == public_id)
    locked = query.with_for_update(of=FieldMark)
    return db.session.execute(locked.execution_options(populate_existing=True)).scalar_one()


def workshops_with_held_marks(hosts: Collection[int], *, limit: int) -> list[tuple[Workshop, int]]:
    """Workshops of these hosts where marks wait, and how many; the oldest first."""
    waiting = (
        select(FieldMark.workshop_id, func.count(FieldMark.id).label("marks"))
        .where(FieldMark.state == MarkState.HELD, FieldMark.host_organisation_id.in_(hosts))
        .group_by(FieldMark.workshop_id)
        .subquery()
    )
    query = (
        select(Workshop, waiting.c.marks)
        .join(waiting, waiting.c.workshop_id == Workshop.id)
        .options(joinedload(Workshop.module))
        .order_by(Workshop.starts_at, Workshop.id)
        .limit(limit)
    )
    return [(workshop, marks) for workshop, marks in db.session.execute(query).all()]


def let_count(mark: FieldMark, *, by: Marker, walk_in_reason: str, now: datetime) -> None:
    """Staff looked at it: it counts after all, as made by whoever tapped it, at that time. Twice changes nothing.

    Raises:
        DomainError: `attendance.cancelled`, `attendance.not_seated`, `attendance.was_away` and the like: it still
            cannot; `attendance.not_waiting` when a colleague set it aside.
    """
    if mark.state is MarkState.SETTLED:
        return
    said = _waiting(mark)
    try:
        sent = read_mark(said)
    except MarkRefusedError as problem:
        raise DomainError("attendance.not_waiting") from problem
    (desk,) = desks_for({sent.workshop}, by=by, seen_from=mark.side).values() or (None,)
    if desk is None:
        raise DomainError("attendance.not_waiting")
    sender = Marker(mark.account_id, mark.account.person_id, by.hosts)
    try:
        count(desk, sent, Stamp(sender, mark.counted_at, mark.received_at, walk_in_reason, is_overruled=True))
    except (HeldError, RefusedError) as problem:
        raise DomainError(f"attendance.{problem.reason}") from problem
    db.session.flush()
    db.session.add_all(desk.fresh)
    db.session.flush()
    desk.settle(by=by, now=now)
    _decide(mark, MarkState.SETTLED, by=by)


def set_aside(mark: FieldMark, *, by: Marker) -> None:
    """It does not count, and what it said is forgotten; that it came stays. Twice changes nothing.

    Raises:
        DomainError: `attendance.not_waiting` when a colleague let it count.
    """
    if mark.state is not MarkState.SET_ASIDE:
        _waiting(mark)
        _decide(mark, MarkState.SET_ASIDE, by=by)


def _waiting(mark: FieldMark) -> dict[str, object]:
    if mark.state is not MarkState.HELD or mark.content is None:
        raise DomainError("attendance.not_waiting")
    return mark.content


def _decide(mark: FieldMark, state: MarkState, *, by: Marker) -> None:
    mark.state, mark.content = state, None
    audit.record(
        db.session(), f"mark.{state.value}", mark, account_id=by.account_id, organisation_id=mark.host_organisation_id
    )
