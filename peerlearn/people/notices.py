"""What an organisation tells people about their data: written in versions, handed over, noted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from peerlearn.core import audit
from peerlearn.core.db import db
from peerlearn.organisations.models import Organisation
from peerlearn.people.finding import is_there
from peerlearn.people.models import NoticeGiven, Person, PrivacyNotice
from peerlearn.people.rules import LegalBasis


@dataclass(frozen=True)
class NoticeFacts:
    """What a notice says. How long data is kept is the installation's setting, and no organisation's choice."""

    legal_basis: LegalBasis
    purposes: str
    readers: str
    contact: str


def write_notice(organisation: Organisation, facts: NoticeFacts, *, by: int | None, now: datetime) -> PrivacyNotice:
    """The next version of the organisation's notice; the same words again make none."""
    # Two who write at once make two versions, one after the other.
    held = select(Organisation.id).where(Organisation.id == organisation.id).with_for_update(key_share=True)
    db.session.execute(held)
    before = find_notice(organisation.id)
    if before is not None and _says(before) == facts:
        return before
    notice = PrivacyNotice(
        organisation_id=organisation.id,
        version=before.version + 1 if before else 1,
        legal_basis=facts.legal_basis,
        purposes=facts.purposes,
        readers=facts.readers,
        contact=facts.contact,
        written_at=now,
        written_by_id=by,
    )
    db.session.add(notice)
    audit.record(
        db.session(),
        "notice.written",
        organisation,
        account_id=by,
        organisation_id=organisation.id,
        version=notice.version,
    )
    db.session.flush()
    return notice


def give_notice(person: Person, notice: PrivacyNotice, *, by: int | None, now: datetime) -> None:
    """Note that the person was handed this version, or had it read to them. Twice is once."""
    db.session.refresh(person, with_for_update={"key_share": True})
    said = select(NoticeGiven.id).where(NoticeGiven.person_id == person.id, NoticeGiven.notice_id == notice.id)
    if db.session.execute(said).first() is None:
        home = notice.organisation_id
        row = NoticeGiven(person_id=person.id, organisation_id=home, notice_id=notice.id, given_at=now, given_by_id=by)
        db.session.add(row)
        db.session.flush()


def find_notice(organisation_id: int) -> PrivacyNotice | None:
    """The notice that holds: the latest version, with its organisation."""
    query = select(PrivacyNotice).where(PrivacyNotice.organisation_id == organisation_id)
    query = query.options(joinedload(PrivacyNotice.organisation)).order_by(PrivacyNotice.version.desc()).limit(1)
    return db.session.execute(query).scalar_one_or_none()


def notices_of(organisation_id: int) -> Sequence[PrivacyNotice]:
    """Every version, the latest first."""
    query = select(PrivacyNotice).where(PrivacyNotice.organisation_id == organisation_id)
    return db.session.execute(query.order_by(PrivacyNotice.version.desc())).scalars().all()


def notices_given_to(person_id: int) -> Sequence[NoticeGiven]:
    """Which versions the person was shown, the latest first."""
    query = select(NoticeGiven).where(NoticeGiven.person_id == person_id).options(joinedload(NoticeGiven.notice))
    return db.session.execute(query.order_by(NoticeGiven.given_at.desc(), NoticeGiven.id.desc())).scalars().all()


def without_notice() -> Sequence[Organisation]:
    """Organisations in scope that have people, and have not said on what legal basis, by name."""
    at = _people_by_organisation()
    said = set(db.session.execute(select(PrivacyNotice.organisation_id)).scalars())
    query = select(Organisation).where(Organisation.id.in_(set(at) - said), Organisation.closed_at.is_(None))
    return db.session.execute(query.order_by(Organisation.name, Organisation.id)).scalars().all()


def _people_by_organisation() -> Collection[int]:
    query = select(Person.organisation_id, func.count(Person.id)).where(is_there()).group_by(Person.organisation_id)
    return {row[0]: row[1] for row in db.session.execute(query)}.keys()


def _says(notice: PrivacyNotice) -> NoticeFacts:
    return NoticeFacts(notice.legal_basis, notice.purposes, notice.readers, notice.contact)
