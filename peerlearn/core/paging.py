"""A long list, one page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func

from peerlearn.core.db import db

T = TypeVar("T")
SIZE = 50


@dataclass(frozen=True)
class Page(Generic[T]):
    """The rows of one page, which one it is, how many there are, and how many rows in all."""

    rows: Sequence[T]
    number: int
    last: int
    total: int


def page_of(query: Select[T], number: int, *, size: int = SIZE) -> Page[T]:
    """One page of an ordered query of entities; a number outside the pages gives the nearest one. Two statements."""
    counting: Select[Any] = query.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
    total: int = db.session.execute(counting).scalar_one()
    last = max(1, -(-total // size))
    shown = min(max(1, number), last)
    rows = db.session.execute(query.limit(size).offset((shown - 1) * size)).scalars().all()
    return Page(rows=rows, number=shown, last=last, total=total)
