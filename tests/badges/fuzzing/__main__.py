"""`python -m tests.badges.fuzzing --inputs 120000`: hostile input for every reader, and a table of what became of it.

The readers run in a process of their own, so that the memory counted is theirs.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

from .hunt import CEILING_BYTES, CEILING_SECONDS, Find, Hunt, Tally, read_case, room
from .targets import TARGETS, Target

SEED = "BADGES_FUZZING_SEED"
FOLDER = Path("var/fuzzing")
_HOURS = 3600


def main(arguments: list[str] | None = None) -> int:
    """Run, print the table, and answer 1 when something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.badges.fuzzing", description=__doc__)
    parser.add_argument("--inputs", type=int, default=120_000, help="how many in all")
    parser.add_argument("--only", default="", help="readers whose name holds this")
    parser.add_argument("--replay", type=Path, help="an input that was written down, for the reader --only names")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.replay:
        _say(next(target for target in TARGETS if options.only in target.name).read(read_case(options.replay)))
        return 0
    seed = int(os.environ.get(SEED) or Random().randrange(2**32))  # noqa: S311 - a choice, not a secret
    if options.here:
        chosen = [target for target in TARGETS if options.only in target.name]
        _say(json.dumps([asdict(tally) for tally in hunt(chosen, options.inputs, seed)]))
        return 0
    _say(f"{SEED}={seed}")
    tallies = in_a_process(options.inputs, seed, only=options.only)
    _say(table(tallies))
    return 1 if any(tally.finds for tally in tallies) else 0


def hunt(
    targets: Sequence[Target], inputs: int, seed: int, *, folder: Path = FOLDER, with_ugly: bool = True
) -> list[Tally]:
    """Give each target its part of the inputs, one after the other."""
    whole, baseline = sum(target.weight for target in targets), room()[0]
    tallies: list[Tally] = []
    for target in targets:
        rng = Random(f"{seed} {target.name}")  # noqa: S311
        part = -(-inputs * target.weight // whole)
        tallies.append(Hunt(target, rng, folder=folder, baseline=baseline).run(part, with_ugly=with_ugly))
    return tallies


def in_a_process(inputs: int, seed: int, *, only: str = "", seconds: int = _HOURS) -> list[Tally]:
    """Hunt in a process of its own. One that dies or never ends is a find as well."""
    command = [sys.executable, "-m", "tests.badges.fuzzing", "--here", "--inputs", str(inputs), "--only", only]
    try:
        done = subprocess.run(
            command, env={**os.environ, SEED: str(seed)}, stdout=subprocess.PIPE, timeout=seconds, check=True, text=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        return [Tally("the process", finds=[Find("the process", f"ended: {error}", [], "")])]
    return [_tally(fields) for fields in json.loads(done.stdout)]


def table(tallies: list[Tally]) -> str:
    """Return what became of the inputs, a line for each reader, and each find."""
    lines = [f"{'reader':<18}{'inputs':>8}{'accepted':>10}{'slowest':>10}{'peak':>9}{'lines':>7}  refused"]
    for tally in tallies:
        refused = ", ".join(f"{name} {number}" for name, number in sorted(tally.refused.items()))
        lines.append(
            f"{tally.target:<18}{tally.inputs:>8}{tally.accepted:>10}{tally.slowest:>9.2f}s{tally.peak / 1e6:>6.0f} MB"
            f"{tally.lines:>7}  {refused}"
        )
    finds = [find for tally in tallies for find in tally.finds]
    total = sum(tally.inputs for tally in tallies)
    lines.append(f"{total} inputs, {len(finds)} finds (ceilings: {CEILING_SECONDS} s, {CEILING_BYTES // 10**6} MB)")
    lines += [f"FOUND {find.target}: {find.what}\n      {find.changes}\n      {find.file}" for find in finds]
    return "\n".join(lines)


def _tally(fields: dict[str, Any]) -> Tally:
    return Tally(**{**fields, "finds": [Find(**find) for find in fields["finds"]]})


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
