"""The lines of `sign --batch`, each with its number as an editor shows it: a CSV with a header, or JSON lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import strict_json
from .cli_files import Trouble, read
from .errors import Malformed

_KNOWN = ("holder", "evidence", "id")


def rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Return what each line says, with its number.

    Raises:
        Trouble: a line that cannot be read or names no holder. The holder of the award is nobody's stand-in.
    """
    try:
        text = read(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Trouble(f"{path} is not UTF-8, and names would be signed damaged: save it as CSV UTF-8") from error
    found = _from_json(text) if path.suffix in (".jsonl", ".ndjson") else _from_csv(text)
    number = 1
    try:
        for number, row in found:
            yield number, _checked(row)
    except csv.Error as error:
        raise Trouble(f"{path} cannot be read as a table: {error}; nothing was signed") from error
    except (Malformed, _WrongLineError) as error:
        number = error.number if isinstance(error, _WrongLineError) and error.number else number
        raise Trouble(f"{path}, line {number}: {error}; nothing was signed") from error


class _WrongLineError(Exception):
    def __init__(self, text: str, number: int = 0) -> None:
        super().__init__(text)
        self.number = number


def _from_json(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield number, strict_json.read_object(line)
        except Malformed as error:
            raise _WrongLineError(str(error), number) from error


def _from_csv(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    separator = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    for row in reader:
        if None in row:
            raise _WrongLineError(
                "more cells than the header has columns; quote a cell that holds a comma", reader.line_num
            )
        given = {name.strip().lower(): value.strip() for name, value in row.items() if value and value.strip()}
        evidence = given.pop("evidence", None)
        yield reader.line_num, {**given, **({"evidence": [{"narrative": evidence}]} if evidence else {})}


def _checked(row: dict[str, Any]) -> dict[str, Any]:
    if strange := sorted(set(row) - set(_KNOWN)):
        raise _WrongLineError(f"unknown column {strange[0]!r}; known are {', '.join(_KNOWN)}")
    if not row.get("holder"):
        raise _WrongLineError("no holder")
    return row
