"""Tables of the organisations. They are a directory: names and places are no secret, so rows are not scoped;
pages about one organisation go through `queries.organisation_in_scope`."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerlearn.core.clock import DEFAULT_ZONE
from peerlearn.core.db import Base, FreeText, Id, Instant, Name, PublicId, choice
from peerlearn.core.permissions import Capability
from peerlearn.organisations.rules import OrganisationKind


class Programme(Base):
    """The one programme of this installation."""

    __tablename__ = "programme"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[Id]
    name: Mapped[Name]
    contact: Mapped[str] = mapped_column(FreeText(200))
    created_at: Mapped[Instant]
    demo_day: Mapped[date | None]


class Region(Base):
    """A French region. Its INSEE code is text, and looks like a department's: never store a bare "code"."""

    __tablename__ = "region"

    region_code: Mapped[str] = mapped_column(String(3), primary_key=True)
    name: Mapped[Name]


class Department(Base):
    """A French department, in its region."""

    __tablename__ = "department"

    department_code: Mapped[str] = mapped_column(String(3), primary_key=True)
    name: Mapped[Name]
    region_code: Mapped[str] = mapped_column(ForeignKey("region.region_code"), index=True)


class Organisation(Base):
    """A SIAE, a regional partner, the national team or an employer's site."""

    __tablename__ = "organisation"
    # One SIRET may carry several kinds (ACI and EI): the pair is what is unique.
    __table_args__ = (UniqueConstraint("siret", "kind"), Index("ix_organisation_name_kind", "name", "kind"))

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    kind: Mapped[OrganisationKind] = mapped_column(choice(OrganisationKind))
    name: Mapped[Name]
    search_key: Mapped[str] = mapped_column(String(260))
    siret: Mapped[str | None] = mapped_column(String(14))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.region_code"), index=True)
    department_code: Mapped[str | None] = mapped_column(ForeignKey("department.department_code"))
    phone: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[Instant]
    closed_at: Mapped[Instant | None]
    region: Mapped[Region | None] = relationship()


class CapabilityOff(Base):
    """An organisation does without a capability, for now. Without a row, it has it; what was written stays."""

    __tablename__ = "capability_off"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    capability: Mapped[Capability] = mapped_column(choice(Capability), primary_key=True)
    since_at: Mapped[Instant]


class Site(Base):
    """A place where workshops happen. Its time zone is the place's: La Réunion is not Paris."""

    __tablename__ = "site"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[Name]
    address: Mapped[str] = mapped_column(FreeText(200), default="")
    directions: Mapped[str] = mapped_column(FreeText(400), default="")
    time_zone: Mapped[str] = mapped_column(String(40), default=DEFAULT_ZONE)
    closed_at: Mapped[Instant | None]
    organisation: Mapped[Organisation] = relationship()


class Wave(Base):
    """A wave (vague) of the programme: which organisations started together."""

    __tablename__ = "wave"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    name: Mapped[Name] = mapped_column(unique=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class OrganisationInWave(Base):
    """An organisation takes part in a wave from one day to another."""

    __tablename__ = "organisation_in_wave"
    __table_args__ = (
        UniqueConstraint("wave_id", "organisation_id", "from_on"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="ends_after_it_starts"),
    )

    id: Mapped[Id]
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    wave: Mapped[Wave] = relationship()
    organisation: Mapped[Organisation] = relationship()
