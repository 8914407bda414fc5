"""Reads of the workshops; the session's scope decides whose."""

from sqlalchemy import select

from peerlearn.core.db import db
from peerlearn.workshops.models import WorkshopFacilitator
from peerlearn.workshops.rules import Part


def hosts_led_by(person_id: int) -> frozenset[int]:
    """The organisations at whose workshops this person leads."""
    query = select(WorkshopFacilitator.host_organisation_id).where(
        WorkshopFacilitator.person_id == person_id, WorkshopFacilitator.part != Part.REPLACED
    )
    return frozenset(db.session.execute(query).scalars())
