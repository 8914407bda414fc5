"""Asking other issuers' sites, guarded, and never by more than a few requests at once."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import BoundedSemaphore

import badges
from peerlearn.core.settings import Settings

# A slow host holds a request for eight seconds at most; these are all that may wait for one, of eight in a process.
_AT_ONCE = BoundedSemaphore(2)
# When several badges are checked for one request, they share its time.
_UNTIL: ContextVar[float | None] = ContextVar("until", default=None)
_SECONDS = 8.0


@contextmanager
def until(moment: float) -> Iterator[None]:
    """Whatever is asked inside the block has been answered, or given up, at this moment of the monotonic clock."""
    before = _UNTIL.set(moment)
    try:
        yield
    finally:
        _UNTIL.reset(before)


@contextmanager
def fetcher(settings: Settings) -> Iterator[badges.Resolve]:
    """A fresh fetcher for one badge. When others wait already, it reaches nothing: then the badge could not be checked.

    `settings.fetch_loopback_port` opens one port of this machine, for tests; by default none.
    """
    moment = _UNTIL.get()
    seconds = _SECONDS if moment is None else min(_SECONDS, moment - time.monotonic())
    if seconds <= 0 or not _AT_ONCE.acquire(blocking=False):
        yield _busy
        return
    try:
        fetch = badges.GuardedFetch
        port = settings.fetch_loopback_port
        yield fetch(loopback_port=port) if moment is None else fetch(loopback_port=port, seconds=seconds)
    finally:
        _AT_ONCE.release()


def _busy(_url: str, /) -> bytes:
    raise badges.Unreachable("others are being asked already")
