"""What the processes of one run of the tests share: a folder, and what one of them makes there for all."""

import contextlib
import fcntl
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.services import memory

_FOLDER = "PEERLEARN_TEST_RUN"


@dataclass(frozen=True)
class Run:
    """One `pytest`, with all its processes."""

    folder: Path

    @property
    def name(self) -> str:
        """A name no other run on this machine has."""
        return self.folder.name.replace("-", "_")

    def once(self, what: str, make: Callable[[], None]) -> None:
        """Make it unless a process of this run did; who comes meanwhile waits, and who comes after a failure tries."""
        made = self.folder / f"{what}.made"
        if made.exists():
            return
        with self.turn(what):
            if not made.exists():
                make()
                made.touch()

    @contextlib.contextmanager
    def together(self, what: str, opened: Callable[[], contextlib.AbstractContextManager[Any]]) -> Iterator[Any]:
        """Who comes first opens it for all; it closes when the last has finished. What it gives is told as JSON."""
        told = self.folder / f"{what}.json"
        with contextlib.ExitStack() as mine, (self.folder / f"{what}.users").open("w") as users:
            with self.turn(what):
                if is_first := not told.exists():
                    told.write_text(json.dumps(mine.enter_context(opened())), encoding="utf-8")
                description = json.loads(told.read_text(encoding="utf-8"))
                fcntl.flock(users, fcntl.LOCK_SH)
            yield description
            if is_first:
                with self.turn(what):
                    told.unlink()  # whoever comes from here on opens their own
                fcntl.flock(users, fcntl.LOCK_EX)

    def adds_to(self, what: str, found: set[str]) -> bool:
        """Whether nobody of this run found all of these before; from here on they are found."""
        known = self.folder / f"{what}.found"
        with self.turn(what):
            before = set(json.loads(known.read_text(encoding="utf-8"))) if known.exists() else set()
            known.write_text(json.dumps(sorted(before | found)), encoding="utf-8")
        return not found <= before

    @contextlib.contextmanager
    def turn(self, what: str) -> Iterator[None]:
        """One process at a time is in this block."""
        with (self.folder / f"{what}.lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            yield


@contextlib.contextmanager
def started() -> Iterator[Run]:
    """Begin a run in this process; those it starts find it by `current`."""
    with memory.folder("peerlearn-run-") as folder:
        os.environ[_FOLDER] = str(folder)
        yield Run(folder)


def current() -> Run:
    """The run that this process belongs to."""
    return Run(Path(os.environ[_FOLDER]))
