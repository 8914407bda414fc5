"""Tables of those who lead or would like to. What was said is kept; the latest word counts, and none is rewritten."""

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peerlearn.core.db import Base, Id, Instant, Words, choice
from peerlearn.core.scope import HostAndHome, OwnedByOrganisation
from peerlearn.facilitators.rules import Answer, Source


def _home(name: str, organisation: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["affiliation_id", organisation, "person_id"],
        ["affiliation.id", "affiliation.organisation_id", "affiliation.person_id"],
        name=name,
    )


class Interest(OwnedByOrganisation, Base):
    """Whether somebody would like to lead, as they said or as staff heard. What diagnoses say is read there."""

    __tablename__ = "interest"
    __table_args__ = (
        _home("fk_interest_affiliation", "organisation_id"),
        CheckConstraint("source <> 'diagnosis'", name="said_outside_a_diagnosis"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    affiliation_id: Mapped[int]
    answer: Mapped[Answer] = mapped_column(choice(Answer))
    source: Mapped[Source] = mapped_column(choice(Source))
    said_at: Mapped[Instant]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    taken_back_at: Mapped[Instant | None]


class Review(HostAndHome, Base):
    """How someone looks back at a workshop they led: in their own words, or told to staff."""

    __tablename__ = "workshop_review"
    __table_args__ = (
        UniqueConstraint("workshop_id", "person_id"),
        _home("fk_workshop_review_home_affiliation", "home_organisation_id"),
        ForeignKeyConstraint(
            ["workshop_id", "host_organisation_id"],
            ["workshop.id", "workshop.host_organisation_id"],
            name="fk_workshop_review_host_workshop",
        ),
        CheckConstraint("went_well <> '' OR would_change <> ''", name="says_something"),
    )

    id: Mapped[Id]
    workshop_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(index=True)
    affiliation_id: Mapped[int]
    went_well: Mapped[Words]
    would_change: Mapped[Words]
    written_at: Mapped[Instant]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class SelfAssessment(OwnedByOrganisation, Base):
    """Where someone who leads places themselves with one skill. No observation: it counts towards nothing."""

    __tablename__ = "self_assessment"
    __table_args__ = (
        _home("fk_self_assessment_affiliation", "organisation_id"),
        CheckConstraint("level BETWEEN 0 AND 3", name="level_on_the_scale"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    affiliation_id: Mapped[int]
    skill_id: Mapped[int] = mapped_column(ForeignKey("skill.id"), index=True)
    level: Mapped[int]
    said_at: Mapped[Instant]
