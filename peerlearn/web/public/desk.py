"""The badges for which this process asks other sites: so many at once, so many in line, and no more."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime
from threading import BoundedSemaphore, Event, Lock, Timer

from peerlearn.web.kit.transaction import letting_go
from peerlearn.web.public.fetching import SiteNeededError
from peerlearn.web.public.several import Found
from peerlearn.web.public.tickets import Ticket

AT_ONCE, IN_LINE = 4, 8
# Of eight requests that a process answers at once, so many may wait a moment for a site that is quick.
_WHO_WAIT_A_MOMENT = 2
A_MOMENT_SECONDS = 1.0
_MOST_BYTES = 60_000_000


@dataclass(eq=False)
class Work:
    """What one request handed in, from the moment on when a site is needed.

    Attributes:
        found: what is known of it so far.
        needing: what is left to check, by its place there.
        until: when it is given up, on the monotonic clock.
        asked: the hosts that were asked, the one that is being asked last.
        is_fetched_later: whether nobody waits for it here: whoever has the ticket comes for it.
    """

    ticket: Ticket
    found: Found
    needing: Mapping[int, SiteNeededError]
    until: float
    asked: list[str] = field(default_factory=list)
    is_fetched_later: bool = False
    ended: Event = field(default_factory=Event)
    future: Future[object] | None = None

    @property
    def size(self) -> int:
        """How much memory it takes until it is done."""
        return sum(len(one.content) for one in self.needing.values())


class Desk:
    """The threads that ask, and what they are at."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="asking")
        self._patience = BoundedSemaphore(_WHO_WAIT_A_MOMENT)
        self._lock = Lock()
        self._works: dict[str, Work] = {}
        self._oblivion: Timer | None = None

    def take(self, work: Work, do: Callable[[], object]) -> bool:
        """Begin with it, or put it in line; False when the line is long already."""
        with self._lock:
            begun = [one for one in self._works.values() if not one.ended.is_set()]
            is_full = len(begun) >= AT_ONCE + IN_LINE or sum(one.size for one in (*begun, work)) > _MOST_BYTES
            if not is_full:
                self._works[work.ticket.token_hash] = work
                work.future = self._threads.submit(do)
        return not is_full

    def is_done_in_a_moment(self, work: Work) -> bool:
        """Wait a moment, unless others do. When it is not done by then, somebody comes for it later."""
        if self._patience.acquire(blocking=False):
            try:
                with letting_go():
                    work.ended.wait(A_MOMENT_SECONDS)
            finally:
                self._patience.release()
        with self._lock:
            work.is_fetched_later = not work.ended.is_set()
            if not work.is_fetched_later:
                del self._works[work.ticket.token_hash]
        return not work.is_fetched_later

    def end(self, work: Work) -> bool:
        """It is done, as far as it could be; whether somebody comes for it later."""
        with self._lock:
            work.needing = {}
            work.ended.set()
            return work.is_fetched_later

    def find(self, ticket: Ticket) -> Work | None:
        """What this process knows of it."""
        return self._works.get(ticket.token_hash)

    def drop(self, work: Work) -> None:
        """It is kept elsewhere."""
        with self._lock:
            self._works.pop(work.ticket.token_hash, None)

    def drop_what_is_over(self, now: datetime) -> datetime | None:
        """What could not be kept elsewhere goes too, when its time is over; when the next one's will be."""
        with self._lock:
            self._works = {name: one for name, one in self._works.items() if one.ticket.ends_at > now}
            return min((one.ticket.ends_at for one in self._works.values()), default=None)

    def forget_after(self, seconds: float, do: Callable[[], object]) -> None:
        """Do it then, unless it will be done before: one clock is enough, since what comes later ends later."""

        def begin() -> None:
            with self._lock:
                self._oblivion = None
            do()

        with self._lock:
            if self._oblivion is None:
                self._oblivion = Timer(max(seconds, 0.0) + 1.0, begin)
                self._oblivion.daemon = True
                self._oblivion.start()

    def finish(self) -> None:
        """Wait until everything that was begun is done."""
        wait([work.future for work in tuple(self._works.values()) if work.future])
