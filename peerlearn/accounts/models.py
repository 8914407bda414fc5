"""Tables of the accounts. An account is found before any scope is known, so only memberships are scoped."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerlearn.core.db import Base, FreeText, Id, Instant, Name, PublicId, choice
from peerlearn.core.permissions import Role
from peerlearn.core.scope import OwnedByOrganisation
from peerlearn.organisations.models import Organisation
from peerlearn.people.models import Person


class Account(Base):
    """Who signs in: by e-mail and password, or by card code and PIN. Separate from a person."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("email IS NOT NULL OR card_code IS NOT NULL", name="has_an_identifier"),)

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    name: Mapped[Name]
    email: Mapped[str | None] = mapped_column(FreeText(254), unique=True)
    card_code: Mapped[str | None] = mapped_column(String(12), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), unique=True)
    # Whose invitation opened it; the number stays when that account is gone.
    invited_by_id: Mapped[int | None]
    language: Mapped[str] = mapped_column(String(8), default="fr")
    # Letters a quarter larger on every page: a choice, never a reason.
    reads_large: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[Instant]
    closed_at: Mapped[Instant | None]
    person: Mapped[Person | None] = relationship()


class Membership(OwnedByOrganisation, Base):
    """An account has a role at an organisation. `until_on` is the first day on which it holds no more: who is shown
    the door today is out today."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("account_id", "organisation_id", "role", "from_on"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="ends_after_it_starts"),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    account: Mapped[Account] = relationship()
    organisation: Mapped[Organisation] = relationship()


class SignInSession(Base):
    """One signed-in browser: listable and revocable. Only the hash of its token is kept."""

    __tablename__ = "sign_in_session"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    device: Mapped[str] = mapped_column(String(20), default="")
    started_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]
    account: Mapped[Account] = relationship()


class FailedSignIn(Base):
    """A refused sign-in, counted per identifier, per address, and per device for one that signed in before; all are
    kept as keyed hashes only."""

    __tablename__ = "failed_sign_in"
    __table_args__ = (
        Index("ix_failed_sign_in_identifier_hash_at", "identifier_hash", "at"),
        Index("ix_failed_sign_in_address_hash_at", "address_hash", "at"),
        Index("ix_failed_sign_in_device_hash_at", "device_hash", "at"),
    )

    id: Mapped[Id]
    identifier_hash: Mapped[str] = mapped_column(String(64))
    address_hash: Mapped[str] = mapped_column(String(64))
    device_hash: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[Instant]


class Invitation(OwnedByOrganisation, Base):
    """A link that gives one person a role, once, for a while: they choose a password, or give the one they have.

    Only its hash is kept."""

    __tablename__ = "invitation"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(FreeText(254))
    name: Mapped[Name]
    role: Mapped[Role] = mapped_column(choice(Role))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]
    organisation: Mapped[Organisation] = relationship()
