"""Tables of what happened in the room. Every mark is kept; the one that counts is `is_current`."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerlearn.accounts.models import Account
from peerlearn.attendance.marks import Kind, Mood
from peerlearn.attendance.rules import HalfDay, MarkState, PresenceState, Side
from peerlearn.core.db import Base, Document, Id, Instant, PublicId, Words, choice, mark_id_column
from peerlearn.core.scope import HostAndHome, Scoped
from peerlearn.workshops.models import Workshop

_CURRENT = text("is_current")


class Presence(HostAndHome, Base):
    """Whether one person was there for one half-day. A later mark takes the place of the former, which stays."""

    __tablename__ = "presence"
    __table_args__ = (
        ForeignKeyConstraint(
            ["enrolment_id", "host_organisation_id", "home_organisation_id", "person_id"],
            [
                "enrolment.id",
                "enrolment.host_organisation_id",
                "enrolment.home_organisation_id",
                "enrolment.person_id",
            ],
            name="fk_presence_enrolment_at_host_and_home",
        ),
        CheckConstraint("minutes BETWEEN 0 AND 720", name="minutes_of_a_half_day"),
        Index(
            "uq_presence_current",
            "enrolment_id",
            "half_day",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
    )

    id: Mapped[Id]
    mark_id: Mapped[UUID] = mark_id_column()
    enrolment_id: Mapped[int]
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"), index=True)
    person_id: Mapped[int] = mapped_column(index=True)
    half_day: Mapped[HalfDay] = mapped_column(choice(HalfDay))
    state: Mapped[PresenceState] = mapped_column(choice(PresenceState))
    minutes: Mapped[int]
    is_current: Mapped[bool] = mapped_column(default=True)
    recorded_at: Mapped[Instant]
    received_at: Mapped[Instant]
    # When somebody took it back: what was tapped before that moment and arrives after it does not count either.
    taken_back_at: Mapped[Instant | None]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Observation(HostAndHome, Base):
    """A skill of one person as seen in one workshop, from one side. The person is a learner seated there or a
    facilitator leading it."""

    __tablename__ = "observation"
    __table_args__ = (
        ForeignKeyConstraint(
            ["affiliation_id", "home_organisation_id", "person_id"],
            ["affiliation.id", "affiliation.organisation_id", "affiliation.person_id"],
            name="fk_observation_home_affiliation",
        ),
        ForeignKeyConstraint(
            ["workshop_id", "host_organisation_id"],
            ["workshop.id", "workshop.host_organisation_id"],
            name="fk_observation_host_workshop",
        ),
        CheckConstraint("level BETWEEN 0 AND 3", name="level_on_the_scale"),
        Index(
            "uq_observation_current",
            "workshop_id",
            "person_id",
            "skill_id",
            "side",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
    )

    id: Mapped[Id]
    mark_id: Mapped[UUID] = mark_id_column()
    workshop_id: Mapped[int] = mapped_column(index=True)
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id"))
    person_id: Mapped[int] = mapped_column(index=True)
    affiliation_id: Mapped[int]
    skill_id: Mapped[int] = mapped_column(ForeignKey("skill.id"), index=True)
    level: Mapped[int]
    side: Mapped[Side] = mapped_column(choice(Side))
    is_current: Mapped[bool] = mapped_column(default=True)
    recorded_at: Mapped[Instant]
    received_at: Mapped[Instant]
    taken_back_at: Mapped[Instant | None]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Signature(HostAndHome, Base):
    """Somebody signed for a half-day: with a finger on glass, or with their access card held to the camera."""

    __tablename__ = "signature"
    __table_args__ = (
        ForeignKeyConstraint(
            ["enrolment_id", "host_organisation_id", "home_organisation_id", "person_id"],
            [
                "enrolment.id",
                "enrolment.host_organisation_id",
                "enrolment.home_organisation_id",
                "enrolment.person_id",
            ],
            name="fk_signature_enrolment_at_host_and_home",
        ),
        Index(
            "uq_signature_current",
            "enrolment_id",
            "half_day",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
    )

    id: Mapped[Id]
    mark_id: Mapped[UUID] = mark_id_column()
    enrolment_id: Mapped[int]
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"), index=True)
    person_id: Mapped[int] = mapped_column(index=True)
    half_day: Mapped[HalfDay] = mapped_column(choice(HalfDay))
    strokes: Mapped[Document]
    is_by_card: Mapped[bool]
    is_current: Mapped[bool] = mapped_column(default=True)
    recorded_at: Mapped[Instant]
    received_at: Mapped[Instant]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class _OfWorkshop(Scoped):
    """Belongs to a workshop, and so to its host."""

    scope_columns = ("host_organisation_id",)


class WorkshopNote(_OfWorkshop, Base):
    """A sentence that somebody who leads left about a workshop."""

    __tablename__ = "workshop_note"

    id: Mapped[Id]
    mark_id: Mapped[UUID] = mark_id_column()
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"), index=True)
    host_organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    text: Mapped[Words]
    recorded_at: Mapped[Instant]
    received_at: Mapped[Instant]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class WorkshopClosing(_OfWorkshop, Base):
    """How a workshop went, said by who led it; said again, the later one counts."""

    __tablename__ = "workshop_closing"
    __table_args__ = (
        Index(
            "uq_workshop_closing_current",
            "workshop_id",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
    )

    id: Mapped[Id]
    mark_id: Mapped[UUID] = mark_id_column()
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"))
    host_organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    mood: Mapped[Mood] = mapped_column(choice(Mood))
    sentence: Mapped[Words]
    need: Mapped[Words]
    is_equipment_back: Mapped[bool | None]
    may_lead: Mapped[Document]
    is_current: Mapped[bool] = mapped_column(default=True)
    recorded_at: Mapped[Instant]
    received_at: Mapped[Instant]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    workshop: Mapped[Workshop] = relationship()
    recorded_by: Mapped[Account | None] = relationship()


class SheetPhoto(_OfWorkshop, Base):
    """A photograph of the sheet that people signed on paper: the proof of a half-day.

    It shows the names of several, and one of them cannot be struck out. With the first of them who is to be forgotten
    the picture goes; the row goes on saying that there was one.
    """

    __tablename__ = "sheet_photo"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    mark_id: Mapped[UUID] = mark_id_column()
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"), index=True)
    host_organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    half_day: Mapped[HalfDay] = mapped_column(choice(HalfDay))
    # Loaded where it is shown, never with a list.
    photo: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int]
    recorded_at: Mapped[Instant]
    received_at: Mapped[Instant]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    @property
    def is_there(self) -> bool:
        """Whether the picture was not emptied."""
        return self.size > 0


class FieldMark(_OfWorkshop, Base):
    """The register of what phones sent: each mark once, by its own id, with what became of it.

    What counts lies in the tables above; here only its digest stays. What could not be counted (`held`) keeps its
    content until staff of the host have looked at it: nothing that was acknowledged is dropped.
    """

    __tablename__ = "field_mark"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    mark_id: Mapped[UUID] = mark_id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"), index=True)
    host_organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[Kind] = mapped_column(choice(Kind))
    side: Mapped[Side] = mapped_column(choice(Side))
    digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[MarkState] = mapped_column(choice(MarkState))
    reason: Mapped[str] = mapped_column(String(40), default="")
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    recorded_at: Mapped[Instant]
    counted_at: Mapped[Instant]
    received_at: Mapped[Instant]
    is_skewed: Mapped[bool]
    account: Mapped[Account] = relationship()
    workshop: Mapped[Workshop] = relationship()


class UntoldMark(Base):
    """What became of a sealed mark that somebody else brought along, for whoever made it: kept until they read it."""

    __tablename__ = "untold_mark"

    id: Mapped[Id]
    mark_id: Mapped[UUID] = mapped_column(Uuid)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    workshop_code: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(40))
    is_refused: Mapped[bool]
    recorded_at: Mapped[Instant]
