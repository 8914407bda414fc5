"""The list of what an archive holds, in the archive: path, size and SHA-256 of each file, the moment, the issuers."""

import json
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

NAME = "manifest.json"
# Its signature, and so the other file that it cannot list.
SEAL = "manifest.jws"
UNLISTED = frozenset({NAME, SEAL})
_FORMAT = "peerlearn-badge-archive/1"
_PIECE = 1 << 20
# A hundred thousand badges have a list of 200 MB.
_LARGEST = 500_000_000
_DEEPEST = 12


class ManifestError(ValueError):
    """It is not there, or not what this program writes; the text says what is wrong."""


@dataclass(frozen=True)
class About:
    """Whose archive it is: when it was made, the issuers' DIDs, and the addresses that its files stood at."""

    made_at: datetime
    issuers: tuple[str, ...]
    bases: tuple[str, ...]


@dataclass(frozen=True)
class Manifest:
    """`files`: path, with slashes → SHA-256 and size."""

    about: About
    files: Mapping[str, tuple[str, int]]


def write(folder: Path, about: About) -> None:
    """Write the manifest of what lies in `folder`, line by line: it may name a hundred thousand files."""
    head = {
        "format": _FORMAT,
        "made_at": about.made_at.isoformat(),
        "issuers": list(about.issuers),
        "bases": list(about.bases),
    }
    with (folder / NAME).open("w", encoding="utf-8") as file:
        file.write(json.dumps(head, ensure_ascii=False, indent=0)[:-2] + ',\n"files": {')
        before = "\n"
        for path in paths(folder):
            if path not in UNLISTED and not (folder / path).is_dir():
                digest, size = fingerprint(folder / path)
                file.write(f"{before}{json.dumps(path)}: {json.dumps({'sha256': digest, 'size': size})}")
                before = ",\n"
        file.write("\n}\n}\n")


def read(folder: Path) -> Manifest:
    """Read the manifest of an archive.

    Raises:
        ManifestError: there is none, or it is damaged.
    """
    try:
        body = _body(folder / NAME)
    except OSError as problem:
        raise ManifestError(f"it cannot be read: {problem.strerror}") from problem
    try:
        return _read(json.loads(body))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as problem:
        raise ManifestError("it is damaged, or no manifest of an archive of badges") from problem


def is_plain(file: Path) -> bool:
    """Whether it is a file that ends: no link, and no pipe or device, whose reader waits for ever.

    Raises:
        OSError: it is not there.
    """
    return stat.S_ISREG(file.lstat().st_mode)


def paths(folder: Path, *, deep: int = 0) -> Iterator[str]:
    """Every file below `folder`, in order, with slashes; links count as files and are not followed, and so do folders
    with nothing in them, and those that lie deeper than those of any archive."""
    for one in sorted(folder.iterdir(), key=lambda found: found.name):
        if one.is_dir() and not one.is_symlink() and deep < _DEEPEST and any(one.iterdir()):
            yield from (f"{one.name}/{path}" for path in paths(one, deep=deep + 1))
        else:
            yield one.name


def fingerprint(file: Path) -> tuple[str, int]:
    """SHA-256 in hexadecimal, and size, without holding the file."""
    digest, size = sha256(), 0
    with file.open("rb") as opened:
        while piece := opened.read(_PIECE):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size


def _body(file: Path) -> bytes:
    if not is_plain(file) or file.stat().st_size > _LARGEST:
        raise ManifestError("it is no plain file, or larger than any")
    return file.read_bytes()


def _read(found: Any) -> Manifest:
    made_at = datetime.fromisoformat(found["made_at"])
    if found["format"] != _FORMAT or made_at.utcoffset() is None:
        raise ManifestError("it is of another kind than this program reads")
    files = {str(path): (str(said["sha256"]), int(said["size"])) for path, said in found["files"].items()}
    about = About(made_at, tuple(map(str, found["issuers"])), tuple(map(str, found["bases"])))
    return Manifest(about, files)
