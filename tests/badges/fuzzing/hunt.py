"""The hunt: change, read, watch. What comes out unasked, takes long or takes room is a find."""

from __future__ import annotations

import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from resource import RUSAGE_SELF, getrusage
from time import process_time
from types import FrameType
from typing import Any

import badges

from .shapes import Case
from .targets import Target

CEILING_SECONDS = 2.0
CEILING_BYTES = 200_000_000
_LIBRARY = str(Path(badges.__file__).parent)
_MOST_IN_POOL = 400
_LARGEST_IN_POOL = 60_000
# Tracing lines costs more than most readers: only what looks new is looked at so closely, and a few beside.
_TRACED = 0.1


@dataclass(frozen=True)
class Find:
    """What a reader should not have done, the changes that led there, and the file that holds the input."""

    target: str
    what: str
    changes: list[str]
    file: str


@dataclass
class Tally:
    """What became of the inputs of one target."""

    target: str
    inputs: int = 0
    accepted: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    slowest: float = 0.0
    peak: int = 0
    lines: int = 0
    finds: list[Find] = field(default_factory=list)


def room() -> tuple[int, int]:
    """Return the bytes this process holds, and the most it ever held.

    Not from `getrusage` where there is better: Linux hands the peak of the parent on to a child.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        peak = getrusage(RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        return peak, peak
    found = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(found["VmRSS"].split()[0]) * 1024, int(found["VmHWM"].split()[0]) * 1024


def write_case(path: Path, case: Case) -> None:
    """Write an input as a file: for each part its address and length on a line, then its bytes."""
    with path.open("wb") as file:
        for address, page in case.items():
            file.write(f"{address} {len(page)}\n".encode())
            file.write(page)


def read_case(path: Path) -> Case:
    """Return an input that `write_case` wrote."""
    case: Case = {}
    with path.open("rb") as file:
        while line := file.readline():
            address, _, length = line.decode().rstrip("\n").rpartition(" ")
            case[address] = file.read(int(length))
    return case


class Hunt:
    """One target, its pool of cases, and what was seen so far."""

    def __init__(
        self,
        target: Target,
        rng: Random,
        *,
        folder: Path,
        baseline: int,
        seconds: float = CEILING_SECONDS,
        most: int = CEILING_BYTES,
    ) -> None:
        self.tally = Tally(target.name)
        self._target = target
        self._rng = rng
        self._folder = folder
        self._baseline = baseline
        self._seconds = seconds
        self._most = most
        self._pool = target.seeds()
        self._outcomes: set[str] = set()
        self._lines: set[tuple[str, int]] = set()
        self._told: set[str] = set()
        self._heavy = False
        folder.mkdir(parents=True, exist_ok=True)

    def run(self, inputs: int, *, with_ugly: bool = True) -> Tally:
        """Read the seeds, then the ugly shapes, then changed cases until there were so many."""
        for case in list(self._pool):
            self._try(case, ["seed"])
        for number, case in enumerate(self._target.ugly() if with_ugly else ()):
            self._try(case, [f"ugly {number}"])
        while self.tally.inputs < inputs:
            self._try(*self._changed())
        self._weigh({}, ["the last inputs"])
        self.tally.lines = len(self._lines)
        return self.tally

    def _changed(self) -> tuple[Case, list[str]]:
        rng = self._rng
        case, changes = dict(rng.choice(self._pool)), []
        for _ in range(rng.choice((1, 1, 1, 2, 3, 5))):
            place = "" if len(case) == 1 or rng.random() < 0.4 else rng.choice(list(case))
            other = rng.choice(self._pool)
            case[place], what = self._target.change(case[place], rng, other.get(place, other[""]))
            changes.append(f"{place} {what}".strip())
        return case, changes

    def _try(self, case: Case, changes: list[str]) -> None:
        # Should the process die, this is what it died of.
        write_case(self._folder / "last.case", case)
        # The time of this process alone: no reader waits for anything, and the machine may be busy with others.
        begun = process_time()
        outcome = self._read(case, changes)
        took = process_time() - begun
        tally = self.tally
        tally.inputs += 1
        tally.slowest = max(tally.slowest, took)
        if took > self._seconds:
            self._find(f"slow: {took:.1f} s", case, changes)
        if tally.inputs % 32 == 0 or took > 0.05 or sum(map(len, case.values())) > 100_000:
            self._weigh(case, changes)
        if outcome not in self._outcomes or self._rng.random() < _TRACED:
            self._keep_if_new(case, outcome)

    def _read(self, case: Case, changes: list[str]) -> str:
        try:
            outcome = self._target.read(case)
        except self._target.refusals as error:
            self._refused(type(error).__name__)
            return f"{type(error).__name__} {getattr(error, 'code', '')} {error}"[:120]
        except Exception as error:  # noqa: BLE001 - everything else that comes out is what we are after
            where = [
                frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(_LIBRARY)
            ]
            at = f"{Path(where[-1].filename).name}:{where[-1].lineno}" if where else "outside the library"
            self._find(f"crash: {type(error).__name__} at {at}: {str(error)[:80]}", case, changes)
            return f"crash {type(error).__name__}"
        if outcome.startswith(("not_valid", "could_not")):
            self._refused(outcome.partition(":")[0])
        else:
            self.tally.accepted += 1
        return outcome

    def _refused(self, how: str) -> None:
        self.tally.refused[how] = self.tally.refused.get(how, 0) + 1

    def _keep_if_new(self, case: Case, outcome: str) -> None:
        """Keep a case that ended as none before it, or that reached a line of the library as the first."""
        is_new = outcome not in self._outcomes and len(self._outcomes) < 500
        self._outcomes.add(outcome)
        if sum(map(len, case.values())) > _LARGEST_IN_POOL:
            return
        before = len(self._lines)
        self._trace(case)
        if is_new or len(self._lines) > before:
            self._pool.append(case)
            if len(self._pool) > _MOST_IN_POOL:
                del self._pool[self._rng.randrange(20, len(self._pool))]

    def _trace(self, case: Case) -> None:
        before = sys.gettrace()
        sys.settrace(self._on_call)
        try:
            self._target.read(case)
        except Exception:  # noqa: BLE001 - it was judged the first time
            return
        finally:
            sys.settrace(before)

    def _on_call(self, frame: FrameType, _event: str, _arg: Any) -> Any:
        return self._on_line if frame.f_code.co_filename.startswith(_LIBRARY) else None

    def _on_line(self, frame: FrameType, _event: str, _arg: Any) -> Any:
        self._lines.add((frame.f_code.co_filename, frame.f_lineno))
        return self._on_line

    def _weigh(self, case: Case, changes: list[str]) -> None:
        self.tally.peak = max(self.tally.peak, room()[1] - self._baseline)
        if self.tally.peak > self._most and not self._heavy:
            self._heavy = True
            self._find(f"memory: {self.tally.peak / 1e6:.0f} MB", case, changes)

    def _find(self, what: str, case: Case, changes: list[str]) -> None:
        """Write the input down, once for each kind of find."""
        kind = what.split(": ", maxsplit=1)[0] + what.partition(" at ")[2].partition(":")[0]
        if kind in self._told:
            return
        self._told.add(kind)
        name = f"{self._target.name.replace(' ', '-').replace(',', '')}-{len(self.tally.finds)}.case"
        write_case(self._folder / name, case)
        self.tally.finds.append(Find(self._target.name, what, changes, str(self._folder / name)))
