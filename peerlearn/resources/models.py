"""Table of the resources. What the programme adds is everybody's; what an organisation adds is for its people."""

from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, or_
from sqlalchemy.orm import Mapped, mapped_column

from peerlearn.core.db import Base, FreeText, Id, Instant, Name, PublicId, choice
from peerlearn.core.links import host_of
from peerlearn.core.scope import Scope, Scoped
from peerlearn.resources.rules import LONGEST_LINK, MediaType, ResourceKind


class Resource(Scoped, Base):
    """A sheet, a game, a video: a link, or a file that lies beside the database under a name that says nothing.

    It hangs on the module's code, so that the next version of the module has it too.
    """

    __tablename__ = "resource"
    __table_args__ = (
        CheckConstraint("(link IS NULL) <> (stored_name IS NULL)", name="link_or_file"),
        CheckConstraint("size >= 0", name="size_is_no_debt"),
        Index("ix_resource_curriculum_code_module_code", "curriculum_code", "module_code"),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    curriculum_code: Mapped[str] = mapped_column(String(60))
    module_code: Mapped[str] = mapped_column(String(20))
    kind: Mapped[ResourceKind] = mapped_column(choice(ResourceKind))
    title: Mapped[Name]
    link: Mapped[str | None] = mapped_column(FreeText(LONGEST_LINK))
    stored_name: Mapped[str | None] = mapped_column(String(32), unique=True)
    media_type: Mapped[MediaType | None] = mapped_column(choice(MediaType))
    size: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str | None] = mapped_column(String(64))
    added_at: Mapped[Instant]

    @classmethod
    def scope_criterion(cls, ids: Any) -> ColumnElement[bool]:
        """The programme's, and those of the organisations."""
        return or_(cls.organisation_id.is_(None), super().scope_criterion(ids))

    def is_in(self, scope: Scope) -> bool:
        """Only who answers for the whole programme writes what is everybody's."""
        return bool(scope.reason) if self.organisation_id is None else scope.holds(self.organisation_id)

    @property
    def host(self) -> str:
        """The site a link leads to; nothing for a file."""
        return host_of(self.link) if self.link else ""
