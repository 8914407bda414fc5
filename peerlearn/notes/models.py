"""Tables of the notes. Triggers of migration 0035 hold what is signed as it is, whoever asks the database."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from peerlearn.core.db import Base, FreeText, Id, Instant, PublicId, choice
from peerlearn.core.scope import OwnedByOrganisation
from peerlearn.notes.rules import (
    LONGEST_AGREED,
    LONGEST_ANSWER,
    LONGEST_DONE,
    LONGEST_NEXT,
    LONGEST_REASON,
    LONGEST_WITH,
    Answer,
    NoteFacts,
)

_SIGNED = text("signed_at IS NOT NULL")
_SAID_ONCE = text("kind IN ('read', 'handed_over')")


class MeetingNote(OwnedByOrganisation, Base):
    """One version of a note of a meeting with one person: a draft of its writer, until they sign it.

    `form_id` is the form that began it: sent twice, it makes one. A version may be corrected in several drafts; one of
    them is signed.
    """

    __tablename__ = "meeting_note"
    __table_args__ = (
        CheckConstraint("(replaces_id IS NULL) = (version = 1)", name="only_the_first_replaces_none"),
        CheckConstraint("replaces_id IS NULL OR reason <> ''", name="a_correction_says_why"),
        CheckConstraint("signed_at IS NOT NULL OR sha256 = ''", name="only_what_is_signed_is_sealed"),
        Index(
            "uq_meeting_note_replaces_id", "replaces_id", unique=True, sqlite_where=_SIGNED, postgresql_where=_SIGNED
        ),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    workshop_id: Mapped[int | None] = mapped_column(ForeignKey("workshop.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_note.id"))
    version: Mapped[int]
    reason: Mapped[str] = mapped_column(FreeText(LONGEST_REASON), default="")
    met_on: Mapped[date]
    with_whom: Mapped[str] = mapped_column(FreeText(LONGEST_WITH))
    done: Mapped[str] = mapped_column(FreeText(LONGEST_DONE))
    agreed: Mapped[str] = mapped_column(FreeText(LONGEST_AGREED))
    next_step: Mapped[str] = mapped_column(FreeText(LONGEST_NEXT))
    form_id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    changed_at: Mapped[Instant]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    signed_at: Mapped[Instant | None]
    sha256: Mapped[str] = mapped_column(String(64), default="")

    @property
    def facts(self) -> NoteFacts:
        """Its words as they stand."""
        return NoteFacts(self.met_on, self.with_whom, self.done, self.agreed, self.next_step)

    def write(self, facts: NoteFacts) -> None:
        """Put these words in the place of those before."""
        self.met_on, self.with_whom, self.done = facts.met_on, facts.with_whom, facts.done
        self.agreed, self.next_step = facts.agreed, facts.next_step


class NoteAnswer(OwnedByOrganisation, Base):
    """What the person says of a signed note: once it is written it stays, as the note does."""

    __tablename__ = "note_answer"
    __table_args__ = (
        # Two taps at once on "I have read it".
        Index(
            "uq_note_answer_note_id_kind",
            *("note_id", "kind"),
            unique=True,
            sqlite_where=_SAID_ONCE,
            postgresql_where=_SAID_ONCE,
        ),
    )

    id: Mapped[Id]
    note_id: Mapped[int] = mapped_column(ForeignKey("meeting_note.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[Answer] = mapped_column(choice(Answer))
    words: Mapped[str] = mapped_column(FreeText(LONGEST_ANSWER), default="")
    form_id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    said_at: Mapped[Instant]
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
