"""Tables of the workshops. A workshop belongs to its host; organisations invited to it see it too."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Select,
    String,
    UniqueConstraint,
    Uuid,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerlearn.core import clock
from peerlearn.core.db import Base, FreeText, Id, Instant, Name, PublicId, choice
from peerlearn.core.scope import HostAndHome, Scoped
from peerlearn.organisations.models import Organisation, Site
from peerlearn.people.models import Person
from peerlearn.people.rules import Called, Channel
from peerlearn.tracks.models import Module
from peerlearn.workshops.rules import DEFAULT_CAPACITY, Part, Place, Seats, WorkshopState


def _home(name: str) -> ForeignKeyConstraint:
    """History points to who the person was with then: the affiliation, not today's organisation."""
    return ForeignKeyConstraint(
        ["affiliation_id", "home_organisation_id", "person_id"],
        ["affiliation.id", "affiliation.organisation_id", "affiliation.person_id"],
        name=name,
    )


def _host(name: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["workshop_id", "host_organisation_id"], ["workshop.id", "workshop.host_organisation_id"], name=name
    )


def _invited(organisation_ids: Any) -> Select[tuple[int]]:
    """The workshops of other hosts to which these organisations are invited."""
    guests = WorkshopGuest.__table__
    return select(guests.c.workshop_id).where(guests.c.organisation_id.in_(organisation_ids))


class WorkshopGuest(Base):
    """An organisation that may see a workshop of another host and seat its own people there."""

    __tablename__ = "workshop_guest"

    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True, index=True)


class Workshop(Scoped, Base):
    """One dated session. Keeps the place's wall clock and zone as well as the instant: rules of time zones change."""

    __tablename__ = "workshop"
    __table_args__ = (
        UniqueConstraint("id", "host_organisation_id"),
        CheckConstraint("capacity BETWEEN 1 AND 16", name="capacity_is_a_group"),
        CheckConstraint("seats_taken BETWEEN 0 AND capacity + extra_seats", name="never_over_full"),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint("extra_seats = 0 OR extra_reason <> ''", name="extra_seats_have_a_reason"),
        Index("ix_workshop_host_organisation_id_starts_at", "host_organisation_id", "starts_at"),
    )
    scope_columns = ("host_organisation_id",)

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    host_organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    module_id: Mapped[int] = mapped_column(ForeignKey("module.id"), index=True)
    starts_local: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    time_zone: Mapped[str] = mapped_column(String(40))
    starts_at: Mapped[Instant] = mapped_column(index=True)
    ends_at: Mapped[Instant]
    capacity: Mapped[int] = mapped_column(default=DEFAULT_CAPACITY)
    extra_seats: Mapped[int] = mapped_column(default=0)
    extra_reason: Mapped[str] = mapped_column(FreeText(2000), default="")
    seats_taken: Mapped[int] = mapped_column(default=0)
    state: Mapped[WorkshopState] = mapped_column(choice(WorkshopState), default=WorkshopState.PLANNED)
    cancelled_reason: Mapped[str] = mapped_column(FreeText(400), default="")
    note: Mapped[str] = mapped_column(FreeText(2000), default="")
    created_at: Mapped[Instant]
    host: Mapped[Organisation] = relationship()
    site: Mapped[Site] = relationship()
    module: Mapped[Module] = relationship()

    @classmethod
    def scope_criterion(cls, ids: Any) -> ColumnElement[bool]:
        """The host's, and those to which one of the organisations is invited."""
        return or_(cls.host_organisation_id.in_(ids), cls.id.in_(_invited(ids)))

    @property
    def seats(self) -> Seats:
        """The seats as plain values."""
        return Seats(capacity=self.capacity, extra=self.extra_seats, taken=self.seats_taken)

    @seats.setter
    def seats(self, seats: Seats) -> None:
        self.capacity, self.extra_seats, self.seats_taken = seats.capacity, seats.extra, seats.taken
        if not seats.extra:
            self.extra_reason = ""  # each was for one person, and nobody sits on an extra seat any more

    @property
    def is_cancelled(self) -> bool:
        """Whether it will not take place."""
        return self.state is WorkshopState.CANCELLED

    @property
    def ends_local(self) -> datetime:
        """When it ends by the place's wall clock, naive as `starts_local`."""
        return clock.at_place(self.ends_at, self.time_zone).replace(tzinfo=None)

    def has_started(self, now: datetime) -> bool:
        """Whether its first minute has come."""
        return self.starts_at <= now

    def has_ended(self, now: datetime) -> bool:
        """Whether its last minute is over."""
        return self.ends_at <= now


class WorkshopFacilitator(HostAndHome, Base):
    """A person leads a workshop. The name is copied, since the host may not see another organisation's people."""

    __tablename__ = "workshop_facilitator"
    __table_args__ = (
        UniqueConstraint("workshop_id", "person_id"),
        _home("fk_workshop_facilitator_home_affiliation"),
        _host("fk_workshop_facilitator_host_workshop"),
    )

    id: Mapped[Id]
    workshop_id: Mapped[int] = mapped_column(index=True)
    person_id: Mapped[int] = mapped_column(index=True)
    affiliation_id: Mapped[int]
    name: Mapped[Name]
    part: Mapped[Part] = mapped_column(choice(Part), default=Part.LEAD)
    named_at: Mapped[Instant]
    workshop: Mapped[Workshop] = relationship(
        viewonly=True,
        foreign_keys="WorkshopFacilitator.workshop_id",
        primaryjoin="WorkshopFacilitator.workshop_id == Workshop.id",
    )

    @classmethod
    def scope_criterion(cls, ids: Any) -> ColumnElement[bool]:
        """The host's and the home's, and the guests': who is invited knows who leads."""
        return or_(super().scope_criterion(ids), cls.workshop_id.in_(_invited(ids)))


class Enrolment(HostAndHome, Base):
    """A person's seat or place in the queue. Carries a guest card (what the host needs), not the person's own row."""

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("workshop_id", "person_id"),
        UniqueConstraint("id", "host_organisation_id", "home_organisation_id", "person_id"),
        _home("fk_enrolment_home_affiliation"),
        _host("fk_enrolment_host_workshop"),
        Index("ix_enrolment_workshop_id_place_queued_at", "workshop_id", "place", "queued_at"),
    )

    id: Mapped[Id]
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    workshop_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(index=True)
    affiliation_id: Mapped[int]
    first_name: Mapped[Name]
    last_name: Mapped[Name | None]
    channel: Mapped[Channel] = mapped_column(choice(Channel))
    place: Mapped[Place] = mapped_column(choice(Place))
    queued_at: Mapped[Instant]
    seated_at: Mapped[Instant | None]
    enrolled_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    workshop: Mapped[Workshop] = relationship(
        viewonly=True, foreign_keys="Enrolment.workshop_id", primaryjoin="Enrolment.workshop_id == Workshop.id"
    )
    person: Mapped[Person | None] = relationship(
        viewonly=True, foreign_keys="Enrolment.person_id", primaryjoin="Enrolment.person_id == Person.id"
    )
    home: Mapped[Organisation] = relationship(
        viewonly=True,
        foreign_keys="Enrolment.home_organisation_id",
        primaryjoin="Enrolment.home_organisation_id == Organisation.id",
    )

    @property
    def called(self) -> Called:
        """The name on the guest card."""
        return Called(self.first_name, self.last_name)
