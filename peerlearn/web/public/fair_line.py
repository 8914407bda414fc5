"""Whose turn it is, where few are served at once: one address cannot take the places of all others.

A job fair has one address too. Alone it has nearly everything; only beside others it gives way (ADR 0031).
"""

from collections import Counter
from typing import Generic, TypeVar

T = TypeVar("T")


class FairLine(Generic[T]):
    """Items and the addresses that brought them. Not for several threads: whoever shares it holds a lock.

    Of `at_once` places one is always left for another address; whoever has the least being served comes first. When
    the line of `in_line` is full, the last to come of the address that has the most gives way to one that has less.
    """

    def __init__(self, at_once: int, in_line: int) -> None:
        self._at_once, self._in_line = at_once, in_line
        self._waiting: dict[T, str] = {}
        self._served: dict[T, str] = {}

    def join(self, item: T, address: str) -> tuple[bool, T | None]:
        """Whether it may wait for its turn; and who gives way to it, when somebody has to."""
        if len(self._waiting) + len(self._served) < self._at_once + self._in_line:
            self._waiting[item] = address
            return True, None
        brought = Counter([*self._waiting.values(), *self._served.values()])
        greediest = max(self._waiting.values(), key=brought.__getitem__, default=address)
        if brought[greediest] <= brought[address] + 1:
            return False, None
        gives_way = next(one for one in reversed(self._waiting) if self._waiting[one] == greediest)
        del self._waiting[gives_way]
        self._waiting[item] = address
        return True, gives_way

    def serve(self) -> T | None:
        """Whose turn it is now, served from now on; None when nobody waits, or nobody may be served beside these."""
        if len(self._served) >= self._at_once:
            return None
        served = Counter(self._served.values())
        most = max(1, self._at_once - 1)
        may = [one for one, address in self._waiting.items() if served[address] < most]
        turn = min(may, key=lambda one: served[self._waiting[one]], default=None)
        if turn is not None:
            self._served[turn] = self._waiting.pop(turn)
        return turn

    def leave(self, item: T) -> None:
        """It is done, or does not wait any longer."""
        self._waiting.pop(item, None)
        self._served.pop(item, None)
