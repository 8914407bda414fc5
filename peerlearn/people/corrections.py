"""A person says what is wrong about them; staff correct it, or say why not."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from peerlearn.core import audit
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.people.models import CorrectionRequest, Person


def ask_for_correction(person: Person, words: str, *, form_id: UUID, by: int, now: datetime) -> CorrectionRequest:
    """Keep what the person asks for. The same form sent twice asks once."""
    db.session.refresh(person, with_for_update={"key_share": True})
    sent = select(CorrectionRequest).where(
        CorrectionRequest.form_id == form_id, CorrectionRequest.person_id == person.id
    )
    if (before := db.session.execute(sent).scalar_one_or_none()) is not None:
        return before
    asked = CorrectionRequest(
        organisation_id=person.organisation_id,
        person_id=person.id,
        form_id=form_id,
        words=words,
        asked_at=now,
        answer=None,
        answered_at=None,
        answered_by_id=None,
    )
    db.session.add(asked)
    audit.record(db.session(), "person.correction_asked", person, account_id=by, organisation_id=person.organisation_id)
    db.session.flush()
    return asked


def answer_correction(request: CorrectionRequest, answer: str, *, by: int | None, now: datetime) -> None:
    """Say what was done, or why nothing was; that closes it.

    Raises:
        DomainError: `people.answered_already`.
    """
    db.session.refresh(request, with_for_update={"of": CorrectionRequest})
    if request.answered_at is not None:
        raise DomainError("people.answered_already")
    request.answer, request.answered_at, request.answered_by_id = answer, now, by
    home = request.organisation_id
    audit.record(db.session(), "person.correction_answered", request, account_id=by, organisation_id=home)
    db.session.flush()


def correction(public_id: str) -> CorrectionRequest:
    """One request, with its person.

    Raises:
        NoResultFound: there is none in scope.
    """
    query = select(CorrectionRequest).where(CorrectionRequest.public_id == public_id)
    return db.session.execute(query.options(joinedload(CorrectionRequest.person))).scalar_one()


def corrections_of(person_id: int) -> Sequence[CorrectionRequest]:
    """What the person asked to have corrected, the latest first."""
    query = select(CorrectionRequest).where(CorrectionRequest.person_id == person_id)
    return db.session.execute(query.order_by(CorrectionRequest.asked_at.desc(), CorrectionRequest.id)).scalars().all()


def open_corrections() -> Sequence[CorrectionRequest]:
    """What waits for an answer, the oldest first, with its people."""
    query = select(CorrectionRequest).where(CorrectionRequest.answered_at.is_(None))
    query = query.options(joinedload(CorrectionRequest.person)).order_by(
        CorrectionRequest.asked_at, CorrectionRequest.id
    )
    return db.session.execute(query).scalars().all()


def count_open_corrections() -> int:
    """How many wait."""
    query = select(func.count(CorrectionRequest.id)).where(CorrectionRequest.answered_at.is_(None))
    return db.session.execute(query).scalar_one()
