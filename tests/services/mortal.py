"""A process of the tests that carries a run on, and kills itself where it is told to.

`python -m tests.services.mortal RUN AT_ONCE BATCHES MOMENT`: in which batch from its start, and at which moment:
`write` (nothing is written yet), `forms` (the register is, the signed forms are not), `commit` (all is written and
nothing committed), `answer` (committed, and nobody was told), `live`, or a number of milliseconds.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from peerlearn.awards import runs
from peerlearn.awards.keys import KeyFolder
from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.factory import create_app
from tests.services.databases import environment
from tests.services.keeper import kept

MOMENTS = ("write", "forms", "commit", "answer")


@contextmanager
def at_work(url: str, folder: Path, *words: object) -> Iterator[Callable[[], None]]:
    """Such a process; call what is given to wait until it has ended, however it did."""
    with ExitStack() as stack:
        ours, theirs = os.pipe()
        output = stack.enter_context(os.fdopen(ours, "rb"))
        command = [__name__, *map(str, words)]
        with os.fdopen(theirs, "wb") as given:
            stack.enter_context(kept(command, environment=environment(url, folder), output=given))
        yield lambda: print(output.read().decode(), end="")  # noqa: T201 - what went wrong there is told here


def main(run_id: int, at_once: int, batches: int, moment: str) -> None:
    """Carry the run on until it is done, or until the moment."""
    settings = Settings.from_environment()
    with create_app(settings).app_context():
        scope.enter(db.session(), Scope.everything("a process that may be killed"))
        runs.STEP = at_once
        if moment.isdigit():
            threading.Timer(int(moment) / 1000, _die).start()
        else:
            _arm(batches, moment)
        for _ in runs.carry_on(run_id, KeyFolder.of(settings)):
            pass
    os._exit(0)  # the timer is not waited for


def _arm(batches: int, moment: str) -> None:
    left = [batches]
    module: Any = runs
    issue = module.issue_due

    def issue_or_die(*given: Any, **named: Any) -> Any:
        left[0] -= 1
        die_at("write")
        return issue(*given, **named)

    def die_at(point: str) -> None:
        if left[0] == 0 and moment == point:
            _die()

    module.issue_due = issue_or_die
    event.listen(Session, "before_commit", lambda _: die_at("commit"))
    event.listen(Session, "after_commit", lambda _: die_at("answer"))

    @event.listens_for(Engine, "before_cursor_execute")
    def look(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO credential"):
            die_at("forms")


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
