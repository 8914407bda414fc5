"""Pictures are looked at few at a time: each may cost seconds of the processor, which belongs to everybody."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock

import badges
from peerlearn.web.kit.transaction import letting_go
from peerlearn.web.public.fair_line import FairLine

# What a picture shows: the links in it.
Look = Callable[[bytes], tuple[str, ...]]

# Of eight requests that a process answers at once, five at most are at pictures: three look, two wait for them.
AT_ONCE, IN_LINE = 3, 2
PATIENCE_SECONDS = 8.0


class BusyError(Exception):
    """Others have as many looked at as there is room for."""


@dataclass(eq=False)
class _Waiting:
    called: Event = field(default_factory=Event)
    is_served: bool = False


class Turns:
    """Who looks at a picture now, in this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._line = FairLine[_Waiting](AT_ONCE, IN_LINE)

    def looking(self, visitor: str) -> Look:
        """How somebody has pictures looked at: in turn, raising as `turn`, and holding nothing of the database."""

        def look(picture: bytes) -> tuple[str, ...]:
            with letting_go(), self.turn(visitor):
                return badges.links_in_picture(picture)

        return look

    @contextmanager
    def turn(self, visitor: str) -> Iterator[None]:
        """Wait for a turn, and have it for this block.

        Raises:
            BusyError: the turn did not come in time, or too many wait for theirs already.
        """
        one = _Waiting()
        self._join(one, visitor)
        one.called.wait(PATIENCE_SECONDS)
        try:
            if not one.is_served:
                raise BusyError
            yield
        finally:
            with self._lock:
                self._line.leave(one)
                self._call()

    def _join(self, one: _Waiting, visitor: str) -> None:
        with self._lock:
            joined, gives_way = self._line.join(one, visitor)
            if gives_way is not None:
                gives_way.called.set()
            if not joined:
                one.called.set()
            self._call()

    def _call(self) -> None:
        while (next_one := self._line.serve()) is not None:
            next_one.is_served = True
            next_one.called.set()
