"""A gunicorn of the tests whose processes kill themselves while they store marks, where a plan says so.

The plan is a file in the data folder, one word a line: `write` (before anything is written), `commit` (all is written
and nothing committed), `answer` (committed, and the phone was not told), `live`. Each batch takes the next line.
"""

import fcntl
import os
import signal
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import g, has_app_context
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.services.leaving import on_exit, worker_int

__all__ = ["on_exit", "post_fork", "worker_int"]

PLAN = "deaths"
DIED = "died"


def post_fork(_server: Any, _worker: Any) -> None:
    """Arm the process that will answer."""
    # Here: the master has read the program by now, this file is read before it.
    api: Any = import_module("peerlearn.web.field.api")
    receive = api.receive_for

    def receive_or_die(*given: Any, **named: Any) -> Any:
        g.death = _next_line()
        _die_at("write")
        return receive(*given, **named)

    api.receive_for = receive_or_die
    event.listen(Session, "before_commit", lambda _: _die_at("commit"))
    event.listen(Session, "after_commit", lambda _: _die_at("answer"))


def _die_at(point: str) -> None:
    if has_app_context() and g.get("death") == point:
        with (_folder() / DIED).open("a") as died:
            died.write(f"{point}\n")
        os.kill(os.getpid(), signal.SIGKILL)


def _next_line() -> str:
    with (_folder() / PLAN).open("r+") as plan:
        fcntl.flock(plan, fcntl.LOCK_EX)
        first, *others = plan.read().splitlines() or ["live"]
        plan.seek(0)
        plan.truncate()
        plan.write("\n".join(others))
    return first


def _folder() -> Path:
    return Path(os.environ["PEERLEARN_DATA_DIR"])
