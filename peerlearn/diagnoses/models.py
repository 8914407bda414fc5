"""Tables of the diagnoses. A questionnaire is national data; a diagnosis belongs to where it was made."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerlearn.core.db import Base, Document, Id, Instant, PublicId, Translated, Words
from peerlearn.core.scope import OwnedByOrganisation
from peerlearn.people.models import Person

_OPEN = text("finished_at IS NULL")


class Questionnaire(Base):
    """One version of the questions. Never edited in place: a result on v1 stays readable after v2."""

    __tablename__ = "questionnaire"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(20))
    title: Mapped[Translated]
    content: Mapped[Document]
    content_sha256: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[Instant]
    superseded_at: Mapped[Instant | None]


class Diagnosis(OwnedByOrganisation, Base):
    """One conversation: the answers as they were given, what they say, and what a human made of it.

    `level` is what the answers say; `level_chosen` is what staff put in its place, with the reason. One that was held
    on a phone without network has the id that the phone gave it, and the digest of what it sent.
    """

    __tablename__ = "diagnosis"
    __table_args__ = (
        ForeignKeyConstraint(
            ["affiliation_id", "organisation_id", "person_id"],
            ["affiliation.id", "affiliation.organisation_id", "affiliation.person_id"],
            name="fk_diagnosis_affiliation",
        ),
        CheckConstraint("level BETWEEN 1 AND 4", name="level_of_four"),
        CheckConstraint("level_chosen BETWEEN 1 AND 4", name="chosen_level_of_four"),
        CheckConstraint("(level_chosen IS NULL) = (chosen_because IS NULL)", name="chosen_with_a_reason"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_of_hundred"),
        # Two tabs, two people: one conversation at a time.
        Index("uq_diagnosis_open", "person_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("uq_diagnosis_mark_id", "mark_id", unique=True),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    affiliation_id: Mapped[int]
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"))
    started_at: Mapped[Instant]
    finished_at: Mapped[Instant | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answers: Mapped[Document]
    answered: Mapped[int] = mapped_column(default=0)
    percent: Mapped[int | None]
    level: Mapped[int | None]
    result: Mapped[Document]
    level_chosen: Mapped[int | None]
    chosen_because: Mapped[Words | None]
    chosen_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    chosen_at: Mapped[Instant | None]
    mark_id: Mapped[UUID | None] = mapped_column(Uuid)
    digest: Mapped[str | None] = mapped_column(String(64))
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    questionnaire: Mapped[Questionnaire] = relationship()

    @property
    def is_finished(self) -> bool:
        """Whether the conversation is over."""
        return self.finished_at is not None

    @property
    def level_that_counts(self) -> int | None:
        """What a human decided, else what the answers say; None when too little was answered."""
        return self.level_chosen or self.level
