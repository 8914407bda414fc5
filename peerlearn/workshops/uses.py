"""Whether there are workshops at all: about a module, or still to come at a host."""

from datetime import datetime

from sqlalchemy import func, select

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.tracks.models import Module
from peerlearn.workshops.models import Workshop
from peerlearn.workshops.rules import WorkshopState


def count_coming_at(organisation_id: int, *, now: datetime) -> int:
    """How many workshops this host still has to come."""
    query = select(func.count(Workshop.id)).where(
        Workshop.host_organisation_id == organisation_id,
        Workshop.ends_at > now,
        Workshop.state != WorkshopState.CANCELLED,
    )
    return db.session.execute(query).scalar_one()


def has_workshops(module: Module) -> bool:
    """Whether some workshop, anywhere and at any time, is about this module."""
    query = select(Workshop.id).where(Workshop.module_id == module.id).limit(1)
    with scope.beyond(db.session(), "whether a module was ever used, by whomever"):
        return db.session.execute(query).first() is not None
