"""The room on a phone, with its goals: what a batch costs beside others, and how soon a slow phone is ready."""

import statistics
from collections.abc import Callable, Iterator

from tests.bench.pocket import SLOWED, OnAPhone, on_a_phone
from tests.bench.room import Room, room
from tests.bench.syncing import asked_of_the_database, p95, waits

_BATCHES, _OTHERS = 60, 20
_STATEMENTS, _MILLISECONDS = 6, 150
_TAPS, _SECONDS, _READY = 10, 60, 2
Row = tuple[str, str, str, bool]


def measured(say: Callable[[str], object]) -> list[bool]:
    """Say one line for each goal; whether each was met."""
    say("\n| in the room | measured | goal |\n|---|---|---|")
    met = []
    with room() as served:
        for work, found, goal, is_met in _rows(served):
            say(f"| {work} | {found} | {goal} {'✔' if is_met else '✘'} |")
            met.append(is_met)
    return met


def _rows(served: Room) -> Iterator[Row]:
    yield from _on_a_phone(on_a_phone(served))
    yield from _sending(served)


def _on_a_phone(found: OnAPhone) -> Iterator[Row]:
    first, again = (statistics.median(one) for one in (found.first, found.again))
    slow = f"told to be {SLOWED} times slower; {found.slowed:.1f} times found"
    yield f"`/field`, first open ({slow})", f"{first:.2f} s until a tap shows", f"≤ {_READY} s", first <= _READY
    yield "`/field` again, no network", f"{again:.2f} s until a tap shows", f"≤ {_READY} s", again <= _READY
    yield "from `/field` to eight presences", f"{found.taps} taps", f"≤ {_TAPS} taps", found.taps <= _TAPS
    for_a_hand = f"{(_SECONDS - found.noted) / found.taps:.1f} s a tap are left for a hand"
    yield "the same by a script", f"{found.noted:.1f} s: {for_a_hand}", f"≤ {_SECONDS} s", found.noted <= _SECONDS


def _sending(served: Room) -> Iterator[Row]:
    workshops = served.stage(_BATCHES + _OTHERS + 1, host="relais")
    who, statements, transactions = asked_of_the_database(served, workshops[0])
    asked = f"{statements} statements, {transactions} transaction; {who} statements before it say who sends"
    is_met = statements <= _STATEMENTS and transactions == 1
    yield "what a batch of eight presences and 48 observations asks", asked, f"≤ {_STATEMENTS}, 1", is_met
    found = waits(served, workshops[1 + _OTHERS :], workshops[1 : 1 + _OTHERS])
    late, others = p95(found.batches), " and ".join(f"{rate:.0f} {kind}" for kind, rate in found.others.items())
    yield (
        f"the batch, beside {others} a second",
        f"p50 {statistics.median(found.batches):.0f} ms, p95 {late:.0f} ms; {found.ratio():.1f} hellos",
        f"p95 < {_MILLISECONDS} ms",
        late < _MILLISECONDS,
    )
