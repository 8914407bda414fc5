"""A room to measure in: the program served by two processes on a disk that keeps, with the cast in it.

`post_fork` is read by gunicorn, which takes this file for its settings: beside the program, each process answers
`HELLO` with what Flask does when it does nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.settings import Settings
from peerlearn.factory import create_app
from tests.cast import LEARNERS, Cast, assemble
from tests.factories.attendance import Staged, stored_workshop
from tests.services.databases import environment, migrate
from tests.services.keeper import PROJECT
from tests.services.leaving import on_exit, worker_int
from tests.services.server import serving

__all__ = ["on_exit", "post_fork", "worker_int"]

HELLO = "/hello"
EIGHT = LEARNERS[:8]
# The module of which six skills are seen: eight people, six marks each, and who is there.
MODULE, SKILLS = "M10", 6


@dataclass(frozen=True)
class Room:
    """A served site with the cast in it, and its folder."""

    site: str
    folder: Path
    app: Flask
    cast: Cast

    def stage(self, workshops: int, *, host: str = "tilleuls") -> list[Staged]:
        """Workshops of eight people that Moussa leads: one for each piece of work.

        Of another host, they do not fill the pages of Les Tilleuls as no day of theirs ever would.
        """
        seated = [one.lower() for one in EIGHT]
        with self.app.app_context():
            return [stored_workshop(self.cast, module=MODULE, host=host, seated=seated) for _ in range(workshops)]


@contextmanager
def room() -> Iterator[Room]:
    """Not in memory, as the databases of tests are: a commit is to wait for the disk."""
    (PROJECT / "var").mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="bench-", dir=PROJECT / "var") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'bench.db'}"
        migrate(url, folder)
        app = create_app(replace(Settings.from_environment(environment(url, folder)), testing=True))
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            cast = assemble()
            scope.leave(db.session())
            db.session.remove()
        with serving(url, folder, workers=2, config=__name__) as site:
            yield Room(site, folder, app, cast)


def post_fork(_server: Any, _worker: Any) -> None:
    """Put the hello beside the program."""
    hello = Flask("hello")
    hello.add_url_rule("/", view_func=lambda: "hello")
    program: Any = import_module("app").app
    program.wsgi_app = DispatcherMiddleware(program.wsgi_app, {HELLO: hello})
