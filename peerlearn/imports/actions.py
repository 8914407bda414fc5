"""Use cases of the imports. They flush and never commit; nothing is on the lists before `confirm`."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select

from peerlearn.core import audit
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.searching import search_key
from peerlearn.core.texts import is_showable
from peerlearn.imports.lines import CheckedLine
from peerlearn.imports.models import FileImport, ImportLine
from peerlearn.imports.organisation_lines import looked_up
from peerlearn.imports.queries import file_import_for_update, lines_of, organisations_there, people_there
from peerlearn.imports.reading import Sheet, refuse_numbers
from peerlearn.imports.rules import (
    DRAFT_LASTS,
    Column,
    ImportKind,
    ImportState,
    Verdict,
    columns_of,
    meanings_of,
    missing,
)
from peerlearn.organisations.actions import OrganisationFacts, create_organisation
from peerlearn.organisations.rules import OrganisationKind
from peerlearn.people.actions import PersonFacts, register_many
from peerlearn.people.rules import Channel, Position

_LONGEST_FILE_NAME = 120


@dataclass(frozen=True)
class HandedIn:
    """A file as it came, and the table that was read in it."""

    name: str
    content: bytes
    sheet: Sheet


def start(kind: ImportKind, file: HandedIn, *, organisation_id: int, by: int | None, now: datetime) -> FileImport:
    """Keep a file as a draft, to be checked. Drafts that nobody confirmed in a day are forgotten.

    Raises:
        DomainError: `imports.nir`; `imports.no_known_column` when no header says what any column means.
    """
    refuse_numbers(file.sheet)
    meanings = meanings_of(file.sheet.headers, kind)
    if not any(meanings):
        raise DomainError("imports.no_known_column")
    forget_drafts(now=now)
    imported = FileImport(
        kind=kind,
        organisation_id=organisation_id,
        state=ImportState.COLUMNS if missing(meanings, kind) else ImportState.CHECKING,
        file_name=_showable(file.name),
        sha256=hashlib.sha256(file.content).hexdigest(),
        encoding=file.sheet.encoding,
        content=file.content,
        meanings=[meaning or "" for meaning in meanings],
        lines=len(file.sheet.rows),
        **dict.fromkeys(("checked", "fresh", "known", "wrong", "removed"), 0),
        created=[],
        account_id=by,
        created_at=now,
        touched_at=now,
        done_at=None,
        undone_at=None,
    )
    db.session.add(imported)
    db.session.flush()
    return imported


def choose_columns(imported: FileImport, chosen: Sequence[str], *, now: datetime) -> None:
    """Say what each column means, nothing where it is left out; then everything is checked anew.

    Raises:
        DomainError: `imports.not_now`; `imports.column_twice`; `imports.column_needed`.
    """
    imported = _draft(imported)
    allowed = {column.value for column in columns_of(imported.kind)}
    meanings = [meaning if meaning in allowed else "" for meaning in chosen][: len(imported.meanings)]
    taken = [meaning for meaning in meanings if meaning]
    if len(taken) != len(set(taken)):
        raise DomainError("imports.column_twice")
    if missing([Column(meaning) for meaning in taken], imported.kind):
        raise DomainError("imports.column_needed")
    _drop_lines(imported)
    imported.meanings = meanings + [""] * (len(imported.meanings) - len(meanings))
    imported.state = ImportState.CHECKING
    imported.checked = imported.fresh = imported.known = imported.wrong = 0
    imported.touched_at = now


def note_checked(
    import_id: int, first: int, lines: Sequence[CheckedLine], *, meanings: Sequence[str], now: datetime
) -> bool:
    """Keep what became of the lines after the `first` ones; False when somebody else did meanwhile, or chose anew."""
    imported = file_import_for_update(import_id)
    is_same = imported.meanings == [*meanings] and imported.checked == first
    if imported.state is not ImportState.CHECKING or not is_same:
        return False
    db.session.add_all(_line_of(imported, line) for line in lines)
    counts = [line.verdict for line in lines]
    imported.fresh += counts.count(Verdict.NEW)
    imported.known += counts.count(Verdict.KNOWN)
    imported.wrong += counts.count(Verdict.WRONG)
    imported.checked += len(lines)
    imported.touched_at = now
    if imported.checked == imported.lines:
        imported.state = ImportState.CHECKED
    db.session.flush()
    return True


def confirm(imported: FileImport, *, by: int | None, now: datetime, on: date) -> FileImport:
    """Write every new line, or none. Who came on the list since the check is not written twice.

    Raises:
        DomainError: `imports.not_now`; `imports.has_errors`; as for `register_many` and `create_organisation`.
    """
    imported = _draft(imported)
    if imported.state is not ImportState.CHECKED:
        raise DomainError("imports.not_now")
    if imported.wrong:
        raise DomainError("imports.has_errors")
    lines = [line.facts for line in lines_of(imported, Verdict.NEW)]
    write = _write_people if imported.kind is ImportKind.PEOPLE else _write_organisations
    imported.created = write(imported, lines, now, on)
    imported.known += imported.fresh - len(imported.created)
    imported.fresh = len(imported.created)
    _drop_lines(imported)
    imported.content, imported.state, imported.done_at = None, ImportState.DONE, now
    home, count = imported.organisation_id, len(imported.created)
    audit.record(db.session(), f"{imported.kind}.imported", imported, account_id=by, organisation_id=home, count=count)
    return imported


def discard(imported: FileImport) -> None:
    """Forget a draft.

    Raises:
        DomainError: `imports.not_now`.
    """
    imported = _draft(imported)
    _drop_lines(imported)
    db.session.delete(imported)
    db.session.flush()


def forget_drafts(*, now: datetime) -> int:
    """Forget the drafts in scope that nobody confirmed in a day; say how many."""
    query = select(FileImport).where(FileImport.done_at.is_(None), FileImport.created_at < now - DRAFT_LASTS)
    old = db.session.execute(query.order_by(FileImport.id)).scalars().all()
    for draft in old:
        discard(draft)
    return len(old)


def _draft(imported: FileImport) -> FileImport:
    locked = file_import_for_update(imported.id)
    if not locked.is_draft:
        raise DomainError("imports.not_now")
    return locked


def _drop_lines(imported: FileImport) -> None:
    of_import = delete(ImportLine).where(ImportLine.file_import_id == imported.id)
    db.session.execute(of_import, execution_options={"synchronize_session": False})
    db.session.flush()


def _line_of(imported: FileImport, line: CheckedLine) -> ImportLine:
    return ImportLine(
        file_import_id=imported.id,
        organisation_id=imported.organisation_id,
        number=line.number,
        verdict=line.verdict,
        facts=dict(line.facts),
        problems=[problem.as_json() for problem in line.problems],
        match_id=line.match_id,
    )


def _write_people(imported: FileImport, lines: Sequence[dict[str, Any]], now: datetime, on: date) -> list[int]:
    """Whoever was registered by hand since the check is there already."""
    there = people_there(imported.organisation_id)
    newcomers = [
        (_person(line), date.fromisoformat(line["from_on"]) if line["from_on"] else on)
        for line in lines
        if not there.find(search_key(line["first_name"], line["last_name"]), line["birth_year"], line["reference"])
    ]
    return register_many(newcomers, organisation_id=imported.organisation_id, now=now)


def _person(line: dict[str, Any]) -> PersonFacts:
    kept = {name: line[name] for name in ("first_name", "last_name", "birth_year", "phone", "email", "reference")}
    # Not there in a file that was checked by an older release.
    end = line.get("contract_ends_on")
    return PersonFacts(
        channel=Channel(line["channel"]),
        position=Position(line["position"]),
        contract_ends_on=date.fromisoformat(end) if end else None,
        **kept,
    )


def _write_organisations(_: FileImport, lines: Sequence[dict[str, Any]], now: datetime, _on: date) -> list[int]:
    there = organisations_there()
    facts = [OrganisationFacts(**line | {"kind": OrganisationKind(line["kind"])}) for line in lines]
    fresh = [one for one in facts if not any(key in there for key in looked_up(one.name, one.kind, one.siret))]
    return [create_organisation(one, by=None, now=now).id for one in fresh]


def _showable(name: str) -> str:
    """The name of the file, as far as it can be shown: it comes from somebody's computer."""
    plain = "".join(character for character in name.strip() if is_showable(character) and character not in "\n\r\t")
    return plain[-_LONGEST_FILE_NAME:] or "-"
