"""Tables of the people. A person's own row stays with their present organisation; history points to affiliations."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerlearn.core.db import Base, FreeText, Id, Instant, Name, PublicId, Words, choice
from peerlearn.core.links import host_of
from peerlearn.core.scope import OwnedByOrganisation
from peerlearn.core.searching import LONGEST_WORD
from peerlearn.organisations.models import Organisation
from peerlearn.people.rules import LONGEST_PROOF_LINK, Channel, LegalBasis, Position, Purpose, Way

# PostgreSQL compares letter by letter here, as SQLite does: the beginning of a word is found by the index.
_LETTERS = String(LONGEST_WORD).with_variant(String(LONGEST_WORD, collation="C"), "postgresql")


class Person(OwnedByOrganisation, Base):
    """One record for life. Many share a phone, some have none: it is never unique and never needed.

    `form_id` is the form that registered them: sent twice, it makes one person. A record that was merged into another
    (`merged_at`) is shown nowhere, and waits for the merge to be undone. One that was anonymised (`anonymised_at`) is
    shown nowhere either and never comes back; `to_anonymise_on` is the day of which its organisation was told.
    """

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_organisation_id_search_key", "organisation_id", "search_key"),
        Index("uq_person_form_id", "form_id", unique=True),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    first_name: Mapped[Name]
    last_name: Mapped[Name | None]
    search_key: Mapped[str] = mapped_column(String(260))
    birth_year: Mapped[int | None]
    channel: Mapped[Channel] = mapped_column(choice(Channel), default=Channel.PAPER)
    phone: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(FreeText(254))
    # What another program of the organisation calls the person: a file is known again by it. Never shown elsewhere.
    reference: Mapped[str | None] = mapped_column(FreeText(40))
    created_at: Mapped[Instant]
    form_id: Mapped[UUID | None] = mapped_column(Uuid)
    merged_at: Mapped[Instant | None]
    anonymised_at: Mapped[Instant | None] = mapped_column(default=None)
    to_anonymise_on: Mapped[date | None] = mapped_column(default=None)
    organisation: Mapped[Organisation] = relationship()

    @property
    def full_name(self) -> str:
        """First name, and last name when it is known."""
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name


class PersonWord(OwnedByOrganisation, Base):
    """One word under which a person is found, plain and in lower case."""

    __tablename__ = "person_word"
    __table_args__ = (
        UniqueConstraint("person_id", "word"),
        Index("ix_person_word_word_person_id", "word", "person_id"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    word: Mapped[str] = mapped_column(_LETTERS)


class Affiliation(OwnedByOrganisation, Base):
    """A person was at an organisation from one day to another. Never deleted: history points here."""

    __tablename__ = "affiliation"
    __table_args__ = (
        UniqueConstraint("id", "organisation_id", "person_id"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="ends_after_it_starts"),
        # A person belongs to one organisation at a time.
        Index(
            "uq_affiliation_current",
            "person_id",
            unique=True,
            sqlite_where=text("until_on IS NULL"),
            postgresql_where=text("until_on IS NULL"),
        ),
        Index("ix_affiliation_organisation_id_contract_ends_on", "organisation_id", "contract_ends_on"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    position: Mapped[Position] = mapped_column(choice(Position), default=Position.EMPLOYEE)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    contract_ends_on: Mapped[date | None]
    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()


class PrivacyNotice(OwnedByOrganisation, Base):
    """What an organisation says about personal data: one version, never edited in place."""

    __tablename__ = "privacy_notice"
    __table_args__ = (UniqueConstraint("organisation_id", "version"),)

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    version: Mapped[int]
    legal_basis: Mapped[LegalBasis] = mapped_column(choice(LegalBasis))
    purposes: Mapped[Words]
    readers: Mapped[Words]
    contact: Mapped[Words]
    written_at: Mapped[Instant]
    written_by_id: Mapped[int | None]
    organisation: Mapped[Organisation] = relationship()


class NoticeGiven(OwnedByOrganisation, Base):
    """A person was handed one version of the notice, or had it read to them. Said once for each version."""

    __tablename__ = "notice_given"
    __table_args__ = (UniqueConstraint("person_id", "notice_id"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("privacy_notice.id"))
    given_at: Mapped[Instant]
    given_by_id: Mapped[int | None]
    notice: Mapped[PrivacyNotice] = relationship()


_HELD = text("withdrawn_at IS NULL")


class Consent(OwnedByOrganisation, Base):
    """A person agreed to something that is not needed to take part. Withdrawn, the row stays as history."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_way IS NULL)", name="withdrawn_in_a_way"),
        # Two tabs, two people: one consent for one purpose at a time.
        Index("uq_consent_held", "person_id", "purpose", unique=True, sqlite_where=_HELD, postgresql_where=_HELD),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[Purpose] = mapped_column(choice(Purpose))
    given_by_way: Mapped[Way] = mapped_column(choice(Way))
    given_on: Mapped[date]
    noted_at: Mapped[Instant]
    noted_by_id: Mapped[int | None]
    withdrawn_by_way: Mapped[Way | None] = mapped_column(choice(Way))
    withdrawn_at: Mapped[Instant | None]
    withdrawal_noted_by_id: Mapped[int | None]


class CorrectionRequest(OwnedByOrganisation, Base):
    """A person says what is wrong about them. Answered, it is closed."""

    __tablename__ = "correction_request"
    __table_args__ = (
        CheckConstraint("(answered_at IS NULL) = (answer IS NULL)", name="answered_with_words"),
        Index("ix_correction_request_organisation_id_answered_at", "organisation_id", "answered_at"),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # The form it came from: sent twice, it is asked once.
    form_id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    words: Mapped[Words]
    asked_at: Mapped[Instant]
    answer: Mapped[Words | None]
    answered_at: Mapped[Instant | None]
    answered_by_id: Mapped[int | None]
    person: Mapped[Person] = relationship()


class NotedContact(OwnedByOrganisation, Base):
    """Somebody spoke with the person on a day: they are not forgotten, and the time until anonymising starts again."""

    __tablename__ = "noted_contact"
    __table_args__ = (UniqueConstraint("person_id", "spoken_on"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    spoken_on: Mapped[date]
    noted_at: Mapped[Instant]
    noted_by_id: Mapped[int | None]


class ExternalCertification(OwnedByOrganisation, Base):
    """What somebody else certified: Pix, CléA numérique and the like. Never shown as ours, never counted as ours.

    `seen_at` says that staff held the document in their hands; without it, it is what the person says.
    """

    __tablename__ = "external_certification"
    __table_args__ = (
        CheckConstraint("expires_on IS NULL OR expires_on >= awarded_on", name="expires_after_it_begins"),
        Index("uq_external_certification_form_id", "form_id", unique=True),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    issuer: Mapped[Name]
    title: Mapped[Name]
    level: Mapped[str | None] = mapped_column(FreeText(60))
    awarded_on: Mapped[date]
    expires_on: Mapped[date | None]
    proof: Mapped[str | None] = mapped_column(FreeText(80))
    link: Mapped[str | None] = mapped_column(FreeText(LONGEST_PROOF_LINK))
    noted_at: Mapped[Instant]
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    seen_at: Mapped[Instant | None]
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    form_id: Mapped[UUID] = mapped_column(Uuid)

    @property
    def link_host(self) -> str:
        """The site the link leads to; nothing without one."""
        return host_of(self.link) if self.link else ""
