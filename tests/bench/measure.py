"""Rates, measured in turn: the machine's mood then weighs on both sides of a ratio alike."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Work = Callable[[int], object]
_ROUNDS = 15
_SECONDS = 0.25


@dataclass(frozen=True)
class Rates:
    """Pieces of work a second, one figure a round; `ours` first, the others as they were given."""

    names: tuple[str, ...]
    rounds: tuple[tuple[float, ...], ...]

    def median(self, name: str) -> float:
        """The median rate of one contender."""
        return statistics.median(self._of(name))

    def ratio(self, name: str, to: str) -> float:
        """The median of the ratios of each round."""
        return statistics.median(one / other for one, other in zip(self._of(name), self._of(to), strict=True))

    def _of(self, name: str) -> Sequence[float]:
        at = self.names.index(name)
        return [rates[at] for rates in self.rounds]


def in_turn(contenders: Mapping[str, Work], *, rounds: int = _ROUNDS, seconds: float = _SECONDS) -> Rates:
    """Let each contender work for a while, then all again. Each is called with the number of the piece of work."""
    for work in contenders.values():
        work(0)
    found = tuple(tuple(_rate(work, seconds) for work in contenders.values()) for _ in range(rounds))
    return Rates(tuple(contenders), found)


def _rate(work: Work, seconds: float) -> float:
    done, number, began = 0, 1, time.perf_counter()
    while (spent := time.perf_counter() - began) < seconds:
        # Slow work is counted one by one, quick work by the hundred: reading the clock must not weigh.
        pieces = 1 if done < 100 else 100
        for _ in range(pieces):
            work(number)
            number += 1
        done += pieces
    return done / spent
