"""The table of runs: many badges at once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerlearn.accounts.models import Account
from peerlearn.awards.rules import RUN_IS_SILENT, RunKind
from peerlearn.core.db import Base, Id, Instant, PublicId, choice
from peerlearn.core.scope import Scoped


class AwardRun(Scoped, Base):
    """Many badges signed or approved one after the other. The row is the job: it says how far it is, batch by batch, in
    the transaction of the batch, so whoever goes on with it begins exactly where the last one stopped."""

    __tablename__ = "award_run"
    __table_args__ = (
        CheckConstraint("looked_at >= 0 AND looked_at <= total", name="looked_at_among_all"),
        CheckConstraint("done >= 0 AND done <= looked_at", name="done_among_looked_at"),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    # Which form asked for it: sent twice, it is one run.
    form_id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    kind: Mapped[RunKind] = mapped_column(choice(RunKind))
    # Of who asked; nobody's when it was asked on the server.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    award_ids: Mapped[list[int]] = mapped_column(JSON)
    total: Mapped[int]
    looked_at: Mapped[int]
    done: Mapped[int]
    # Which badges could not be done, each with the code of the reason.
    refusals: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    started_at: Mapped[Instant] = mapped_column(index=True)
    touched_at: Mapped[Instant]
    finished_at: Mapped[Instant | None]
    started_by: Mapped[Account | None] = relationship()

    @property
    def is_done(self) -> bool:
        """Whether every badge was looked at."""
        return self.finished_at is not None

    def was_left(self, now: datetime) -> bool:
        """Whether whoever worked at it says no more where it is: the process was stopped."""
        return not self.is_done and now - self.touched_at > RUN_IS_SILENT

    @property
    def elsewhere(self) -> int:
        """How many somebody else did meanwhile."""
        return self.looked_at - self.done - len(self.refusals)
