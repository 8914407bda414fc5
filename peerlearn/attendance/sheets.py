"""Photographs of sheets that people signed on paper: kept as the proof of a half-day, for the office of the host."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from peerlearn.attendance.counting import RefusedError, Stamp
from peerlearn.attendance.desk import Desk
from peerlearn.attendance.marks import Mark, SheetSaid
from peerlearn.attendance.models import SheetPhoto
from peerlearn.attendance.rules import OPENS_BEFORE, half_day_of
from peerlearn.core import audit
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.people.models import Person
from peerlearn.resources.examining import examine_photo
from peerlearn.workshops.models import Workshop, WorkshopFacilitator

MOST_OF_A_WORKSHOP = 10
_PEOPLE = Person.__table__


def keep_sheet(desk: Desk, mark: Mark, said: SheetSaid, stamp: Stamp) -> None:
    """Keep the photograph, drawn anew. It is a proof: late, or of a cancelled workshop, it is kept all the same.

    Raises:
        RefusedError: `sheet_elsewhere`, `too_early`, `other_half_day`, `sheet_unreadable`, `sheet_names_gone`,
            `too_many_sheets`. The paper is still there.
    """
    workshop = desk.workshop
    if workshop is None:
        raise RefusedError("sheet_elsewhere")
    if stamp.counted_at < workshop.starts_at - OPENS_BEFORE:
        raise RefusedError("too_early")
    if said.half_day is not half_day_of(workshop.starts_local):
        raise RefusedError("other_half_day")
    if desk.gone or _a_leader_is_gone(workshop):
        raise RefusedError("sheet_names_gone")
    if _count_of(workshop) >= MOST_OF_A_WORKSHOP:
        raise RefusedError("too_many_sheets")
    photo = _drawn_anew(said.photo)
    sheet = SheetPhoto(
        mark_id=mark.id,
        workshop_id=workshop.id,
        host_organisation_id=workshop.host_organisation_id,
        half_day=said.half_day,
        photo=photo,
        size=len(photo),
        recorded_at=stamp.counted_at,
        received_at=stamp.received_at,
        recorded_by_id=stamp.by.account_id,
    )
    db.session.add(sheet)
    db.session.flush()


def sheets_of(workshop: Workshop) -> Sequence[SheetPhoto]:
    """The photographs of this workshop, the first taken first, without the pictures themselves; also emptied ones."""
    query = select(SheetPhoto).where(SheetPhoto.workshop_id == workshop.id)
    return db.session.execute(query.order_by(SheetPhoto.recorded_at, SheetPhoto.id)).scalars().all()


def sheet_of(workshop: Workshop, public_id: str) -> SheetPhoto:
    """One photograph of this workshop, with its picture.

    Raises:
        NoResultFound: there is none in scope.
    """
    query = select(SheetPhoto).where(SheetPhoto.workshop_id == workshop.id, SheetPhoto.public_id == public_id)
    return db.session.execute(query.options(undefer(SheetPhoto.photo))).scalar_one()


def remove_sheet(sheet: SheetPhoto, *, by: int | None) -> None:
    """Take a photograph away: blurred, of another sheet, twice the same."""
    host = sheet.host_organisation_id
    audit.record(db.session(), "sheet_photo.removed", sheet, account_id=by, organisation_id=host)
    db.session.delete(sheet)
    db.session.flush()


def _drawn_anew(photo: bytes) -> bytes:
    try:
        return examine_photo(photo)
    except DomainError as problem:
        raise RefusedError("sheet_unreadable") from problem


def _a_leader_is_gone(workshop: Workshop) -> bool:
    """Those who sit there are held already, with the desk; so nobody of either is forgotten between two looks."""
    query = (
        select(_PEOPLE.c.anonymised_at)
        .join(WorkshopFacilitator, WorkshopFacilitator.person_id == _PEOPLE.c.id)
        .where(WorkshopFacilitator.workshop_id == workshop.id)
        .order_by(_PEOPLE.c.id)
        .with_for_update(read=True, key_share=True, of=_PEOPLE)
    )
    return any(at is not None for at in db.session.execute(query).scalars())


def _count_of(workshop: Workshop) -> int:
    query = select(func.count(SheetPhoto.id)).where(SheetPhoto.workshop_id == workshop.id)
    return db.session.execute(query).scalar_one()
