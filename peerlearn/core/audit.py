"""Who did what to whom: append only, identifiers only. Words are made from it when it is read."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from peerlearn.core import clock
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
