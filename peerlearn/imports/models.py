"""Tables of the imports. A draft keeps its file and its lines for a day; what is done keeps counts and numbers."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerlearn.accounts.models import Account
from peerlearn.core.db import Base, Document, FreeText, Id, Instant, PublicId, choice
from peerlearn.core.scope import OwnedByOrganisation
from peerlearn.imports.rules import CHECKING_IS_SILENT, Column, ImportKind, ImportState, Verdict
from peerlearn.organisations.models import Organisation


class FileImport(OwnedByOrganisation, Base):
    """One file, from the moment it is handed in to the moment it is undone."""

    __tablename__ = "file_import"
    __table_args__ = (CheckConstraint("checked >= 0 AND checked <= lines", name="checked_among_lines"),)

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    kind: Mapped[ImportKind] = mapped_column(choice(ImportKind))
    state: Mapped[ImportState] = mapped_column(choice(ImportState))
    file_name: Mapped[str] = mapped_column(FreeText(120))
    sha256: Mapped[str] = mapped_column(String(64))
    encoding: Mapped[str] = mapped_column(String(20))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    # For each column of the file what it means; nothing where it is left out.
    meanings: Mapped[list[str]] = mapped_column(JSON)
    lines: Mapped[int]
    checked: Mapped[int]
    fresh: Mapped[int]
    known: Mapped[int]
    wrong: Mapped[int]
    # Identifiers of the rows it wrote, for the day somebody undoes it.
    created: Mapped[list[int]] = mapped_column(JSON)
    removed: Mapped[int]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Instant] = mapped_column(index=True)
    touched_at: Mapped[Instant]
    done_at: Mapped[Instant | None]
    undone_at: Mapped[Instant | None]
    account: Mapped[Account | None] = relationship()
    organisation: Mapped[Organisation] = relationship()

    @property
    def columns(self) -> list[Column | None]:
        """What each column of the file means."""
        return [Column(meaning) if meaning else None for meaning in self.meanings]

    @property
    def is_draft(self) -> bool:
        """Whether nothing of it is on the lists yet."""
        return self.state not in {ImportState.DONE, ImportState.UNDONE}

    def was_stopped(self, now: datetime) -> bool:
        """Whether the checking was stopped in the middle: whoever did it no longer says where it is."""
        return self.state is ImportState.CHECKING and now - self.touched_at > CHECKING_IS_SILENT


class ImportLine(OwnedByOrganisation, Base):
    """One line of a draft, as it was understood. Gone as soon as the import is done or dropped."""

    __tablename__ = "import_line"
    __table_args__ = (
        # However often the checking starts again, a line is there once.
        UniqueConstraint("file_import_id", "number"),
        Index("ix_import_line_file_import_id_verdict", "file_import_id", "verdict"),
    )

    id: Mapped[Id]
    file_import_id: Mapped[int] = mapped_column(ForeignKey("file_import.id"))
    number: Mapped[int]
    verdict: Mapped[Verdict] = mapped_column(choice(Verdict))
    facts: Mapped[Document]
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    # Whom or what on the lists the line looks like.
    match_id: Mapped[int | None]
