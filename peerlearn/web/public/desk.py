"""The badges for which this process asks other sites: so many at once, so many in line, and no more."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime
from threading import BoundedSemaphore, Event, Lock, Timer

from peerlearn.web.kit.transaction import letting_go
from peerlearn.web.public.fair_line import FairLine
from peerlearn.web.public.fetching import SiteNeededError
from peerlearn.web.public.several import Found
from peerlearn.web.public.tickets import Ticket

AT_ONCE, IN_LINE = 4, 8
# Of eight requests that a process answers at once, so many may wait a moment for a site that is quick.
_WHO_WAIT_A_MOMENT = 2
A_MOMENT_SECONDS = 1.0
# Of which whoever comes from one address has half.
_MOST_BYTES = 60_000_000
# On the monotonic clock: what is given up now.
_AT_ONCE_OVER = 0.0


@dataclass(eq=False)
class Work:
    """What one request handed in, from the moment on when a site is needed.

    Attributes:
        found: what is known of it so far.
        needing: what is left to check, by its place there.
        until: when it is given up, on the monotonic clock.
        visitor: the address that brought it, as it is counted.
        do: asks, notes what came of it, and ends it.
        asked: the hosts that were asked, the one that is being asked last.
        is_fetched_later: whether nobody waits for it here: whoever has the ticket comes for it.
    """

    ticket: Ticket
    found: Found
    needing: Mapping[int, SiteNeededError]
    until: float
    visitor: str
    do: Callable[[], object] = lambda: None
    asked: list[str] = field(default_factory=list)
    is_fetched_later: bool = False
    ended: Event = field(default_factory=Event)

    @property
    def size(self) -> int:
        """How much memory it takes until it is done."""
        return sum(len(one.content) for one in self.needing.values())


class Desk:
    """The threads that ask, and what they are at."""

    def __init__(self) -> None:
        # One more than ask: it sends off whoever has to give way.
        self._threads = ThreadPoolExecutor(max_workers=AT_ONCE + 1, thread_name_prefix="asking")
        self._running: set[Future[None]] = set()
        self._line = FairLine[Work](AT_ONCE, IN_LINE)
        self._patience = BoundedSemaphore(_WHO_WAIT_A_MOMENT)
        self._lock = Lock()
        self._works: dict[str, Work] = {}
        self._oblivion: Timer | None = None

    def take(self, work: Work) -> bool:
        """Begin with it, or put it in line; False when the line is long already, of others or with what one brought."""
        with self._lock:
            begun = [work, *(one for one in self._works.values() if not one.ended.is_set())]
            brought = sum(one.size for one in begun if one.visitor == work.visitor)
            if brought > _MOST_BYTES // 2 or sum(one.size for one in begun) > _MOST_BYTES:
                return False
            joined, gives_way = self._line.join(work, work.visitor)
            if joined:
                self._works[work.ticket.token_hash] = work
                self._run(self._serve)
            if gives_way is not None:
                gives_way.until = _AT_ONCE_OVER
                self._run(gives_way.do)
        return joined

    def _run(self, do: Callable[[], object]) -> None:
        future = self._threads.submit(lambda: (do(), None)[1])
        self._running.add(future)
        future.add_done_callback(self._running.discard)

    def _serve(self) -> None:
        """Work for whoever's turn it is, one after the other."""
        while (work := self._next()) is not None:
            try:
                work.do()
            finally:
                with self._lock:
                    self._line.leave(work)

    def _next(self) -> Work | None:
        with self._lock:
            return self._line.serve()

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
        while running := tuple(self._running):
            wait(running)

    def close(self) -> None:
        """The same, and what waits to be forgotten is somebody else's to see to."""
        self.finish()
        with self._lock:
            if self._oblivion is not None:
                self._oblivion.cancel()
