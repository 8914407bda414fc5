"""What the pages of an import show, and the work that goes on while one looks."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from peerlearn.core import scope
from peerlearn.core.db import db, read_only
from peerlearn.core.paging import Page
from peerlearn.core.scope import Scope
from peerlearn.imports import queries, undoing
from peerlearn.imports.checking import check
from peerlearn.imports.exporting import as_csv
from peerlearn.imports.lines import refusal_of
from peerlearn.imports.models import FileImport, ImportLine
from peerlearn.imports.reading import read
from peerlearn.imports.rules import ImportKind, ImportState, Verdict, columns_of
from peerlearn.organisations import queries as organisations
from peerlearn.people import queries as people
from peerlearn.web.kit import background, session
from peerlearn.web.kit.errors import message_of
from peerlearn.web.kit.labels import word_of

_SHOWN_ALIKE, _EXAMPLES = 50, 5
# Why somebody stays when an import is undone, by the table that needs them.
_REASONS: Mapping[str, Any] = {
    "account": _l("has an access card or an account"),
    "invitation": _l("was invited"),
    "enrolment": _l("is enrolled in a workshop"),
    "workshop_facilitator": _l("leads a workshop"),
    "award": _l("has a badge"),
    "changed": _l("was corrected since"),
    "person": _l("has people"),
    "affiliation": _l("has people"),
    "membership": _l("has accounts"),
    "site": _l("has places"),
    "organisation_in_wave": _l("takes part in a wave"),
    "workshop": _l("hosts a workshop"),
}


@dataclass(frozen=True)
class Said:
    """What is wrong in a line, in words."""

    line: int
    header: str
    value: str
    words: str


@dataclass(frozen=True)
class Staying:
    """Who or what stays when an import is undone, and why."""

    name: str
    url: str
    reasons: str


def own_organisation() -> str:
    """The public identifier of the organisation of who is signed in."""
    here = session.account_here()
    return next((one.public_id for one in organisations.organisations_in_scope() if one.id == here.organisation_id), "")


def check_in_background(imported: FileImport) -> None:
    """Check the file once this answer is stored, step by step."""
    if imported.state is ImportState.CHECKING:
        import_id = imported.id
        background.after_the_answer(lambda: deque(check(import_id), maxlen=0).clear())


def of(imported: FileImport, *, now: datetime) -> dict[str, Any]:
    """What the page of an import shows, as far as it has come."""
    found: dict[str, Any] = {"was_stopped": imported.was_stopped(now), "left_out": [], "columns": [], "wrong": None}
    found |= {"alike": [], "examples": [], "choices": []}
    if imported.content is not None and imported.state in {ImportState.COLUMNS, ImportState.CHECKED}:
        headers = read(imported.content).headers
        found["columns"] = [*zip(headers, imported.meanings, strict=True)]
        found["left_out"] = [header for header, meaning in found["columns"] if header and not meaning]
        found["choices"] = [(column.value, word_of(column)) for column in columns_of(imported.kind)]
    if imported.state is ImportState.CHECKED:
        number = request.args.get("page", 1, int)
        found["wrong"] = _with_words(queries.lines_page(imported, Verdict.WRONG, number=number))
        found["alike"] = _alike(imported)
        found["examples"] = [*map(_name_in, queries.lines_page(imported, Verdict.NEW, number=1, size=_EXAMPLES).rows)]
    return found


def of_undoing(imported: FileImport) -> dict[str, Any]:
    """Who goes and who stays."""
    there = undoing.still_there(imported) if imported.state is ImportState.DONE else []
    used = undoing.in_use(imported, there)
    return {"going": len(there) - len(used), "staying": _staying(imported, used)}


def errors_file(imported: FileImport) -> Iterator[str]:
    """What is wrong, as a file: one line for each thing."""
    said = (one for line in queries.lines_of(imported, Verdict.WRONG) for one in _said(line))
    lines = ([str(one.line), one.header, one.value, one.words] for one in said)
    return as_csv((_("Line"), _("Column"), _("Content"), _("What to do")), lines)


def while_reading(lines: Iterator[str], entered: Scope) -> Iterator[str]:
    """The lines of an answer that leaves bit by bit. By then the request is over: they come from a transaction of their
    own, which only reads, in the scope the request had."""
    db.session.rollback()
    scope.enter(db.session(), entered)
    try:
        read_only(db.session())
        yield from lines
    finally:
        db.session.rollback()
        scope.leave(db.session())
        db.session.remove()


def _with_words(page: Page[ImportLine]) -> Page[Said]:
    rows = [said for line in page.rows for said in _said(line)]
    return Page(rows=rows, number=page.number, last=page.last, total=page.total)


def _said(line: ImportLine) -> list[Said]:
    return [Said(line.number, one["header"], one["value"], message_of(refusal_of(one))) for one in line.problems]


def _alike(imported: FileImport) -> list[dict[str, Any]]:
    """The first lines that are on the list already, beside whom or what they look like."""
    lines = queries.lines_page(imported, Verdict.KNOWN, number=1, size=_SHOWN_ALIKE).rows
    named = _named(imported, [line.match_id for line in lines if line.match_id])
    return [
        {"line": line.number, "name": _name_in(line), "match": named[line.match_id]}
        for line in lines
        if line.match_id in named
    ]


def _name_in(line: ImportLine) -> str:
    names = (line.facts.get(part) for part in ("first_name", "last_name", "name"))
    return " ".join(name for name in names if name)


def _named(imported: FileImport, ids: list[int]) -> dict[int, dict[str, Any]]:
    if imported.kind is ImportKind.PEOPLE:
        return {
            one.id: {
                "name": one.full_name,
                "year": one.birth_year,
                "url": url_for("people.show", public_id=one.public_id),
            }
            for one in people.people_of(ids).values()
        }
    return {
        one.id: {"name": one.name, "year": None, "url": url_for("organisations.show", public_id=one.public_id)}
        for one in organisations.organisations_of(ids)
    }


def _staying(imported: FileImport, used: Mapping[int, frozenset[str]]) -> list[Staying]:
    named = _named(imported, [*used])
    return [
        Staying(named[one]["name"], named[one]["url"], _reasons(tables)) for one, tables in used.items() if one in named
    ]


def _reasons(tables: frozenset[str]) -> str:
    words = {str(_REASONS.get(table) or _("is needed elsewhere")) for table in tables}
    return ", ".join(sorted(words))
