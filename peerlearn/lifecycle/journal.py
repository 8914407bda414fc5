"""What an act over many tables changed, line by line, so that it can be taken back exactly.

A line holds identifiers and states: nothing that a person typed, so that erasing somebody need not look here.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import TypeDecorator, select

from peerlearn.core.db import Base, db

Line = dict[str, Any]


class Journal:
    """Changes rows, and writes down how. Each change reaches the database at once: constraints judge every step."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def change(self, row: Base, **values: Any) -> None:
        """Give columns of a row other values; what is the same already is not written down."""
        new = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not new:
            return
        was = {name: _plain(getattr(row, name)) for name in new}
        now = {name: _plain(value) for name, value in new.items()}
        self.lines.append({"changed": row.__tablename__, "id": _id(row), "was": was, "now": now})
        for name, value in new.items():
            setattr(row, name, value)
        db.session.flush()

    def add(self, row: Base, **details: Any) -> None:
        """Store a new row."""
        db.session.add(row)
        db.session.flush()
        self.lines.append({"added": row.__tablename__, "id": _id(row), **details})

    def note(self, what: str, **details: Any) -> None:
        """Write down something that is taken back in its own way."""
        self.lines.append({what: True, **details})


def holds_still(lines: list[Line]) -> bool:
    """Whether every row that was changed is as the act left it."""
    changed: dict[tuple[str, int], Line] = {}
    for line in lines:
        if "changed" in line:
            changed.setdefault((line["changed"], line["id"]), {}).update(line["now"])
    return all(_is_as(table, row_id, now) for (table, row_id), now in changed.items())


def take_back(line: Line) -> Base:
    """Give the columns of one changed row their former values."""
    row = row_of(line["changed"], line["id"])
    for name, value in line["was"].items():
        setattr(row, name, _typed(row, name, value))
    db.session.flush()
    return row


def row_of(table: str, row_id: int) -> Base:
    """The row of a line."""
    found = find_row(table, row_id)
    if found is None:
        raise LookupError(f"{table} {row_id} is gone")
    return found


def find_row(table: str, row_id: int) -> Base | None:
    """The row of a line, unless it is gone."""
    entity = next(mapper.class_ for mapper in Base.registry.mappers if mapper.class_.__tablename__ == table)
    found: Base | None = db.session.execute(select(entity).where(entity.id == row_id)).scalar_one_or_none()
    return found


def _is_as(table: str, row_id: int, now: Line) -> bool:
    row = find_row(table, row_id)
    return row is not None and all(_plain(getattr(row, name)) == value for name, value in now.items())


def _id(row: Base) -> int:
    key: int = row.__mapper__.primary_key_from_instance(row)[0]
    return key


def _plain(value: Any) -> Any:
    """As JSON can hold it."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _typed(row: Base, name: str, value: Any) -> Any:
    """As the column holds it."""
    stored_as = row.__table__.c[name].type
    kind = (stored_as.impl_instance if isinstance(stored_as, TypeDecorator) else stored_as).python_type
    if value is None or not isinstance(value, str) or kind is str:
        return value
    return kind.fromisoformat(value) if issubclass(kind, date) else kind(value)
