"""A room with eight people in it, the site that serves it, and phones for those who lead."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserType
from sqlalchemy import func, select

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from tests.browser.field.phone import Phone, phone
from tests.cast import LEARNERS, Cast
from tests.factories.attendance import Staged, stored_workshop
from tests.services.server import serving

EIGHT = LEARNERS[:8]


@dataclass(frozen=True)
class Room:
    """A workshop that began half an hour ago, led by Moussa, and what is stored of it."""

    app: Flask
    cast: Cast
    staged: Staged

    def stored(self, table: type) -> int:
        """How many rows a table has."""
        with self.app.app_context():
            scope.enter(db.session(), Scope.everything("a test counts"))
            found = db.session.execute(select(func.count()).select_from(table)).scalar_one()
            scope.leave(db.session())
            db.session.remove()
        return int(found)


@pytest.fixture
def module() -> str:
    """What is taught there; a story may ask for another one."""
    return "M02"


@pytest.fixture
def room(app: Flask, cast: Cast, module: str) -> Room:
    """Eight people and Moussa."""
    with app.app_context():
        return Room(app, cast, stored_workshop(cast, module=module, seated=[name.lower() for name in EIGHT]))


@pytest.fixture
def site(room: Room, database_url: str, tmp_path: Path) -> Iterator[str]:
    """The program, served by two processes."""
    with serving(database_url, tmp_path, workers=2) as address:
        yield address


PhoneOf = Callable[[str], Phone]


@pytest.fixture
def phone_of(
    room: Room, site: str, tmp_path: Path, browser_type: BrowserType, browser_type_launch_args: dict[str, Any]
) -> Iterator[PhoneOf]:
    """`phone_of("moussa")`: a phone on which someone signed in."""
    with ExitStack() as phones:

        def hand_out(name: str) -> Phone:
            folder = tmp_path / f"phone-{name}"
            made = phones.enter_context(phone(browser_type, browser_type_launch_args, folder, site))
            made.sign_in(room.cast, name)
            return made

        yield hand_out
