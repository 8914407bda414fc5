"""Where somebody is expected, at whatever organisation: what a person who moves has to be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.organisations.models import Organisation
from peerlearn.tracks.models import Module
from peerlearn.workshops.models import Enrolment, Workshop
from peerlearn.workshops.queries import ON_THE_LIST
from peerlearn.workshops.rules import WorkshopState


@dataclass(frozen=True)
class ComingSeat:
    """A place that is kept for someone, at whatever organisation."""

    starts_local: datetime
    title: dict[str, str]
    host_name: str
    host_id: int
    home_id: int


def coming_seats_of(person_id: int, *, now: datetime) -> Sequence[ComingSeat]:
    """Where the person has a seat or waits, the next one first; also where only their former organisation sees it."""
    query = (
        select(
            Workshop.starts_local,
            Module.title,
            Organisation.name,
            Workshop.host_organisation_id,
            Enrolment.home_organisation_id,
        )
        .join(Workshop, Workshop.id == Enrolment.workshop_id)
        .join(Module, Module.id == Workshop.module_id)
        .join(Organisation, Organisation.id == Workshop.host_organisation_id)
        .where(
            Enrolment.person_id == person_id,
            Enrolment.place.in_(ON_THE_LIST),
            Workshop.starts_at > now,
            Workshop.state != WorkshopState.CANCELLED,
        )
        .order_by(Workshop.starts_at, Workshop.id)
    )
    with scope.beyond(db.session(), "where someone is expected, whoever wrote it down"):
        return [ComingSeat(*row) for row in db.session.execute(query)]
