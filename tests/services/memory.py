"""Where a test's files live: in memory if the machine offers it; databases are made there far faster."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - a file system of Linux; what is made in it has a name of its own
_ROOM = 2 * 1024**3  # containers offer 64 MB unless told otherwise: not enough for a server


@contextmanager
def folder(prefix: str) -> Iterator[Path]:
    """Give a new folder, deleted when the block ends."""
    with tempfile.TemporaryDirectory(prefix=prefix, dir=_MEMORY if _is_fit(_MEMORY) else None) as name:
        yield Path(name)


def _is_fit(place: Path) -> bool:
    if not place.is_dir() or not os.access(place, os.W_OK):
        return False
    runs_programs = not os.statvfs(place).f_flag & os.ST_NOEXEC
    return runs_programs and shutil.disk_usage(place).free >= _ROOM
