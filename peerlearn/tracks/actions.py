"""What a person gains by a track. Written by the features above, which know what happened. Flush, never commit."""

from datetime import datetime

from sqlalchemy import select

from peerlearn.core import audit
from peerlearn.core.db import db
from peerlearn.core.permissions import Permission
from peerlearn.tracks.models import Outcome


def gain(  # noqa: PLR0913 - who, where, what, why, by whom and when
    person_id: int, *, organisation_id: int, permission: Permission, because: str, by: int | None, now: datetime
) -> None:
    """The person may do this from now on; twice changes nothing."""
    if _find(person_id, permission) is None:
        outcome = Outcome(
            organisation_id=organisation_id,
            person_id=person_id,
            permission=permission,
            because=because,
            gained_at=now,
        )
        db.session.add(outcome)
        db.session.flush()
        audit.record(db.session(), "outcome.gained", outcome, account_id=by, organisation_id=organisation_id)


def lose(person_id: int, *, permission: Permission, by: int | None) -> None:
    """What was gained by mistake is taken back: a presence that was marked for somebody else."""
    if (outcome := _find(person_id, permission)) is not None:
        audit.record(db.session(), "outcome.lost", outcome, account_id=by, organisation_id=outcome.organisation_id)
        db.session.delete(outcome)
        db.session.flush()


def _find(person_id: int, permission: Permission) -> Outcome | None:
    query = select(Outcome).where(Outcome.person_id == person_id, Outcome.permission == permission)
    return db.session.execute(query).scalar_one_or_none()
