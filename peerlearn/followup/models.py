"""Tables of the follow-up."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerlearn.accounts.models import Account
from peerlearn.core.db import Base, Id, Instant
from peerlearn.core.scope import OwnedByOrganisation
from peerlearn.people.models import Person

_NOW = text("ended_at IS NULL")


class Follow(OwnedByOrganisation, Base):
    """One person is followed by one account at a time, at one organisation; who it was before stays."""

    __tablename__ = "follow"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="ends_after_it_starts"),
        # Two colleagues who take somebody over at once: one of them does.
        Index("uq_follow_current", "person_id", unique=True, sqlite_where=_NOW, postgresql_where=_NOW),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    started_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]
    named_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    person: Mapped[Person] = relationship()
