"""Who did what to whom: append only, identifiers only. Words are made from it when it is read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from sqlalchemy import ForeignKey, String, Table, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from peerlearn.core import clock, scope
from peerlearn.core.db import Base, Document, Id, Instant
from peerlearn.core.scope import Scoped


class AuditEntry(Scoped, Base):
    """One act. Holds no name, e-mail or free text: erasing a person must not need to rewrite it."""

    __tablename__ = "audit_entry"

    id: Mapped[Id]
    at: Mapped[Instant]
    account_id: Mapped[int | None] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(60), index=True)
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    details: Mapped[Document]

    def is_in(self, scope: object) -> bool:  # noqa: ARG002 - an act is noted whoever did it
        """Always: whoever may act may leave its trace."""
        return True


def record(
    session: Session,
    action: str,
    subject: Base,
    *,
    account_id: int | None,
    organisation_id: int | None = None,
    **details: str | int | bool | None,
) -> None:
    """Note that `account_id` did `action` (`workshop.exceeded`) to `subject`, in the same transaction as the act."""
    session.flush()
    session.add(
        AuditEntry(
            at=clock.now(),
            account_id=account_id,
            action=action,
            subject_type=str(subject.__tablename__),
            subject_id=subject.__mapper__.primary_key_from_instance(subject)[0],
            organisation_id=organisation_id,
            details=dict(details),
        )
    )


@dataclass(frozen=True)
class Act:
    """The same act, done to one of many."""

    subject_id: int
    account_id: int | None
    organisation_id: int | None
    details: dict[str, str | int | bool | None] = field(default_factory=dict)


def record_many(session: Session, action: str, subject_type: type[Base], acts: Sequence[Act]) -> None:
    """Note all of them with one statement, in the same transaction as the acts."""
    at = clock.now()
    rows = [
        {
            "at": at,
            "account_id": act.account_id,
            "action": action,
            "subject_type": str(subject_type.__tablename__),
            "subject_id": act.subject_id,
            "organisation_id": act.organisation_id,
            "details": act.details,
        }
        for act in acts
    ]
    with scope.beyond(session, "an act is noted whoever did it"):
        session.execute(insert(cast("Table", AuditEntry.__table__)), rows)
