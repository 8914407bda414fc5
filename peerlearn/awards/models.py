"""Tables of the badges. Signed bytes never change: PNG, card and page are derived from them."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Select,
    String,
    UniqueConstraint,
    Uuid,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerlearn.awards.endorsement_rules import LONGEST_WORDS, EndorsementState
from peerlearn.awards.rules import AwardState, Form, KeyState, NameShown, RevocationReason, Use
from peerlearn.core.db import Base, Document, FreeText, Id, Instant, Name, PublicId, Translated, choice, random_code
from peerlearn.core.scope import OwnedByOrganisation, Scope
from peerlearn.organisations.models import Organisation
from peerlearn.people.models import Person
from peerlearn.tracks.models import Curriculum
from peerlearn.tracks.rules import TrackCode

_LIVING = text("state NOT IN ('refused', 'taken_back', 'declined', 'revoked', 'erased')")


def _people_of(organisation_ids: Any) -> Select[tuple[int]]:
    people = Person.__table__
    return select(people.c.id).where(people.c.organisation_id.in_(organisation_ids))


def _awards_of_people_of(organisation_ids: Any) -> Select[tuple[int]]:
    return select(Award.__table__.c.id).where(Award.__table__.c.person_id.in_(_people_of(organisation_ids)))


class IssuerProfile(Base):
    """Who signs. Its base address and its DID are fixed when it is created: they live in the signed bytes."""

    __tablename__ = "issuer_profile"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), unique=True)
    base_url: Mapped[str] = mapped_column(String(200))
    did: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[Name]
    email: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[Instant]
    organisation: Mapped[Organisation] = relationship()


class IssuerKey(Base):
    """The public half of a signing key, and what it may still vouch for. The private half is a file."""

    __tablename__ = "issuer_key"
    __table_args__ = (
        CheckConstraint("state <> 'compromised' OR compromised_since IS NOT NULL", name="compromised_since_when"),
    )

    id: Mapped[Id]
    kid: Mapped[str] = mapped_column(String(280), unique=True)
    issuer_id: Mapped[int] = mapped_column(ForeignKey("issuer_profile.id"), index=True)
    algorithm: Mapped[str] = mapped_column(String(10))
    public_jwk: Mapped[Document]
    state: Mapped[KeyState] = mapped_column(choice(KeyState), default=KeyState.ACTIVE)
    active_from: Mapped[Instant]
    retired_at: Mapped[Instant | None]
    compromised_since: Mapped[Instant | None]
    issuer: Mapped[IssuerProfile] = relationship()


class Achievement(Base):
    """A badge as defined: what it says, what it asks, how it looks. A published version is never edited in place."""

    __tablename__ = "achievement"
    __table_args__ = (UniqueConstraint("issuer_id", "code", "version"),)

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    issuer_id: Mapped[int] = mapped_column(ForeignKey("issuer_profile.id"))
    curriculum_id: Mapped[int] = mapped_column(ForeignKey("curriculum.id"))
    code: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(20))
    track: Mapped[TrackCode] = mapped_column(choice(TrackCode))
    name: Mapped[Translated]
    description: Mapped[Translated]
    can_do: Mapped[Document]
    criteria: Mapped[Document]
    artwork: Mapped[Document]
    alignments: Mapped[Document]
    valid_months: Mapped[int | None]
    published_at: Mapped[Instant]
    # Whose account published it, as in the audit trail; nobody's for those that came with the product.
    published_by_id: Mapped[int | None]
    superseded_at: Mapped[Instant | None]
    issuer: Mapped[IssuerProfile] = relationship()
    curriculum: Mapped[Curriculum] = relationship()


class AchievementDraft(OwnedByOrganisation, Base):
    """A badge that is still being written, by who issues it: no address of it is public, and it may say half of it.

    Of one badge there is one draft at a time. Its public id becomes that of the version it is published as.
    """

    __tablename__ = "achievement_draft"
    __table_args__ = (UniqueConstraint("issuer_id", "code"),)

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    issuer_id: Mapped[int] = mapped_column(ForeignKey("issuer_profile.id"))
    curriculum_id: Mapped[int] = mapped_column(ForeignKey("curriculum.id"))
    code: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(20))
    track: Mapped[TrackCode] = mapped_column(choice(TrackCode))
    content: Mapped[Document]
    begun_at: Mapped[Instant]
    begun_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[Instant]
    issuer: Mapped[IssuerProfile] = relationship()
    curriculum: Mapped[Curriculum] = relationship()


class IssuingRight(Base):
    """An organisation may give this badge; a partner, and through it the houses of its region. Without a row, all may.

    Not scoped, as the organisations themselves: who gives which badge is no secret.
    """

    __tablename__ = "issuing_right"

    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievement.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)


class AchievementUse(Base):
    """How often strangers opened, saved or checked badges of one version, on one day where the programme is.

    Of nobody: neither a badge, nor its holder, nor who looked, nor an hour. Not scoped, since it belongs to no house.
    """

    __tablename__ = "achievement_use"
    __table_args__ = (CheckConstraint("number > 0", name="something_counted"),)

    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievement.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    use: Mapped[Use] = mapped_column(choice(Use), primary_key=True)
    number: Mapped[int]


class Award(OwnedByOrganisation, Base):
    """One achievement for one person, from proposal to what became of it. Nothing is signed or public before the
    holder accepted."""

    __tablename__ = "award"
    __table_args__ = (
        ForeignKeyConstraint(
            ["affiliation_id", "organisation_id", "person_id"],
            ["affiliation.id", "affiliation.organisation_id", "affiliation.person_id"],
            name="fk_award_home_affiliation",
        ),
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> proposed_by_id", name="approved_by_another"),
        CheckConstraint("state <> 'revoked' OR revocation_reason IS NOT NULL", name="revoked_for_a_reason"),
        CheckConstraint(
            "state NOT IN ('accepted', 'issued') OR (approved_by_id IS NOT NULL AND accepted_at IS NOT NULL)",
            name="issued_after_approval_and_acceptance",
        ),
        Index(
            "uq_award_living",
            "achievement_id",
            "person_id",
            unique=True,
            sqlite_where=_LIVING,
            postgresql_where=_LIVING,
        ),
    )

    id: Mapped[Id]
    public_code: Mapped[str] = mapped_column(String(12), unique=True, default=lambda: random_code(8))
    public_id: Mapped[PublicId]
    uuid: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievement.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    affiliation_id: Mapped[int]
    state: Mapped[AwardState] = mapped_column(choice(AwardState), default=AwardState.PROPOSED, index=True)
    facts: Mapped[Document]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[Instant]
    reason: Mapped[str] = mapped_column(FreeText(400), default="")
    refusal: Mapped[str] = mapped_column(FreeText(400), default="")
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[Instant | None]
    offered_at: Mapped[Instant | None]
    declined_at: Mapped[Instant | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    accepted_at: Mapped[Instant | None]
    name_shown: Mapped[NameShown | None] = mapped_column(choice(NameShown))
    shown_as: Mapped[str] = mapped_column(FreeText(240), default="")
    awarded_on: Mapped[date | None]
    holder_code_hash: Mapped[str | None] = mapped_column(String(200))
    holder_code_at: Mapped[Instant | None]
    suspended_because: Mapped[str] = mapped_column(FreeText(400), default="", server_default="")
    revoked_at: Mapped[Instant | None]
    revocation_reason: Mapped[RevocationReason | None] = mapped_column(choice(RevocationReason))
    achievement: Mapped[Achievement] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    @classmethod
    def scope_criterion(cls, ids: Any) -> ColumnElement[bool]:
        """The house where it was earned, and the one where its holder is now: a badge goes with its person."""
        return or_(super().scope_criterion(ids), cls.person_id.in_(_people_of(ids)))

    def is_in(self, scope: Scope) -> bool:
        """Whether one of the two may be touched."""
        holder: Person | None = self.person  # who is out of scope is not loaded
        return super().is_in(scope) or (holder is not None and scope.holds(holder.organisation_id))


class StatusList(Base):
    """A list of withdrawal bits, of one issuer. Both signed forms are stored again whenever a bit changes."""

    __tablename__ = "status_list"

    id: Mapped[Id]
    issuer_id: Mapped[int] = mapped_column(ForeignKey("issuer_profile.id"), index=True)
    size: Mapped[int]
    signed_jwt: Mapped[bytes | None] = mapped_column(LargeBinary)
    signed_json: Mapped[bytes | None] = mapped_column(LargeBinary)
    signed_at: Mapped[Instant | None]
    issuer: Mapped[IssuerProfile] = relationship()


class Edition(OwnedByOrganisation, Base):
    """An award as signed at one time. A correction makes the next; the former is withdrawn and says so."""

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("award_id", "number"), UniqueConstraint("status_list_id", "status_index"))

    id: Mapped[Id]
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), index=True)
    number: Mapped[int]
    credential_uuid: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    registered_at: Mapped[Instant]
    status_list_id: Mapped[int] = mapped_column(ForeignKey("status_list.id"))
    status_index: Mapped[int]
    revoked_at: Mapped[Instant | None]
    award: Mapped[Award] = relationship()

    @classmethod
    def scope_criterion(cls, ids: Any) -> ColumnElement[bool]:
        """As its award."""
        return or_(super().scope_criterion(ids), cls.award_id.in_(_awards_of_people_of(ids)))

    def is_in(self, scope: Scope) -> bool:
        """As its award."""
        award: Award | None = self.award  # not loaded yet while the edition is new
        return super().is_in(scope) or (award is not None and award.is_in(scope))


class Credential(OwnedByOrganisation, Base):
    """One signed form of an edition: the bytes, and who signed them when."""

    __tablename__ = "credential"
    __table_args__ = (UniqueConstraint("edition_id", "form"),)

    id: Mapped[Id]
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    form: Mapped[Form] = mapped_column(choice(Form))
    kid: Mapped[str | None] = mapped_column(ForeignKey("issuer_key.kid"))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    signed_at: Mapped[Instant]
    edition: Mapped[Edition] = relationship()

    @classmethod
    def scope_criterion(cls, ids: Any) -> ColumnElement[bool]:
        """As its award."""
        editions = select(Edition.__table__.c.id).where(Edition.__table__.c.award_id.in_(_awards_of_people_of(ids)))
        return or_(super().scope_criterion(ids), cls.edition_id.in_(editions))


class Endorsement(OwnedByOrganisation, Base):
    """What somebody says of one badge, from the invitation to what became of it. Nothing is signed or public before
    another person has read it, and the holder agreed."""

    __tablename__ = "endorsement"
    __table_args__ = (
        CheckConstraint("read_by_id IS NULL OR read_by_id <> invited_by_id", name="read_by_another"),
        CheckConstraint(
            "state NOT IN ('shown', 'withdrawn') OR (read_by_id IS NOT NULL AND answered_by_id IS NOT NULL)",
            name="shown_after_reading_and_agreement",
        ),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), index=True)
    state: Mapped[EndorsementState] = mapped_column(
        choice(EndorsementState), default=EndorsementState.INVITED, index=True
    )
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    invited_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    sentences: Mapped[Document]
    words: Mapped[str] = mapped_column(FreeText(LONGEST_WORDS), default="")
    endorser_name: Mapped[Name] = mapped_column(default="")
    endorser_function: Mapped[Name] = mapped_column(default="")
    endorser_organisation: Mapped[Name] = mapped_column(default="")
    siret: Mapped[str | None] = mapped_column(String(14))
    given_at: Mapped[Instant | None]
    read_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    read_at: Mapped[Instant | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[Instant | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[Instant | None]
    award: Mapped[Award] = relationship()

    @classmethod
    def scope_criterion(cls, ids: Any) -> ColumnElement[bool]:
        """As its award."""
        return or_(super().scope_criterion(ids), cls.award_id.in_(_awards_of_people_of(ids)))

    def is_in(self, scope: Scope) -> bool:
        """As its award."""
        award: Award | None = self.award  # not loaded yet while it is new
        return super().is_in(scope) or (award is not None and award.is_in(scope))


class EndorsementCredential(OwnedByOrganisation, Base):
    """A recommendation as it was signed, of one edition of the badge: the bytes, which never change. A next edition, or
    a key that was stolen, makes the next number."""

    __tablename__ = "endorsement_credential"
    __table_args__ = (UniqueConstraint("endorsement_id", "number"),)

    id: Mapped[Id]
    endorsement_id: Mapped[int] = mapped_column(ForeignKey("endorsement.id"), index=True)
    number: Mapped[int]
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    credential_uuid: Mapped[UUID] = mapped_column(Uuid, unique=True)
    kid: Mapped[str] = mapped_column(ForeignKey("issuer_key.kid"))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[Instant]
    endorsement: Mapped[Endorsement] = relationship()
    edition: Mapped[Edition] = relationship()

    @classmethod
    def scope_criterion(cls, ids: Any) -> ColumnElement[bool]:
        """As its award."""
        of_people = Endorsement.__table__.c.award_id.in_(_awards_of_people_of(ids))
        return or_(super().scope_criterion(ids), cls.endorsement_id.in_(_endorsements(of_people)))

    def is_in(self, scope: Scope) -> bool:
        """As its award."""
        endorsement: Endorsement | None = self.endorsement  # not loaded yet while it is new
        return super().is_in(scope) or (endorsement is not None and endorsement.is_in(scope))


def _endorsements(wanted: ColumnElement[bool]) -> Select[tuple[int]]:
    return select(Endorsement.__table__.c.id).where(wanted)


class LateVerdict(Base):
    """What came of a check that took longer than an answer may, for a few minutes. It is closed with a key that stands
    in the address alone, which is known here by its hash: the row says nothing to whoever reads it."""

    __tablename__ = "late_verdict"

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    closed: Mapped[bytes] = mapped_column(LargeBinary)
    ends_at: Mapped[Instant] = mapped_column(index=True)
