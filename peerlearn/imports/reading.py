"""From the bytes of a file to rows of text, whoever wrote them: strict, bounded, and in words when it cannot be done.

Pure: no database, no web, no clock. `csv.Sniffer` is left alone: eight kilobytes of hostile text keep it busy.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from peerlearn.core.errors import DomainError
from peerlearn.core.nir import contains_nir
from peerlearn.core.searching import search_key
from peerlearn.core.texts import is_showable

MEGABYTE = 1024 * 1024
LARGEST_FILE = 5 * MEGABYTE
MOST_LINES = 20_000
MOST_COLUMNS = 60
LONGEST_CELL = 2_000
LONGEST_HEADER = 120
_SEPARATORS = ";,\t"
# What spreadsheets run, and what we put before it when we write a file.
_RUNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# Excel in English takes the comma for the separator, and our quotes for signs of the cell: it starts a new cell at any
# comma, tab or line inside of one.
_STARTS_TO_RUN = re.compile(rf"(^|[,;\t\r\n])(?=[{re.escape(''.join(_RUNS))}])")
_KEPT_FROM_RUNNING = re.compile(rf"(^|[,;\t\r\n])'(?=[{re.escape(''.join(_RUNS))}])")
# XLSX and ODS are ZIP files; XLS; PDF; pictures; RTF; compressed files; SQLite.
_NO_TEXT = (
    *(b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF"),
    *(b"{\\rtf", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"SQLite format 3", b"\x7fELF", b"MZ\x90"),
)
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|\?xml|table|script|svg)", re.IGNORECASE)
_TWELVE_DIGITS = re.compile(r"(?:\d\D{0,5}){12}")


class Encoding(StrEnum):
    """How the letters were written."""

    UTF_8 = "UTF-8"
    UTF_16 = "UTF-16"
    WINDOWS = "Windows-1252"


@dataclass(frozen=True)
class Row:
    """One line of a table; `number` is where it begins in the file, as an editor counts."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """What a file holds."""

    encoding: Encoding
    headers: tuple[str, ...]
    rows: tuple[Row, ...]


def read(content: bytes) -> Sheet:
    """The table in a CSV file.

    Raises:
        DomainError: `imports.…`, saying what is wrong with the file as a whole, and where.
    """
    text, encoding = _decoded(content)
    start, text = _after_hint(text)
    separator = _separator(text)
    records = _records(text, separator, start)
    _, first = next(records)
    rows = tuple(Row(number, cells) for number, cells in _counted(records))
    if not rows:
        raise DomainError("imports.no_lines")
    return Sheet(encoding=encoding, headers=_headers(first, rows), rows=rows)


def refuse_numbers(sheet: Sheet) -> None:
    """No file with a social security number in it is kept, not even for an hour.

    Raises:
        DomainError: `imports.nir`.
    """
    for row in sheet.rows:
        # Looking takes its time: most cells have no twelve digits.
        for cell in row.cells:
            if _TWELVE_DIGITS.search(cell) and contains_nir(cell):
                raise DomainError("imports.nir", line=row.number)
    if any(contains_nir(header) for header in sheet.headers):
        raise DomainError("imports.nir", line=1)


def runs_as_formula(cell: str) -> bool:
    """Whether a spreadsheet would run this cell instead of showing it."""
    return cell.startswith(_RUNS)


def neutral(cell: str) -> str:
    """The cell with an apostrophe wherever a spreadsheet would begin to run it, at its start or behind a separator."""
    return _STARTS_TO_RUN.sub(r"\1'", cell)


def without_apostrophe(cell: str) -> str:
    """The cell as it was before `neutral`."""
    return _KEPT_FROM_RUNNING.sub(r"\1", cell)


def _decoded(content: bytes) -> tuple[str, Encoding]:
    if len(content) > LARGEST_FILE:
        raise DomainError("imports.too_large", megabytes=LARGEST_FILE // MEGABYTE)
    if not content.strip():
        raise DomainError("imports.empty")
    if content.startswith(_NO_TEXT):
        raise DomainError("imports.not_csv")
    if _MARKUP.match(content[:200]):
        raise DomainError("imports.web_page")
    text, encoding = _text(content)
    if "\0" in text:
        raise DomainError("imports.binary")
    if not text.strip():
        raise DomainError("imports.empty")
    return text, encoding


def _text(content: bytes) -> tuple[str, Encoding]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), Encoding.UTF_16
        except UnicodeDecodeError as problem:
            raise DomainError("imports.encoding") from problem
    try:
        return content.decode("utf-8-sig"), Encoding.UTF_8
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), Encoding.WINDOWS
    except UnicodeDecodeError as problem:
        raise DomainError("imports.encoding") from problem


def _after_hint(text: str) -> tuple[int, str]:
    """Spreadsheets may write "sep=;" before the table: how many lines that took, and the table."""
    hint = re.match(r"sep=.\r?\n", text, re.IGNORECASE)
    return (1, text[hint.end() :]) if hint else (0, text)


def _separator(text: str) -> str:
    """What cuts the first line into the most cells.

    Raises:
        DomainError: `imports.separator` when two signs do so equally.
    """
    counts = {}
    for sign in _SEPARATORS:
        try:
            counts[sign] = len(next(csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True), []))
        except csv.Error:
            counts[sign] = 0
    most = max(counts.values())
    best = [sign for sign, count in counts.items() if count == most]
    if most > 1 and len(best) > 1:
        raise DomainError("imports.separator")
    return best[0]


def _records(text: str, separator: str, start: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Every line of the table that is not empty, the headers first, with where it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = start + 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            raise DomainError("imports.quotes", line=begins) from problem
        if any(cell.strip() for cell in cells):
            yield begins, _bounded(cells, begins)
        begins = start + reader.line_num + 1


def _bounded(cells: list[str], line: int) -> tuple[str, ...]:
    if len(cells) > MOST_COLUMNS:
        raise DomainError("imports.too_many_columns", line=line, most=MOST_COLUMNS)
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise DomainError("imports.cell_too_long", line=line, most=LONGEST_CELL)
    return tuple(cell.strip() for cell in cells)


def _counted(records: Iterator[tuple[int, tuple[str, ...]]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    for count, record in enumerate(records, 1):
        if count > MOST_LINES:
            raise DomainError("imports.too_many_lines", most=MOST_LINES)
        yield record


def _headers(cells: tuple[str, ...], rows: tuple[Row, ...]) -> tuple[str, ...]:
    """The first line: short, readable, each word once. A column without a word and without a cell is none."""
    width = len(cells)
    while width and not cells[width - 1] and not any(any(row.cells[width - 1 :]) for row in rows):
        width -= 1
    headers = cells[:width]
    seen: set[str] = set()
    for header in headers:
        if len(header) > LONGEST_HEADER or not is_showable(header) or runs_as_formula(header):
            raise DomainError("imports.header_unreadable")
        key = search_key(header)
        if key and key in seen:
            raise DomainError("imports.header_twice", header=header)
        seen.add(key)
    return headers
