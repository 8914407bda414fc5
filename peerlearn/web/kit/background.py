"""What takes longer than an answer may: done by a thread of this process, once the answer is stored.

The row in the database is the job. When the process dies, the row says where it was, and whoever looks can go on.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress

from flask import Flask, after_this_request, current_app
from werkzeug.wrappers import Response

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.web.kit.quiet_log import where

log = logging.getLogger("peerlearn")
# A short piece of work is done before the next page is asked for: nobody sees a page that only says "wait".
_WORTH_WAITING_SECONDS = 1.0


def arm(app: Flask) -> None:
    """One thing at a time: two would only wait for each other's lock."""
    app.extensions["peerlearn-background"] = ThreadPoolExecutor(max_workers=1, thread_name_prefix="background")


def after_the_answer(work: Callable[[], None]) -> None:
    """Do `work` in the scope of this request, once what the request wrote is stored."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    entered = scope.current(db.session())

    @after_this_request
    def begin(response: Response) -> Response:
        begun: Future[None] = app.extensions["peerlearn-background"].submit(_run, app, entered, work)
        with suppress(TimeoutError):
            begun.result(timeout=_WORTH_WAITING_SECONDS)
        return response


def finish(app: Flask) -> None:
    """Wait until everything that was begun is done."""
    executor: ThreadPoolExecutor = app.extensions["peerlearn-background"]
    wait([executor.submit(lambda: None)])


def _run(app: Flask, entered: Scope, work: Callable[[], None]) -> None:
    with app.app_context():
        scope.enter(db.session(), entered)
        try:
            work()
        except Exception as problem:  # noqa: BLE001 - nobody is left to tell but the log
            log.error("background: %s", where(problem))  # noqa: TRY400 - its message may quote a row
        finally:
            db.session.rollback()
            scope.leave(db.session())
            db.session.remove()
