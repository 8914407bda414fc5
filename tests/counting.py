"""How often a page or an action asks the database, and other things a test hears of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import Engine, event

from peerlearn.core.db import db


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """The SQL that is sent until the block ends."""
    said: list[str] = []

    def note(*arguments: object) -> None:
        said.append(str(arguments[2]))

    with app.app_context():
        engine = db.engine
    with listening(engine, "before_cursor_execute", note):
        yield said


@contextmanager
def listening(engine: Engine, what: str, heard: Callable[..., object]) -> Iterator[None]:
    """Call `heard` until the block ends: an engine serves more than one test."""
    event.listen(engine, what, heard)
    try:
        yield
    finally:
        event.remove(engine, what, heard)
