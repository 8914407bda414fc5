"""How one cell is read, whatever it means: what is wrong with it is gathered, so that all is said at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from peerlearn.core.errors import DomainError
from peerlearn.core.nir import contains_nir, refuse_nir
from peerlearn.core.texts import ensure_name, is_showable
from peerlearn.imports.reading import Row, runs_as_formula, without_apostrophe
from peerlearn.imports.rules import Column, Verdict

LONGEST_NAME = 120
_LONGEST_SHOWN = 40
Reader = Callable[[str], Any]


@dataclass(frozen=True)
class Problem:
    """What is wrong in a line: in which column, and the code of the refusal with what fills its words."""

    header: str
    code: str
    details: Mapping[str, Any] = field(default_factory=dict)
    value: str = ""

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return {"header": self.header, "code": self.code, "details": dict(self.details), "value": self.value}


@dataclass(frozen=True)
class CheckedLine:
    """What became of one line."""

    number: int
    verdict: Verdict
    facts: Mapping[str, Any] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    match_id: int | None = None


class LineReader(Protocol):
    """Whoever reads the lines of one kind of file, in the order of the file."""

    def check(self, row: Row) -> CheckedLine:
        """Understand one line, knowing those before it."""


class Cells:
    """One line, cell by cell; `problems` gathers what is wrong."""

    def __init__(self, row: Row, headers: Sequence[str], columns: Sequence[Column | None]) -> None:
        self.row = row
        self.problems: list[Problem] = []
        self._places = {column: place for place, column in enumerate(columns) if column}
        self._headers = headers
        self._check_width()

    def read(self, column: Column, reader: Reader) -> Any:
        """What the cell says, None when it is empty, missing or wrong."""
        place = self._places.get(column)
        if place is None or place >= len(self.row.cells) or not self.row.cells[place]:
            return None
        cell = without_apostrophe(self.row.cells[place])
        try:
            _ensure_showable(cell)
            refuse_nir(cell)
            return reader(cell)
        except DomainError as refused:
            self.refuse(column, refused, cell)
            return None

    def refuse(self, column: Column, refused: DomainError, cell: str = "") -> None:
        """Note what is wrong in the column."""
        place = self._places.get(column)
        header = self._headers[place] if place is not None else ""
        self.problems.append(Problem(header, refused.code, refused.details, _shown(cell)))

    def as_wrong(self) -> CheckedLine:
        """The line with its problems."""
        return CheckedLine(self.row.number, Verdict.WRONG, problems=self.problems)

    def _check_width(self) -> None:
        width, expected = len(self.row.cells), len(self._headers)
        while width > expected and not self.row.cells[width - 1]:
            width -= 1
        if width != expected:
            refused = DomainError("imports.width", found=width, expected=expected)
            self.problems.append(Problem("", refused.code, refused.details))


def refusal_of(problem: Mapping[str, Any]) -> DomainError:
    """The refusal that a problem was kept from."""
    code = problem["code"]
    return DomainError(code, **problem["details"])


def name(cell: str) -> str:
    """A name: letters, and nothing that a spreadsheet would run.

    Raises:
        DomainError: `imports.formula`, `too_long`, `not_a_name`.
    """
    if runs_as_formula(cell) and any(character.isalnum() for character in cell):
        raise DomainError("imports.formula")
    if len(cell) > LONGEST_NAME:
        raise DomainError("too_long", longest=LONGEST_NAME)
    ensure_name(cell)
    return cell


def _ensure_showable(cell: str) -> None:
    if not is_showable(cell):
        raise DomainError("hidden_text")


def _shown(cell: str) -> str:
    """What was in the cell, as far as it may be shown and kept for a day."""
    if not is_showable(cell) or contains_nir(cell):
        return ""
    return cell if len(cell) <= _LONGEST_SHOWN else f"{cell[:_LONGEST_SHOWN]}…"
