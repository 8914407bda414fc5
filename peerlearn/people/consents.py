"""What a person agrees to beside the programme: given and withdrawn at any time, and never needed to take part."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from peerlearn.core import audit, clock
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.people.models import Consent, Person
from peerlearn.people.notices import find_notice
from peerlearn.people.rules import Purpose, Way


def consent(  # noqa: PLR0913 - who, to what, how, on which day, noted by whom
    person: Person, purpose: Purpose, *, way: Way, on: date, by: int | None, now: datetime
) -> Consent:
    """Note that the person agreed, on that day and in that way. Twice is once.

    Raises:
        DomainError: `people.consent_to_come`, `people.consent_untold`.
    """
    db.session.refresh(person, with_for_update={"key_share": True})
    if (held := _find_held(person.id, purpose)) is not None:
        return held
    if on > clock.day_of(now):
        raise DomainError("people.consent_to_come")
    # Nobody agrees before it is written what is done with their data: such a yes would be worth nothing.
    if find_notice(person.organisation_id) is None:
        raise DomainError("people.consent_untold")
    given = Consent(
        organisation_id=person.organisation_id,
        person_id=person.id,
        purpose=purpose,
        given_by_way=way,
        given_on=on,
        noted_at=now,
        noted_by_id=by,
        withdrawn_by_way=None,
        withdrawn_at=None,
        withdrawal_noted_by_id=None,
    )
    db.session.add(given)
    audit.record(
        db.session(), "consent.given", person, account_id=by, organisation_id=person.organisation_id, purpose=purpose
    )
    db.session.flush()
    return given


def withdraw_consent(given: Consent, *, way: Way, by: int | None, now: datetime) -> None:
    """The person takes it back: from now on it no longer holds, and the row says since when. Twice is once."""
    db.session.refresh(given, with_for_update=True)
    if given.withdrawn_at is not None:
        return
    given.withdrawn_at, given.withdrawn_by_way, given.withdrawal_noted_by_id = now, way, by
    audit.record(
        db.session(),
        "consent.withdrawn",
        given,
        account_id=by,
        organisation_id=given.organisation_id,
        purpose=given.purpose,
    )
    db.session.flush()


def consents_of(person_id: int) -> Sequence[Consent]:
    """All that the person ever agreed to, the latest first; what was withdrawn too."""
    query = select(Consent).where(Consent.person_id == person_id)
    return db.session.execute(query.order_by(Consent.noted_at.desc(), Consent.id.desc())).scalars().all()


def consent_of(person_id: int, public_id: str) -> Consent:
    """One of the person's consents.

    Raises:
        NoResultFound: there is none in scope.
    """
    query = select(Consent).where(Consent.public_id == public_id, Consent.person_id == person_id)
    return db.session.execute(query).scalar_one()


def _find_held(person_id: int, purpose: Purpose) -> Consent | None:
    query = select(Consent).where(
        Consent.person_id == person_id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None)
    )
    return db.session.execute(query).scalar_one_or_none()
