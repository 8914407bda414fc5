"""Asking other issuers' sites, guarded: not by a request, which leaves it to whoever may wait (`asking`)."""

import time
from collections.abc import Callable

import badges
from peerlearn.core.settings import Settings
from peerlearn.web.kit.transaction import letting_go
from peerlearn.web.public.handed_in import host_of

# Makes what fetches for one badge, whose content it is told: limits are for one badge.
Ask = Callable[[bytes | str], badges.Resolve]
_SECONDS = 8.0


class SiteNeededError(Exception):
    """Nothing more can be said before a site was asked. `content` is what is left to check: the badge behind a picture
    that was read already."""

    def __init__(self, content: bytes | str, host: str) -> None:
        super().__init__(host)
        self.content = content
        self.host = host


def asking_nobody(content: bytes | str) -> badges.Resolve:
    """Whoever checks stops where a site would be asked."""

    def stop(url: str, /) -> bytes:
        raise SiteNeededError(content, host_of(url) or "")

    return stop


def asking_at_once(settings: Settings) -> Ask:
    """For a command: who typed it waits."""
    return lambda _content: badges.GuardedFetch(loopback_port=settings.fetch_loopback_port)


def asking_until(settings: Settings, moment: float, tell: Callable[[str], object]) -> Ask:
    """Sites are asked until this moment of the monotonic clock, each badge for eight seconds at most; `tell` hears of
    each host before it is asked. Meanwhile nothing of the database is held.

    `settings.fetch_loopback_port` opens one port of this machine, for tests; by default none.
    """

    def fresh(_content: bytes | str) -> badges.Resolve:
        left, port, guarded = moment - time.monotonic(), settings.fetch_loopback_port, badges.GuardedFetch
        fetch = guarded(loopback_port=port) if left >= _SECONDS else guarded(loopback_port=port, seconds=left)

        def resolve(url: str, /) -> bytes:
            tell(host_of(url) or "")
            with letting_go():
                return fetch(url)

        return resolve

    return fresh
