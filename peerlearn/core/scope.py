"""Which organisations' rows a session may touch. Nothing else in the code base filters by organisation.

A row belongs to one organisation or, for what happens in a workshop, to two: the host's and the person's home.
The guard admits a row when either lies in the scope. Another organisation's row is as if it did not exist.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, cast

from sqlalchemy import ColumnElement, Executable, ForeignKey, Table, event, or_, select, true
from sqlalchemy.orm import Mapped, Mapper, ORMExecuteState, Session, declared_attr, mapped_column, with_loader_criteria
from sqlalchemy.sql import visitors
from sqlalchemy.sql.base import ExecutableOption
from sqlalchemy.sql.elements import ClauseElement

from peerlearn.core.db import Base


class ScopeError(RuntimeError):
    """A programming error, never shown to a person: rows were asked for outside the session's scope."""


@dataclass(frozen=True)
class Scope:
    """The organisations a request, command or job may touch; with a `reason`, all of them but those `excepted`."""

    organisation_ids: frozenset[int] = frozenset()
    reason: str = ""
    excepted: frozenset[int] = frozenset()

    @classmethod
    def of(cls, organisation_ids: Iterable[int]) -> "Scope":
        """Exactly these organisations."""
        return cls(frozenset(organisation_ids))

    @classmethod
    def everything(cls, reason: str) -> "Scope":
        """All organisations, for a reason that a reviewer can judge."""
        if not reason:
            raise ScopeError("seeing everything needs a reason")
        return cls(reason=reason)

    @classmethod
    def joined(cls, scopes: Iterable["Scope"]) -> "Scope":
        """What any of these scopes admits."""
        found = list(scopes)
        named = frozenset[int]().union(*(scope.organisation_ids for scope in found))
        whole = [scope for scope in found if scope.reason]
        if not whole:
            return cls(named)
        # What one of them leaves out, another may admit.
        left_out = frozenset.intersection(*(scope.excepted for scope in whole)) - named
        return cls(reason=whole[0].reason, excepted=left_out)

    @property
    def is_whole(self) -> bool:
        """Whether it admits every row there is."""
        return bool(self.reason) and not self.excepted

    @property
    def is_empty(self) -> bool:
        """Whether it admits no organisation's rows at all."""
        return not (self.reason or self.organisation_ids)

    def without(self, organisation_ids: Collection[int]) -> "Scope":
        """The same, less these organisations."""
        if self.reason:
            return Scope(reason=self.reason, excepted=self.excepted.union(organisation_ids))
        return Scope(self.organisation_ids.difference(organisation_ids))

    def narrowed_to(self, other: "Scope") -> "Scope":
        """What both scopes admit."""
        if other.reason:
            return self.without(other.excepted)
        return Scope(frozenset(one for one in other.organisation_ids if self.holds(one)))

    def holds(self, organisation_id: int) -> bool:
        """Whether this organisation's rows may be touched."""
        if self.reason:
            return organisation_id not in self.excepted
        return organisation_id in self.organisation_ids

    def admits(self, column: Any) -> ColumnElement[bool]:
        """The SQL of `holds` for a column that names an organisation; for tables that the guard does not see."""
        return true() if self.is_whole else cast("ColumnElement[bool]", column.in_(self.as_ids()))

    def as_ids(self) -> Any:
        """The organisations as SQL can look into them: plain ids or, for nearly all there are, a query of ids.

        A query too names those that are admitted: what is of nobody, or of an organisation not known yet, stays out.
        """
        if not self.reason:
            return tuple(sorted(self.organisation_ids))
        every = Base.metadata.tables["organisation"].c.id
        return select(every).where(every.not_in(sorted(self.excepted)))


class Scoped:
    """Mixin for a table whose rows belong to organisations, named by the columns in `scope_columns`."""

    scope_columns: ClassVar[tuple[str, ...]] = ("organisation_id",)

    @classmethod
    def scope_criterion(cls, ids: Any) -> ColumnElement[bool]:
        """The SQL that admits a row. A table with further readers (a workshop's guests) widens it."""
        return or_(*(getattr(cls, column).in_(ids) for column in cls.scope_columns))

    def is_in(self, scope: Scope) -> bool:
        """Whether this row may be written in that scope."""
        return any(scope.holds(getattr(self, column)) for column in self.scope_columns)


class OwnedByOrganisation(Scoped):
    """Belongs to one organisation."""

    @declared_attr
    def organisation_id(self) -> Mapped[int]:
        """The organisation the row belongs to."""
        return mapped_column(ForeignKey("organisation.id"), index=True)


