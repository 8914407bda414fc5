"""When what was counted of badges is stored: a minute after the first of it, and when the process ends.

Never in the transaction of who looks. A process that is killed takes its last minute along, and no more.
"""

import atexit
import logging
from threading import Timer
from weakref import WeakSet

from flask import Flask

from peerlearn.awards.rules import Use
from peerlearn.awards.uses import Tally, add_up
from peerlearn.core import clock
from peerlearn.core.db import transaction
from peerlearn.core.settings import Settings
from peerlearn.web.kit.quiet_log import where

log = logging.getLogger("peerlearn")
_STORED_AFTER = 60.0
# Those that store by themselves. Tests store when they want it stored.
_STORING: WeakSet[Flask] = WeakSet()


def arm(app: Flask, settings: Settings) -> None:
    """Nothing is counted yet."""
    app.extensions["peerlearn-uses"] = Tally()
    if not settings.testing:
        _STORING.add(app)
        atexit.unregister(_store_at_the_end)
        atexit.register(_store_at_the_end)


def count(app: Flask, achievement_id: str, use: Use, number: int = 1) -> None:
    """One more, today where the programme is. No question, no wait."""
    if _of(app).add({(achievement_id, clock.today(), use): number}):
        _store_soon(app)


def store(app: Flask) -> bool:
    """Add what was counted to the table; whether that went well. If not, it is kept and counted with what comes."""
    counts = _of(app).taken()
    if not counts:
        return True
    try:
        with app.app_context(), transaction():
            add_up(counts)
    except Exception as problem:  # noqa: BLE001 - nobody is left to tell but the log, and the counts wait
        log.error("counts of badges are not stored yet: %s", where(problem))  # noqa: TRY400
        _of(app).add(counts)
        return False
    return True


def _store_soon(app: Flask) -> None:
    if app in _STORING:
        soon = Timer(_STORED_AFTER, _store_or_wait, [app])
        soon.daemon = True
        soon.start()


def _store_or_wait(app: Flask) -> None:
    if not store(app):
        _store_soon(app)


def _store_at_the_end() -> None:
    for app in list(_STORING):
        store(app)


def _of(app: Flask) -> Tally:
    tally: Tally = app.extensions["peerlearn-uses"]
    return tally
