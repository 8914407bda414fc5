"""Where files lie: beside the database, under random names. A file is there for good before its row counts, and goes
after its row is gone for good; what a crash leaves between is swept."""

import os
import secrets
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

_WRITTEN, _UNWANTED = "files_written", "files_unwanted"
# Whoever hands a file in may be between the file and its row: an hour is longer than any request.
_YOUNG_SECONDS = 3600


def folder_in(data_dir: Path) -> Path:
    """The folder of the files."""
    return data_dir / "resources"


def keep(session: Session, folder: Path, content: bytes) -> str:
    """Write the file, so that a power cut no longer loses it; its name. It goes again if the transaction does.

    Raises:
        OSError: there is no room, or the folder cannot be written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = secrets.token_hex(16)
    aside = folder / f"{name}.part"
    session.info.setdefault(_WRITTEN, []).extend([aside, folder / name])
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(folder / name)
    _settle(folder)
    return name


def remove(session: Session, folder: Path, name: str) -> None:
    """The file goes once the transaction has ended well."""
    session.info.setdefault(_UNWANTED, []).append(folder / name)


def sweep(folder: Path, known: Collection[str], *, young_seconds: int = _YOUNG_SECONDS) -> int:
    """Remove the files that no row knows and that nobody is handing in any more; how many."""
    if not folder.is_dir():
        return 0
    before = time.time() - young_seconds
    lost = [file for file in folder.iterdir() if file.name not in known and file.stat().st_mtime <= before]
    for file in lost:
        file.unlink(missing_ok=True)
    return len(lost)


def _settle(folder: Path) -> None:
    """The name itself is written down too."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@event.listens_for(Session, "after_commit")
def _drop_unwanted(session: Session) -> None:
    _forget(session, _UNWANTED)


@event.listens_for(Session, "after_rollback")
def _drop_written(session: Session) -> None:
    _forget(session, _WRITTEN)


def _forget(session: Session, which: str) -> None:
    files: list[Any] = session.info.pop(which, [])
    session.info.pop(_WRITTEN, None)
    session.info.pop(_UNWANTED, None)
    for file in files:
        file.unlink(missing_ok=True)