class HostAndHome(Scoped):
    """Happens at one organisation (host) to a person of another or the same (home), as it was at that time."""

    scope_columns = ("host_organisation_id", "home_organisation_id")

    @declared_attr
    def host_organisation_id(self) -> Mapped[int]:
        """The organisation where it takes place."""
        return mapped_column(ForeignKey("organisation.id"), index=True)

    @declared_attr
    def home_organisation_id(self) -> Mapped[int]:
        """The person's organisation at that time; a later transfer rewrites nothing."""
        return mapped_column(ForeignKey("organisation.id"), index=True)


def enter(session: Session, scope: Scope) -> None:
    """Give the session its scope; what it loaded under another scope is forgotten."""
    if session.new or session.dirty or session.deleted:
        raise ScopeError("flush or roll back before the scope changes")
    session.expunge_all()
    session.info["scope"] = scope


def leave(session: Session) -> None:
    """Forget the scope: the next request starts with none."""
    session.info.pop("scope", None)


def current(session: Session) -> Scope:
    """The scope that was entered.

    Raises:
        ScopeError: none was.
    """
    scope: Scope | None = session.info.get("scope")
    if scope is None:
        raise ScopeError("no scope: call scope.enter() first")
    return scope


@contextmanager
def beyond(session: Session, reason: str) -> Iterator[None]:
    """Look past the scope for a fact that nobody is shown (is this facilitator taken elsewhere at that hour?).

    Rows loaded here must not leave the block; ask for columns or counts. A house test lists who may do this.
    """
    scope = current(session)
    session.info["scope"] = Scope.everything(reason)
    try:
        yield
    finally:
        session.info["scope"] = scope


@contextmanager
def within(session: Session, narrower: Scope) -> Iterator[None]:
    """Look no further than `narrower`, inside the session's own scope: a page that tells of several capabilities."""
    entered = current(session)
    session.info["scope"] = entered.narrowed_to(narrower)
    try:
        yield
    finally:
        session.info["scope"] = entered


@event.listens_for(Session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    entered: Scope | None = state.session.info.get("scope")
    # Walking the statement costs as much as a small query: whoever sees everything need not pay for it.
    if (entered is not None and entered.is_whole) or not _may_touch_scoped(state.statement):
        return
    scope = current(state.session)
    if state.is_insert or not state.is_orm_statement:
        raise ScopeError("add objects to the session; no bulk insert, no bare table")
    state.statement = state.statement.options(*_criteria(scope, _scoped_classes()))


@event.listens_for(Session, "before_flush")
def _refuse_foreign_writes(session: Session, *_: Any) -> None:
    rows = [row for row in (*session.new, *session.dirty, *session.deleted) if isinstance(row, Scoped)]
    if not rows:
        return
    scope = current(session)
    for row in rows:
        if not row.is_in(scope):
            raise ScopeError(f"{row!r} lies outside the scope")


def _may_touch_scoped(statement: Executable) -> bool:
    """Whether a scoped table is named, or an option (joinedload) may bring one in that the statement does not name."""
    return bool(getattr(statement, "_with_options", ())) or bool(_scoped_tables(statement))


def _scoped_tables(statement: Executable) -> set[str]:
    named = {part.name for part in visitors.iterate(cast(ClauseElement, statement)) if isinstance(part, Table)}
    return named & scoped_table_names()


def scoped_table_names() -> frozenset[str]:
    """Names of all tables whose rows belong to organisations."""
    return _names_of(_scoped_classes())


@lru_cache(maxsize=1)
def _names_of(classes: tuple[Any, ...]) -> frozenset[str]:
    return frozenset(one.__tablename__ for one in classes)


@lru_cache(maxsize=256)
def _criteria(scope: Scope, classes: tuple[Any, ...]) -> tuple[ExecutableOption, ...]:
    """What narrows each table. Class by class: SQLAlchemy 2.1 calls a mixin's criterion with the mixin itself."""
    ids = scope.as_ids()
    return tuple(with_loader_criteria(one, one.scope_criterion(ids), include_aliases=True) for one in classes)


def _scoped_classes() -> tuple[Any, ...]:
    return _scoped_among(Base.registry.mappers)


@lru_cache(maxsize=1)
def _scoped_among(mappers: frozenset[Mapper[Any]]) -> tuple[Any, ...]:
    """Asked before each query, and the same until another class is mapped."""
    found = (mapper.class_ for mapper in mappers if issubclass(mapper.class_, Scoped))
    return tuple(sorted(found, key=lambda one: one.__name__))
