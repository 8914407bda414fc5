"""Writing an archive aside, and putting it in place in one step: killed at any moment, the former one is still there.

A folder that holds anything else is left alone: what somebody put beside an archive is never lost with it.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import badges
from peerlearn.awards.archive import manifest
from peerlearn.awards.archive.manifest import About, ManifestError
from peerlearn.awards.archive.seal import seal
from peerlearn.core.errors import DomainError

_FOR_EVERYBODY = 0o755


class Draft:
    """An archive that is being written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, path: str, body: bytes) -> None:
        """Put a file under its path in the archive."""
        file = self._folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)

    def drop(self, path: str) -> None:
        """Take a file out again: what it belongs to was withdrawn meanwhile."""
        file = self._folder / path
        file.unlink(missing_ok=True)
        with suppress(OSError):
            # Where it was the last one: an archive has no empty folder.
            file.parent.rmdir()

    def close(self, about: About, key: badges.SigningKey) -> None:
        """Write the list of all that was written, without which it is no archive, and sign it."""
        manifest.write(self._folder, about)
        seal(self._folder, key)


@contextmanager
def drafted(target: Path, *, bases: tuple[str, ...]) -> Iterator[Draft]:
    """A draft beside `target`, which takes its place when the block ends well, and goes away when it does not.

    Raises:
        DomainError: `awards.archive_…`: the folder holds something else, or is that of another site, or cannot be
            written, or somebody else is writing it.
    """
    target = target.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _alone_in(target.parent):
            _clear_up_after_a_kill(target)
            _refuse_other_things(target, bases)
            aside = Path(tempfile.mkdtemp(prefix=_aside(target), dir=target.parent))
            try:
                with suppress(OSError):
                    # A stick has no such rights to give.
                    aside.chmod(_FOR_EVERYBODY)
                yield Draft(aside)
                os.sync()
                _put_in_place(aside, target)
            finally:
                shutil.rmtree(aside, ignore_errors=True)
    except OSError as problem:
        raise DomainError("awards.archive_not_written", folder=str(target), problem=problem.strerror) from problem


@contextmanager
def _alone_in(parent: Path) -> Iterator[None]:
    opened = os.open(parent, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as problem:
        raise DomainError("awards.archive_being_written", folder=str(parent)) from problem
    finally:
        os.close(opened)


def _clear_up_after_a_kill(target: Path) -> None:
    before = _before(target)
    if before.exists() and not target.exists():
        # Killed between the two steps: the former archive goes back to its place first.
        before.rename(target)
    for left in target.parent.glob(f"{_aside(target)}*"):
        shutil.rmtree(left, ignore_errors=True)
    shutil.rmtree(before, ignore_errors=True)


def _refuse_other_things(target: Path, bases: tuple[str, ...]) -> None:
    if target.exists() and not target.is_dir():
        raise DomainError("awards.archive_is_a_file", folder=str(target))
    if not target.exists() or not any(target.iterdir()):
        return
    try:
        former = manifest.read(target)
    except ManifestError as problem:
        raise DomainError("awards.archive_holds_other_things", folder=str(target)) from problem
    if former.about.bases != bases:
        raise DomainError("awards.archive_of_another_site", folder=str(target), site=", ".join(former.about.bases))
    beside = next((path for path in manifest.paths(target) if path not in {*manifest.UNLISTED, *former.files}), None)
    if beside:
        raise DomainError("awards.archive_holds_a_file_of_yours", folder=str(target), file=beside)


def _put_in_place(aside: Path, target: Path) -> None:
    before = _before(target)
    if target.exists():
        target.rename(before)
    aside.rename(target)
    shutil.rmtree(before, ignore_errors=True)


def _aside(target: Path) -> str:
    return f".{target.name}.being-made-"


def _before(target: Path) -> Path:
    return target.with_name(f".{target.name}.before")
