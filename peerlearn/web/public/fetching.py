"""Asking other issuers' sites, guarded, and never by more than a few requests at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

import badges
from peerlearn.core.settings import Settings

# A slow host holds a request for eight seconds at most; these are all that may wait for one, of eight in a process.
_AT_ONCE = BoundedSemaphore(2)


@contextmanager
def fetcher(settings: Settings) -> Iterator[badges.Resolve]:
    """A fresh fetcher for one badge. When others wait already, it reaches nothing: then the badge could not be checked.

    `settings.fetch_loopback_port` opens one port of this machine, for tests; by default none.
    """
    if not _AT_ONCE.acquire(blocking=False):
        yield _busy
        return
    try:
        yield badges.GuardedFetch(loopback_port=settings.fetch_loopback_port)
    finally:
        _AT_ONCE.release()


def _busy(_url: str, /) -> bytes:
    raise badges.Unreachable("others are being asked already")
