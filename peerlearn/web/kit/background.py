"""What takes longer than an answer may: done once the answer is stored, by a thread of this process or by a worker.

The row in the database is the job. When a process dies, the row says where it was, and whoever looks can go on. A queue
(`PEERLEARN_QUEUE_URL`) only rings at the worker's door: losing it loses nothing (ADR 0027).
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from flask import Flask, after_this_request, current_app
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.web.kit.queue import Ring, find_queue, serve, task_of
from peerlearn.web.kit.quiet_log import where

log = logging.getLogger("peerlearn")
# A short piece of work is done before the next page is asked for: nobody sees a page that only says "wait".
_WORTH_WAITING_SECONDS = 1.0
# Two that waited for one another, a lock that was held too long, a database that was away for a moment: it passes.
_AGAIN_AFTER_SECONDS = (0.2, 2.0)
_WHATEVER_ITS_ROW_SAYS = "a row says what is to be done, and was written by whoever may ask for it"


@dataclass(frozen=True)
class Job:
    """Work that a row of the database stands for: how to do what the row with this number asks for, and which rows are
    not at their end."""

    do: Callable[[int], object]
    left: Callable[[], Sequence[int]]


@dataclass
class _Background:
    thread: ThreadPoolExecutor
    jobs: Mapping[str, Job]
    ring: Ring | None
    has_looked: bool


def arm(app: Flask, settings: Settings, jobs: Mapping[str, Job]) -> None:
    """One thing at a time: two would only wait for each other's lock. What was left when this process began is taken
    up with its first request: not before, since the process that reads the program may only make others.

    Raises:
        SettingsError: the queue is of a kind that is not known here.
    """
    queue = find_queue(settings)
    thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="background")
    # Tests begin an application each, and begin what they want begun.
    mine = _Background(thread, jobs, queue and task_of(queue, _not_here), has_looked=settings.testing or bool(queue))
    app.extensions["peerlearn-background"] = mine
    app.before_request(_take_up_what_was_left)


def after_the_answer(work: Callable[[], object]) -> None:
    """Do `work` in the scope of this request, in this process, once what the request wrote is stored."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    entered = scope.current(db.session())

    @after_this_request
    def begin(response: Response) -> Response:
        begun: Future[Exception | None] = _of(app).thread.submit(run_in, app, entered, work)
        with suppress(TimeoutError):
            begun.result(timeout=_WORTH_WAITING_SECONDS)
        return response


def wake(job: str, row: int) -> None:
    """See to it that what this row stands for is done, once the row is stored: here, or by the worker."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    @after_this_request
    def begin(response: Response) -> Response:
        if (ring := _of(app).ring) is not None:
            _ring(ring, job, row)
            return response
        begun = _of(app).thread.submit(_do, app, job, row)
        with suppress(TimeoutError):
            begun.result(timeout=_WORTH_WAITING_SECONDS)
        return response


def serve_as_worker(app: Flask) -> None:
    """Do in this process what the others wake it for, and what was left; until it is told to stop."""
    queue = find_queue(app.extensions["peerlearn-settings"])
    serve(queue, do=partial(_do, app), look=partial(do_what_was_left, app))


def do_what_was_left(app: Flask) -> None:
    """Everything that is not at its end, one after the other."""
    for name, job in _of(app).jobs.items():
        found: list[int] = []
        run_in(app, Scope.everything(_WHATEVER_ITS_ROW_SAYS), lambda job=job, found=found: found.extend(job.left()))  # type: ignore[misc]
        for row in found:
            _do(app, name, row)


def run_in(app: Flask, entered: Scope, work: Callable[[], object]) -> Exception | None:
    """Do `work` in this thread, in that scope; nothing of it stays open, and what goes wrong is logged and returned."""
    with app.app_context():
        scope.enter(db.session(), entered)
        try:
            work()
        except Exception as problem:  # noqa: BLE001 - nobody is left to tell but the log
            log.error("background: %s", where(problem))  # noqa: TRY400 - its message may quote a row
            return problem
        finally:
            db.session.rollback()
            scope.leave(db.session())
            db.session.remove()
    return None


def finish(app: Flask) -> None:
    """Wait until everything that was begun is done."""
    wait([_of(app).thread.submit(lambda: None)])


def _take_up_what_was_left() -> None:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    mine = _of(app)
    if not mine.has_looked:
        mine.has_looked = True
        mine.thread.submit(do_what_was_left, app)


def _ring(ring: Ring, job: str, row: int) -> None:
    try:
        ring(job, row)
    except Exception as problem:  # noqa: BLE001 - the row is stored: the worker finds it by itself within a minute
        log.error("background: the queue is not there: %s", where(problem))  # noqa: TRY400


def _not_here(_job: str, _row: int) -> None:
    """What a process that serves knows of the task: its name."""


def _of(app: Flask) -> _Background:
    mine: _Background = app.extensions["peerlearn-background"]
    return mine


def _do(app: Flask, job: str, row: int) -> None:
    """What something that passes keeps from its end is taken up again at once: its row says where it was."""
    for pause in (0.0, *_AGAIN_AFTER_SECONDS):
        time.sleep(pause)
        problem = run_in(app, Scope.everything(_WHATEVER_ITS_ROW_SAYS), lambda: _of(app).jobs[job].do(row))
        if not isinstance(problem, OperationalError):
            return
