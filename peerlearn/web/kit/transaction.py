"""The one commit point of a request.

A request commits only when its method is unsafe and the answer is a redirect, JSON 2xx, or a file to keep (a card that
was just printed); else it rolls back. So a GET never writes, and a form shown again keeps nothing half done.

Every request starts by reading. The one transaction that writes begins when the action does: who asks, and whether the
form has the right shape, is found out while nobody has to wait for SQLite's one write lock (ADR 0008).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from flask import Flask, request
from werkzeug.wrappers import Response

from peerlearn.core import scope
from peerlearn.core.db import db, read_only, transaction

T = TypeVar("T")
_SAFE = {"GET", "HEAD", "OPTIONS"}
_REDIRECTS = range(300, 400)
_SUCCESSES = range(200, 300)


def begin() -> None:
    """Open the request's first transaction, which only reads."""
    read_only(db.session())


def changes_something() -> bool:
    """Whether the method says that this request is more than a look."""
    return request.method not in _SAFE


def start_writing() -> None:
    """End the reading. The next statement begins the transaction of the action, and takes SQLite's write lock first.

    What was loaded before is not believed: each row is read again when it is looked at. The scope stays.

    Raises:
        RuntimeError: this request only looks.
    """
    if not changes_something():
        raise RuntimeError(f"{request.method} never writes")
    db.session.rollback()


def back_to_reading() -> None:
    """Drop what the action did, let go of the lock, and read what the page shows again needs."""
    db.session.rollback()
    read_only(db.session())


def finish(response: Response) -> Response:
    """Commit or roll back, before the answer leaves: what was acknowledged is stored."""
    if changes_something() and _acknowledges(response):
        db.session.commit()
    else:
        db.session.rollback()
    return response


def at_once(action: Callable[[], T]) -> T:
    """Commit `action` now, whatever becomes of the request: for what must survive a refusal.

    It is a transaction of its own, which ends what was read or begun before. A house test names the few that may: a
    failed sign-in that a roll-back forgot would not be counted.

    Raises:
        RuntimeError: this request only looks.
    """
    start_writing()
    with transaction():
        return action()


def just_reading(action: Callable[[], T]) -> T:
    """Run `action` in a reading transaction of its own, before the request writes: for what is slow to find out."""
    back_to_reading()
    try:
        return action()
    finally:
        db.session.rollback()


@contextmanager
def letting_go() -> Iterator[None]:
    """Hold neither a connection nor a reading in this block, which waits for somebody else; read again afterwards."""
    db.session.rollback()
    try:
        yield
    finally:
        read_only(db.session())


def arm(app: Flask) -> None:
    """Nothing of a request outlives it: neither open work nor its scope."""
    app.teardown_request(_forget)


def _forget(_: BaseException | None) -> None:
    db.session.rollback()
    scope.leave(db.session())


def _acknowledges(response: Response) -> bool:
    is_kept = response.headers.get("Content-Disposition", "").startswith("attachment")
    is_told = response.status_code in _SUCCESSES and (response.mimetype == "application/json" or is_kept)
    return response.status_code in _REDIRECTS or is_told
