"""Undoing an import as a whole: what it wrote goes, unless somebody has used it since.

Who uses a person or an organisation is asked of the tables themselves, whichever feature they belong to: a feature that
comes later is seen without a word here, and the foreign keys stand behind it (ADR 0012).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from peerlearn.core import audit
from peerlearn.core.audit import AuditEntry
from peerlearn.core.db import Base, db
from peerlearn.core.errors import DomainError
from peerlearn.imports.models import FileImport
from peerlearn.imports.queries import file_import_for_update
from peerlearn.imports.rules import ImportKind, ImportState
from peerlearn.organisations.models import Organisation
from peerlearn.people.models import Affiliation, Person, PersonWord

_AT_ONCE = 1000
# What a person is called with, and not used by.
_OWN_TABLES = {Affiliation.__tablename__, PersonWord.__tablename__}


def still_there(imported: FileImport) -> list[int]:
    """What the import wrote and is still there. The moment counts too: a number may be somebody else’s now."""
    if imported.done_at is None:
        return []
    table: Any = _written_by(imported)
    query = select(table.id).where(table.created_at == imported.done_at)
    found = (db.session.execute(query.where(table.id.in_(ids))).scalars() for ids in _in_parts(imported.created))
    return sorted(one for part in found for one in part)


def in_use(imported: FileImport, ids: Sequence[int]) -> Mapping[int, frozenset[str]]:
    """Who or what must stay: identifier → the names of the tables that need it; `changed` where it was corrected."""
    using: defaultdict[int, set[str]] = defaultdict(set)
    for part in _in_parts(ids):
        for table, column in _uses_of(_written_by(imported)):
            for used in db.session.execute(select(column).where(column.in_(part)).distinct()).scalars():
                using[used].add(table)
        for changed in db.session.execute(_corrections(imported, part)).scalars():
            using[changed].add("changed")
    return {used: frozenset(tables) for used, tables in sorted(using.items())}


def undo(imported: FileImport, *, by: int | None, now: datetime) -> FileImport:
    """Take everything off the lists again that the import wrote and nobody uses.

    Raises:
        DomainError: `imports.not_now`; `imports.all_in_use`.
    """
    imported = file_import_for_update(imported.id)
    if imported.state is not ImportState.DONE:
        raise DomainError("imports.not_now")
    there = still_there(imported)
    staying = in_use(imported, there)
    going = [one for one in there if one not in staying]
    if staying and not going:
        raise DomainError("imports.all_in_use")
    for ids in _in_parts(going):
        _remove(imported, ids)
    imported.removed, imported.created = len(going), [*staying]
    imported.state, imported.undone_at = ImportState.UNDONE, now
    audit.record(
        db.session(),
        f"{imported.kind}.import_undone",
        imported,
        account_id=by,
        organisation_id=imported.organisation_id,
        count=len(going),
    )
    return imported


def _written_by(imported: FileImport) -> type[Base]:
    return Person if imported.kind is ImportKind.PEOPLE else Organisation


def _uses_of(written: type[Base]) -> Iterator[tuple[str, Any]]:
    """Every column that names one of these rows: by a foreign key or, in a composite key, by its name."""
    name, key = f"{written.__tablename__}_id", f"{written.__tablename__}.id"
    for mapper in sorted(Base.registry.mappers, key=lambda one: str(one.local_table)):
        table = str(mapper.local_table)
        for column in mapper.columns if table not in _OWN_TABLES else ():
            if column.name == name or any(foreign.target_fullname == key for foreign in column.foreign_keys):
                yield table, getattr(mapper.class_, mapper.get_property_by_column(column).key)


def _corrections(imported: FileImport, ids: Sequence[int]) -> Any:
    return select(AuditEntry.subject_id).where(
        AuditEntry.subject_type == _written_by(imported).__tablename__,
        AuditEntry.subject_id.in_(ids),
        AuditEntry.at > imported.done_at,
        AuditEntry.action.like("%.changed"),
    )


def _remove(imported: FileImport, ids: Sequence[int]) -> None:
    written: Any = _written_by(imported)
    silent = {"synchronize_session": False}
    if imported.kind is ImportKind.PEOPLE:
        for own in (PersonWord, Affiliation):
            db.session.execute(delete(own).where(own.person_id.in_(ids)), execution_options=silent)
    db.session.execute(delete(written).where(written.id.in_(ids)), execution_options=silent)


def _in_parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[first : first + _AT_ONCE] for first in range(0, len(ids), _AT_ONCE))
