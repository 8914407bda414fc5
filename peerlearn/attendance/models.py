"""Tables of what happened in the room. Every mark is kept; the one that counts is `is_current`."""

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from peerlearn.attendance.rules import HalfDay, PresenceState, Side
from peerlearn.core.db import Base, Id, Instant, MarkId, choice
from peerlearn.core.scope import HostAndHome

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
    mark_id: Mapped[MarkId]
    enrolment_id: Mapped[int]
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"), index=True)
    person_id: Mapped[int] = mapped_column(index=True)
    half_day: Mapped[HalfDay] = mapped_column(choice(HalfDay))
    state: Mapped[PresenceState] = mapped_column(choice(PresenceState))
    minutes: Mapped[int]
    is_current: Mapped[bool] = mapped_column(default=True)
    recorded_at: Mapped[Instant]
    received_at: Mapped[Instant]
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
    mark_id: Mapped[MarkId]
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
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
