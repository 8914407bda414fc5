"""The list of who was erased, outside the database: a backup that is restored does not bring anybody back.

One public id a line, nothing else; only ever appended to. `flask privacy purge` erases again whoever of the list is
there again.
"""

import os
from collections.abc import Iterable
from pathlib import Path

_FILE = "erased-people.txt"


def remember(data_dir: Path, public_ids: Iterable[str]) -> None:
    """Add those of these people who are not on it; when this returns, it is on the disk."""
    known = set(remembered(data_dir))
    text = "".join(f"{public_id}\n" for public_id in public_ids if public_id not in known)
    if text and _was_cut_off(data_dir / _FILE):
        text = "\n" + text
    descriptor = os.open(data_dir / _FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, text.encode("ascii"))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remembered(data_dir: Path) -> list[str]:
    """Everybody on the list, once each; a line that was cut off in the middle names nobody."""
    file = data_dir / _FILE
    lines = file.read_text(encoding="ascii", errors="replace").splitlines() if file.exists() else []
    return list(dict.fromkeys(line.strip() for line in lines if line.strip()))


def _was_cut_off(file: Path) -> bool:
    """Whether the last line has no end: a power cut in the middle must not swallow the next one too."""
    content = file.read_bytes() if file.exists() else b""
    return bool(content) and not content.endswith(b"\n")
