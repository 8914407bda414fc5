"""What the office reads after a workshop: how it went, what is needed, who might lead, and what came late."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select
from sqlalchemy.orm import aliased, joinedload

from peerlearn.accounts.models import Account
from peerlearn.attendance.models import FieldMark, WorkshopClosing, WorkshopNote
from peerlearn.attendance.rules import LATE_AFTER
from peerlearn.core.db import db
from peerlearn.core.paging import Page, page_of
from peerlearn.workshops.models import Workshop


@dataclass(frozen=True)
class Said:
    """How it went, or a note; and who said so."""

    words: WorkshopClosing | WorkshopNote
    name: str


@dataclass(frozen=True)
class CameLate:
    """Marks of one account that arrived long after the end, and when the last of them did.

    `lacks_note`: they were made that late as well, not only sent, and no note of that time says why.
    """

    name: str
    marks: int
    last_at: datetime
    lacks_note: bool = False


def closings_of(workshop: Workshop) -> list[Said]:
    """The latest word of each who led: two who lead may say two things."""
    query = (
        select(WorkshopClosing, Account.name)
        .outerjoin(Account, Account.id == WorkshopClosing.recorded_by_id)
        .where(WorkshopClosing.workshop_id == workshop.id, _is_latest_of_its_author())
        .order_by(WorkshopClosing.recorded_at, WorkshopClosing.id)
    )
    return [Said(closing, name or "") for closing, name in db.session.execute(query)]


def notes_of(workshop: Workshop) -> list[Said]:
    """Every sentence that was left about it, the first one first."""
    query = (
        select(WorkshopNote, Account.name)
        .outerjoin(Account, Account.id == WorkshopNote.recorded_by_id)
        .where(WorkshopNote.workshop_id == workshop.id)
        .order_by(WorkshopNote.recorded_at, WorkshopNote.id)
    )
    return [Said(note, name or "") for note, name in db.session.execute(query)]


def late_marks_of(workshop: Workshop, *, now: datetime) -> list[CameLate]:
    """Whose marks came late, and how many: of a workshop that goes on, none can be."""
    if not workshop.has_ended(now):
        return []
    late = workshop.ends_at + LATE_AFTER
    noted = select(WorkshopNote.recorded_by_id).where(
        WorkshopNote.workshop_id == workshop.id, WorkshopNote.recorded_at > late
    )
    explained = set(db.session.execute(noted.order_by(WorkshopNote.id)).scalars())
    return _by_account(workshop, FieldMark.received_at > late, made_after=late, explained=explained)


def wrong_clocks_of(workshop: Workshop) -> list[CameLate]:
    """Whose phone had a clock that was too far off, and how many marks came from it."""
    return _by_account(workshop, FieldMark.is_skewed.is_(True))


def needs_sent_up(number: int) -> Page[WorkshopClosing]:
    """What who leads asked for, the latest first; one page of them."""
    query = (
        select(WorkshopClosing)
        .where(WorkshopClosing.need != "", _is_latest_of_its_author())
        .options(joinedload(WorkshopClosing.workshop).joinedload(Workshop.module))
        .options(joinedload(WorkshopClosing.workshop).joinedload(Workshop.host))
        .options(joinedload(WorkshopClosing.recorded_by))
        .order_by(WorkshopClosing.received_at.desc(), WorkshopClosing.id.desc())
    )
    return page_of(query, number)


def count_needs(hosts: Collection[int], *, since: datetime) -> int:
    """How many needs arrived since then, in workshops of these hosts."""
    query = select(func.count(WorkshopClosing.id)).where(
        WorkshopClosing.need != "",
        WorkshopClosing.received_at >= since,
        WorkshopClosing.host_organisation_id.in_(hosts),
        _is_latest_of_its_author(),
    )
    return db.session.execute(query).scalar_one()


def _is_latest_of_its_author() -> ColumnElement[bool]:
    later = aliased(WorkshopClosing)
    same = and_(
        later.workshop_id == WorkshopClosing.workshop_id,
        later.recorded_by_id == WorkshopClosing.recorded_by_id,
    )
    is_later = or_(
        later.recorded_at > WorkshopClosing.recorded_at,
        and_(later.recorded_at == WorkshopClosing.recorded_at, later.id > WorkshopClosing.id),
    )
    return not_(exists(select(later.id).where(same, is_later)))


def _by_account(
    workshop: Workshop,
    condition: ColumnElement[bool],
    *,
    made_after: datetime | None = None,
    explained: Collection[int | None] = (),
) -> list[CameLate]:
    made, received = func.max(FieldMark.counted_at), func.max(FieldMark.received_at)
    query = (
        select(
            Account.id,
            Account.name,
            func.count(FieldMark.id).label("marks"),
            made.label("made"),
            received.label("last"),
        )
        .join(Account, Account.id == FieldMark.account_id)
        .where(FieldMark.workshop_id == workshop.id, condition)
        .group_by(Account.id, Account.name)
        .order_by(Account.name, Account.id)
    )
    return [
        CameLate(
            row.name,
            row.marks,
            row.last,
            lacks_note=made_after is not None and row.made > made_after and row.id not in explained,
        )
        for row in db.session.execute(query)
    ]
