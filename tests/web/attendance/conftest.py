"""Fixtures of the pages of the room. No context stays open beside the requests: it would keep who was signed in."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import pytest
from flask import Flask
from sqlalchemy import select

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.permissions import Role
from peerlearn.core.scope import Scope
from tests.cast import Cast
from tests.factories.attendance import Staged, let_sign_in, stored_workshop

Row = TypeVar("Row")
Stage = Callable[..., Staged]
GiveAccount = Callable[[str, Role], None]
RowsOf = Callable[[type[Any]], Sequence[Any]]


@pytest.fixture
def stage(app: Flask, cast: Cast) -> Stage:
    """`stage(starts_in=…)`: a stored workshop, as `tests.factories.attendance.stage_workshop` makes it."""

    def store(**choices: Any) -> Staged:
        with app.app_context():
            return stored_workshop(cast, **choices)

    return store


@pytest.fixture
def give_account(app: Flask, cast: Cast) -> GiveAccount:
    """`give_account("serge", Role.FACILITATOR)`: then `client_of("serge")` works."""

    def give(name: str, role: Role) -> None:
        with app.app_context():
            let_sign_in(cast, name, role)

    return give


@pytest.fixture
def rows_of(app: Flask) -> RowsOf:
    """`rows_of(Presence)`: every stored row, the first one first."""

    def look(kind: type[Any]) -> Sequence[Any]:
        with app.app_context():
            scope.enter(db.session(), Scope.everything("a test looks at what is stored"))
            found = db.session.execute(select(kind).order_by(kind.id)).scalars().all()
            db.session.expunge_all()
            scope.leave(db.session())
            return found

    return look
