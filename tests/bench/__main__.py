"""`make bench` (`make bench MILLION=1`: a longer curve): rates, ratios and waits, and whether the goals are met."""

import sys
import time
from collections.abc import Callable, Mapping
from datetime import date

from badges import proofs
from tests.bench import baking, bulk, in_the_room, issuing, public_page, theirs, verifying
from tests.bench.awards import BEGUN, award
from tests.bench.measure import Rates, Work, in_turn

# Work, how to make its contenders, the goal as a ratio to the bare limit.
_TABLE: tuple[tuple[str, Callable[[], Mapping[str, Work]], float], ...] = (
    ("issue OB 3.0, Data Integrity", issuing.data_integrity, 0.5),
    ("issue OB 3.0, JWT", issuing.json_web_token, 0.5),
    ("verify own OB 3.0, Data Integrity", verifying.data_integrity, 0.6),
    ("verify own OB 3.0, JWT", verifying.json_web_token, 0.75),
    ("bake a PNG", baking.png, 0.5),
)
_GOAL_OVER_PEERS, _GOAL_OVER_REFERENCE = 50, 40


def main(arguments: list[str]) -> int:
    """Measure everything in turn; 1 when a goal is missed."""
    issuing.ensure_fast()
    _say(f"Measured on {date.today().isoformat()}; ratios are medians of rounds in turn, in one process.\n")  # noqa: DTZ011 - of this machine
    _say("| work | ours /s | bare /s | ours ÷ bare | goal | others /s |\n|---|---|---|---|---|---|")
    met = [_row(name, in_turn(contenders()), goal) for name, contenders, goal in _TABLE]
    met += [_issuing_over_peers(), *_verifying_2()]
    _baking_over_peers()
    _curve([1_000, 10_000, 100_000, *([1_000_000] if "--million" in arguments else [])])
    met.append(bulk.measured(_say))
    met += public_page.measured(_say)
    met += in_the_room.measured(_say)
    return 0 if all(met) else 1


def _row(name: str, rates: Rates, goal: float) -> bool:
    ratio = rates.ratio("ours", "bare")
    others = ", ".join(f"{one} {rates.median(one):,.0f}" for one in rates.names if one not in {"ours", "bare"})
    figures = f"{rates.median('ours'):,.0f} | {rates.median('bare'):,.0f} | {ratio:.2f}"
    _say(f"| {name} | {figures} | ≥ {goal} {_mark(ratio >= goal)} | {others} |")
    return ratio >= goal


def _issuing_over_peers() -> bool:
    rates = in_turn({name: work for name, work in issuing.data_integrity().items() if name != "bare"})
    peers = {"openbadgeslib": rates.median("openbadgeslib")}
    if (node := theirs.digitalbazaar_per_second()) is not None:
        peers["digitalbazaar/vc"] = node
    ours, best = rates.median("ours"), max(peers.values())
    told = ", ".join(f"{name} {rate:,.0f}/s" for name, rate in peers.items())
    _say(f"\nIssuing with Data Integrity: {ours / best:,.0f} times the best peer ({told}). ", end="")
    return _goal(ours / best, _GOAL_OVER_PEERS)


def _baking_over_peers() -> None:
    theirs_per_second = theirs.bakery_per_second()
    if theirs_per_second is None:
        _say("Baking: openbadges-bakery is not installed here (make .venv/reference/.made).")
        return
    ours = in_turn({name: work for name, work in baking.png().items() if name == "ours"}).median("ours")
    times = ours / theirs_per_second
    _say(f"Baking: {ours:,.0f}/s, openbadges-bakery {theirs_per_second:,.0f}/s: {times:,.0f} times as many.")


def _verifying_2() -> list[bool]:
    reference = theirs.reference_2_per_second()
    if reference is None:
        _say("Verifying OB 2.0: the reference validator is not installed here (make .venv/reference/.made).")
        return [False]
    found = []
    for name, contenders in (("hosted", verifying.hosted_2), ("signed", verifying.signed_2)):
        ours = in_turn(contenders()).median("ours")
        _say(f"Verifying OB 2.0, {name}: {ours:,.0f}/s, the reference validator {reference:,.0f}/s. ", end="")
        found.append(_goal(ours / reference, _GOAL_OVER_REFERENCE))
    return found


def _curve(sizes: list[int]) -> None:
    """The cost of one badge must not grow with how many were issued before."""
    _say("\n| issued in a row | microseconds each |\n|---|---|")
    awards = [award(number) for number in range(20_000)]
    for size in sizes:
        began = time.perf_counter()
        for number in range(size):
            proofs.sign_credential(awards[number % 20_000], issuing.DI_KEY, created=BEGUN)
        _say(f"| {size:,} | {(time.perf_counter() - began) / size * 1e6:.0f} |")


def _goal(ratio: float, goal: float) -> bool:
    _say(f"Goal ≥ {goal}: {ratio:,.0f} {_mark(ratio >= goal)}.")
    return ratio >= goal


def _mark(is_met: bool) -> str:
    return "✔" if is_met else "✘"


def _say(text: str, *, end: str = "\n") -> None:
    sys.stdout.write(text + end)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
