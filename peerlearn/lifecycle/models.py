"""Tables of what touches every feature: which records were merged, and what that moved."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerlearn.core.db import Base, Id, Instant, PublicId
from peerlearn.core.scope import OwnedByOrganisation
from peerlearn.people.models import Person


class PersonMerge(OwnedByOrganisation, Base):
    """Two records turned out to be one person. `moved` says what pointed where: identifiers and states, no names."""

    __tablename__ = "person_merge"
    __table_args__ = (CheckConstraint("kept_id <> merged_id", name="of_two"),)

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    kept_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    moved: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    merged_at: Mapped[Instant]
    merged_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    undone_at: Mapped[Instant | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    kept: Mapped[Person] = relationship(foreign_keys=[kept_id])
    merged: Mapped[Person] = relationship(foreign_keys=[merged_id])
