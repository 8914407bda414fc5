"""What others certified of a person: who, what, when, and whether somebody saw the document. Never ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from peerlearn.core import audit, clock
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.links import is_safe_link
from peerlearn.people.models import ExternalCertification, Person
from peerlearn.people.rules import LONGEST_PROOF_LINK, MOST_CERTIFICATIONS

_OLDEST_YEAR = 1950


@dataclass(frozen=True)
class CertificationFacts:
    """What is written on the document. A link is https, and leads to the issuer."""

    issuer: str
    title: str
    awarded_on: date
    level: str | None = None
    expires_on: date | None = None
    proof: str | None = None
    link: str | None = None


def note_certification(  # noqa: PLR0913 - of whom, what, by which form, seen or not, by whom, when
    person: Person, facts: CertificationFacts, *, form_id: UUID, is_seen: bool, by: int | None, now: datetime
) -> ExternalCertification:
    """Write it down; a form sent twice makes one.

    Raises:
        DomainError: `people.certified_to_come`, `people.certified_long_ago`, `people.expires_before`,
            `people.link_wrong`, `people.too_many_certifications`.
    """
    db.session.refresh(person, with_for_update={"key_share": True})
    known = select(ExternalCertification).where(ExternalCertification.form_id == form_id)
    if (before := db.session.execute(known).scalar_one_or_none()) is not None:
        return before
    held = select(func.count(ExternalCertification.id)).where(ExternalCertification.person_id == person.id)
    if db.session.execute(held).scalar_one() >= MOST_CERTIFICATIONS:
        raise DomainError("people.too_many_certifications", most=MOST_CERTIFICATIONS)
    noted = ExternalCertification(
        organisation_id=person.organisation_id,
        person_id=person.id,
        form_id=form_id,
        noted_at=now,
        noted_by_id=by,
        seen_at=now if is_seen else None,
        seen_by_id=by if is_seen else None,
    )
    _write(noted, facts, today=clock.day_of(now))
    db.session.add(noted)
    _record("certification.noted", noted, by)
    return noted


def correct_certification(
    noted: ExternalCertification, facts: CertificationFacts, *, is_seen: bool, by: int | None, now: datetime
) -> None:
    """Correct what was written; what staff saw before counts as seen only when they say so again.

    Raises:
        DomainError: as for `note_certification`.
    """
    db.session.refresh(noted, with_for_update=True)
    _write(noted, facts, today=clock.day_of(now))
    noted.seen_at, noted.seen_by_id = (now, by) if is_seen else (None, None)
    _record("certification.corrected", noted, by)


def remove_certification(noted: ExternalCertification, *, by: int | None) -> None:
    """Take it off the page; nothing of it is kept."""
    _record("certification.removed", noted, by)
    db.session.delete(noted)
    db.session.flush()


def certifications_of(person_id: int) -> Sequence[ExternalCertification]:
    """What others certified of the person, the latest first."""
    query = select(ExternalCertification).where(ExternalCertification.person_id == person_id)
    order = (ExternalCertification.awarded_on.desc(), ExternalCertification.id.desc())
    return db.session.execute(query.order_by(*order)).scalars().all()


def certification_of(person_id: int, public_id: str) -> ExternalCertification:
    """One of them.

    Raises:
        NoResultFound: the person has none with this id.
    """
    query = select(ExternalCertification).where(
        ExternalCertification.person_id == person_id, ExternalCertification.public_id == public_id
    )
    return db.session.execute(query).scalar_one()


def _write(noted: ExternalCertification, facts: CertificationFacts, *, today: date) -> None:
    if facts.awarded_on > today:
        raise DomainError("people.certified_to_come")
    if facts.awarded_on.year < _OLDEST_YEAR:
        raise DomainError("people.certified_long_ago")
    if facts.expires_on is not None and facts.expires_on < facts.awarded_on:
        raise DomainError("people.expires_before")
    if facts.link is not None and not is_safe_link(facts.link, longest=LONGEST_PROOF_LINK):
        raise DomainError("people.link_wrong")
    noted.issuer, noted.title, noted.level = facts.issuer, facts.title, facts.level
    noted.awarded_on, noted.expires_on = facts.awarded_on, facts.expires_on
    noted.proof, noted.link = facts.proof, facts.link


def _record(act: str, noted: ExternalCertification, by: int | None) -> None:
    audit.record(db.session(), act, noted, account_id=by, organisation_id=noted.organisation_id)
    db.session.flush()
