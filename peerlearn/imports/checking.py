"""Checking a draft, a few hundred lines at a time: each step is a transaction, so that one sees how far it is, and a
check that was stopped goes on where it was. What is slow is done before the lock is taken."""

from collections.abc import Generator
from dataclasses import dataclass

from sqlalchemy.exc import NoResultFound

from peerlearn.core import clock
from peerlearn.core.db import db, read_only, transaction
from peerlearn.imports.actions import note_checked
from peerlearn.imports.lines import LineReader
from peerlearn.imports.models import FileImport
from peerlearn.imports.organisation_lines import OrganisationLines
from peerlearn.imports.person_lines import Home, PersonLines
from peerlearn.imports.queries import file_import_by_id, organisations_there, people_there, places
from peerlearn.imports.reading import Row, Sheet, read
from peerlearn.imports.rules import ImportKind, ImportState

STEP = 400


def check(import_id: int) -> Generator[int, None, None]:
    """Check what is not checked yet, and say after each step how many lines are. Two who do so at once do it once."""
    prepared = _prepared(import_id)
    if prepared is None:
        return
    rows, reader = prepared.rows, prepared.reader
    for row in rows[: prepared.checked]:
        reader.check(row)  # what stands higher up in the file must be known
    for first in range(prepared.checked, len(rows), STEP):
        lines = [reader.check(row) for row in rows[first : first + STEP]]
        with transaction():
            if not note_checked(import_id, first, lines, meanings=prepared.meanings, now=clock.now()):
                return
        yield first + len(lines)


@dataclass(frozen=True)
class _Prepared:
    rows: tuple[Row, ...]
    reader: LineReader
    meanings: list[str]
    checked: int


def _prepared(import_id: int) -> _Prepared | None:
    """The file, and whoever reads it; None when there is nothing to check. Nobody waits for this."""
    read_only(db.session())
    try:
        imported = file_import_by_id(import_id)
        if imported.state is not ImportState.CHECKING or imported.content is None:
            return None
        sheet = read(imported.content)
        return _Prepared(sheet.rows, _reader_of(imported, sheet), [*imported.meanings], imported.checked)
    except NoResultFound:  # dropped meanwhile
        return None
    finally:
        db.session.rollback()


def _reader_of(imported: FileImport, sheet: Sheet) -> LineReader:
    if imported.kind is ImportKind.ORGANISATIONS:
        return OrganisationLines(sheet.headers, imported.columns, places(), organisations_there())
    organisation = imported.organisation
    home = Home(organisation.search_key, organisation.siret, clock.today())
    return PersonLines(sheet.headers, imported.columns, home, people_there(organisation.id))
