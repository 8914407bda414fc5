"""Tables of the tracks and curricula. What a module is called is no secret, so they are not scoped: `queries` offers an
organisation's own modules to its people alone. Outcomes are a person's."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerlearn.core.db import Base, Document, Id, Instant, Translated, choice
from peerlearn.core.permissions import Permission
from peerlearn.core.scope import OwnedByOrganisation
from peerlearn.tracks.rules import TrackCode

_STANDS = text("taken_back_at IS NULL")


class Curriculum(Base):
    """One version of what a track teaches. Never edited in place: results on v1 stay readable after v2.

    Of the programme when it has no organisation; else one module that this organisation teaches beside the others.
    """

    __tablename__ = "curriculum"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[Id]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    track: Mapped[TrackCode] = mapped_column(choice(TrackCode))
    code: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(20))
    title: Mapped[Translated]
    observation_scale: Mapped[Document]
    frameworks: Mapped[Document]
    content_sha256: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[Instant]
    superseded_at: Mapped[Instant | None]


class Module(Base):
    """One theme of a curriculum, taught in one workshop or more."""

    __tablename__ = "module"
    __table_args__ = (UniqueConstraint("curriculum_id", "code"),)

    id: Mapped[Id]
    curriculum_id: Mapped[int] = mapped_column(ForeignKey("curriculum.id"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    title: Mapped[Translated]
    duration_minutes: Mapped[int]
    details: Mapped[Document]
    curriculum: Mapped[Curriculum] = relationship()


class Skill(Base):
    """An observable skill: a sentence in the first person, and what an observer sees."""

    __tablename__ = "skill"
    __table_args__ = (UniqueConstraint("curriculum_id", "code"),)

    id: Mapped[Id]
    curriculum_id: Mapped[int] = mapped_column(ForeignKey("curriculum.id"), index=True)
    module_id: Mapped[int | None] = mapped_column(ForeignKey("module.id"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    label: Mapped[Translated]
    observable: Mapped[Translated]
    alignments: Mapped[Document]
    curriculum: Mapped[Curriculum] = relationship()
    module: Mapped[Module | None] = relationship()


class Outcome(OwnedByOrganisation, Base):
    """What a person gained by a track: a permission, since when and because of what. Written by features above."""

    __tablename__ = "outcome"
    __table_args__ = (UniqueConstraint("person_id", "permission"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    permission: Mapped[Permission] = mapped_column(choice(Permission))
    because: Mapped[str] = mapped_column(String(120))
    gained_at: Mapped[Instant]


class ModuleChoice(OwnedByOrganisation, Base):
    """A module that a person wants to learn. By code, so that it stays readable after a new version.

    It is a wish and no history: it goes along when the person moves. `taken_back_at` ends it; a later one is a new row.
    """

    __tablename__ = "module_choice"
    __table_args__ = (
        # Two taps, two hands: chosen once.
        Index(
            "uq_module_choice_standing",
            "person_id",
            "curriculum_code",
            "module_code",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    curriculum_code: Mapped[str] = mapped_column(String(60))
    module_code: Mapped[str] = mapped_column(String(20))
    chosen_at: Mapped[Instant]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    taken_back_at: Mapped[Instant | None]
