"""Where else someone is expected, as far as the session's scope may see it; and whose rooms they were in."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.tracks.models import Module
from peerlearn.workshops.models import Enrolment, Workshop, WorkshopFacilitator
from peerlearn.workshops.rules import Part, Place, WorkshopState

_THEIR_ROOMS = "whoever sits in a workshop, or leads it, knows its theme and its host, wherever they come from"


def find_other_workshop(person_id: int, workshop: Workshop) -> Workshop | None:
    """The workshop that this person leads, or has a seat in, while `workshop` takes place; the first of them."""
    query = (
        select(Workshop)
        .where(
            Workshop.state != WorkshopState.CANCELLED,
            Workshop.starts_at < workshop.ends_at,
            Workshop.ends_at > workshop.starts_at,
            Workshop.id != workshop.id,
            _leads_or_sits(person_id),
        )
        .options(joinedload(Workshop.module), joinedload(Workshop.site), joinedload(Workshop.host))
        .order_by(Workshop.starts_at, Workshop.id)
    )
    return db.session.execute(query.limit(1)).scalar_one_or_none()


def rooms_of(person_id: int) -> Sequence[tuple[Module, int]]:
    """What this person learns, learnt or leads in a workshop, and at which host; each once, the latest first."""
    query = (
        select(Module, Workshop.host_organisation_id)
        .join(Workshop, Workshop.module_id == Module.id)
        .where(Workshop.state != WorkshopState.CANCELLED, _leads_or_sits(person_id))
        .options(joinedload(Module.curriculum))
        .order_by(Workshop.starts_at.desc(), Workshop.id.desc())
    )
    with scope.beyond(db.session(), _THEIR_ROOMS):
        return list(dict.fromkeys((module, host_id) for module, host_id in db.session.execute(query)))


def _leads_or_sits(person_id: int) -> ColumnElement[bool]:
    leads = select(WorkshopFacilitator.workshop_id).where(
        WorkshopFacilitator.person_id == person_id, WorkshopFacilitator.part != Part.REPLACED
    )
    sits = select(Enrolment.workshop_id).where(Enrolment.person_id == person_id, Enrolment.place == Place.SEATED)
    return or_(Workshop.id.in_(leads), Workshop.id.in_(sits))
