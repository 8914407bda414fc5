"""What the processes of one run of the tests share: a folder, and what one of them makes there for all."""

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

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
        with (self.folder / f"{what}.lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            if not made.exists():
                make()
                made.touch()


@contextlib.contextmanager
def started() -> Iterator[Run]:
    """Begin a run in this process; those it starts find it by `current`."""
    with memory.folder("peerlearn-run-") as folder:
        os.environ[_FOLDER] = str(folder)
        yield Run(folder)


def current() -> Run:
    """The run that this process belongs to."""
    return Run(Path(os.environ[_FOLDER]))
