"""Where else someone is expected, as far as the session's scope may see it."""

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from peerlearn.core.db import db
from peerlearn.workshops.models import Enrolment, Workshop, WorkshopFacilitator
from peerlearn.workshops.rules import Part, Place, WorkshopState


def find_other_workshop(person_id: int, workshop: Workshop) -> Workshop | None:
    """The workshop that this person leads, or has a seat in, while `workshop` takes place; the first of them."""
    leads = select(WorkshopFacilitator.workshop_id).where(
        WorkshopFacilitator.person_id == person_id, WorkshopFacilitator.part != Part.REPLACED
    )
    sits = select(Enrolment.workshop_id).where(Enrolment.person_id == person_id, Enrolment.place == Place.SEATED)
    query = (
        select(Workshop)
        .where(
            Workshop.state != WorkshopState.CANCELLED,
            Workshop.starts_at < workshop.ends_at,
            Workshop.ends_at > workshop.starts_at,
            Workshop.id != workshop.id,
            or_(Workshop.id.in_(leads), Workshop.id.in_(sits)),
        )
        .options(joinedload(Workshop.module), joinedload(Workshop.site), joinedload(Workshop.host))
        .order_by(Workshop.starts_at, Workshop.id)
    )
    return db.session.execute(query.limit(1)).scalar_one_or_none()
