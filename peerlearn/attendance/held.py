"""Marks of phones that could not count: staff of the host look at each, and let it count or set it aside."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from peerlearn.attendance.counting import HeldError, RefusedError, Stamp, count
from peerlearn.attendance.desk import Desk, desks_for
from peerlearn.attendance.marks import Kind, Mark, MarkRefusedError, read_mark
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

    When somebody is let in who came without a seat, the marks about them that wait follow; one that still cannot
    count waits on, and says why.

    Raises:
        DomainError: `attendance.cancelled`, `attendance.not_seated`, `attendance.was_away` and the like: it still
            cannot; `attendance.not_waiting` when a colleague set it aside.
    """
    if mark.state is MarkState.SETTLED:
        return
    sent = _sent(mark)
    (desk,) = desks_for({sent.workshop}, by=by, seen_from=mark.side).values() or (None,)
    if desk is None:
        raise DomainError("attendance.not_waiting")
    following = _following(mark, sent)
    counting = _Counting(desk, by, walk_in_reason)
    try:
        counting.count(mark, sent)
    except (HeldError, RefusedError) as problem:
        raise DomainError(f"attendance.{problem.reason}") from problem
    for other in following:
        try:
            counting.count(other, _sent(other))
        except (HeldError, RefusedError) as problem:
            other.reason = problem.reason
    db.session.flush()
    db.session.add_all(desk.fresh)
    db.session.flush()
    desk.settle(by=by, now=now)


def set_aside(mark: FieldMark, *, by: Marker) -> None:
    """It does not count, and what it said is forgotten; that it came stays. Twice changes nothing.

    Without somebody who came, nothing counts that was noted about them either.

    Raises:
        DomainError: `attendance.not_waiting` when a colleague let it count.
    """
    if mark.state is MarkState.SET_ASIDE:
        return
    for one in [mark, *_following(mark, _sent(mark))]:
        _decide(one, MarkState.SET_ASIDE, by=by)


@dataclass(frozen=True)
class _Counting:
    """What staff let count at one desk, each mark as whoever tapped it made it."""

    desk: Desk
    by: Marker
    walk_in_reason: str

    def count(self, mark: FieldMark, sent: Mark) -> None:
        """Raises HeldError or RefusedError: it still cannot."""
        self.desk.side = mark.side
        sender = Marker(mark.account_id, mark.account.person_id, self.by.hosts)
        stamp = Stamp(sender, mark.counted_at, mark.received_at, self.walk_in_reason, is_overruled=True)
        count(self.desk, sent, stamp)
        _decide(mark, MarkState.SETTLED, by=self.by)


def _following(mark: FieldMark, sent: Mark) -> list[FieldMark]:
    """The marks that wait about somebody whose arrival waits, locked; of any other mark there are none."""
    if sent.kind is not Kind.WALK_IN:
        return []
    query = (
        select(FieldMark)
        .where(
            FieldMark.workshop_id == mark.workshop_id,
            FieldMark.state == MarkState.HELD,
            FieldMark.id != mark.id,
        )
        .order_by(FieldMark.counted_at, FieldMark.id)
        .with_for_update(of=FieldMark)
    )
    waiting = db.session.execute(query.execution_options(populate_existing=True)).scalars()
    return [one for one in waiting if _sent(one).enrolment == sent.enrolment]


def _sent(mark: FieldMark) -> Mark:
    """What the phone sent, while it waits."""
    if mark.state is not MarkState.HELD or mark.content is None:
        raise DomainError("attendance.not_waiting")
    try:
        return read_mark(mark.content)
    except MarkRefusedError as problem:
        raise DomainError("attendance.not_waiting") from problem


def _decide(mark: FieldMark, state: MarkState, *, by: Marker) -> None:
    mark.state, mark.content = state, None
    audit.record(
        db.session(), f"mark.{state.value}", mark, account_id=by.account_id, organisation_id=mark.host_organisation_id
    )
