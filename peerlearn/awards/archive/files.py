"""An archive as it lies on a disk: its files, its addresses, and what was found to be wrong with it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import badges
from peerlearn.awards.archive import manifest
from peerlearn.awards.archive.manifest import Manifest, ManifestError

_LARGEST = 20_000_000


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: the file, by its path in the archive, and the words for people."""

    path: str
    words: str


@dataclass
class Files:
    """The files below a folder. What cannot be read is empty and noted, so that a check can go on."""

    root: Path
    manifest: Manifest
    paths: Collection[str]
    findings: dict[Finding, None] = field(default_factory=dict)

    @classmethod
    def below(cls, root: Path) -> "Files":
        """The archive in this folder.

        Raises:
            ManifestError: it is none.
        """
        try:
            return cls(root, manifest.read(root), set(manifest.paths(root)) - manifest.UNLISTED)
        except OSError as problem:
            raise ManifestError(f"beside it, something cannot be read: {problem.strerror}") from problem

    def note(self, path: str, words: str) -> None:
        """Write down that something is wrong, once."""
        self.findings[Finding(path, words)] = None

    def holds(self, path: str) -> bool:
        """Whether the file is there; noted when it is not."""
        if path in self.paths:
            return True
        self.note(path, "is missing")
        return False

    def body(self, path: str) -> bytes:
        """The bytes of a file; none when it is missing or is no plain file."""
        if not self.holds(path):
            return b""
        file = self.root / path
        try:
            if file.is_symlink():
                self.note(path, "is a link to somewhere else")
                return b""
            if not manifest.is_plain(file) or file.stat().st_size > _LARGEST:
                self.note(path, "is no plain file, or larger than any of an archive")
                return b""
            return file.read_bytes()
        except OSError as problem:
            self.note(path, f"cannot be read: {problem.strerror}")
            return b""

    def document(self, path: str) -> dict[str, Any]:
        """The JSON object in a file; an empty one when there is none."""
        body = self.body(path)
        try:
            found = badges.read_json(body) if body else {}
        except badges.BadgeError:
            found = None
        if isinstance(found, dict):
            return found
        self.note(path, "is not the JSON that it should be")
        return {}

    def listed(self, path: str, member: str) -> list[Any]:
        """A list in the JSON of a file; an empty one when it is none."""
        found = self.document(path).get(member)
        return found if isinstance(found, list) else []

    def named(self, prefix: str, suffix: str) -> list[str]:
        """What stands between the two in the paths of the archive, in order."""
        found = (path.removeprefix(prefix) for path in self.paths if path.startswith(prefix))
        return sorted(name.removesuffix(suffix) for name in found if name.endswith(suffix) and "/" not in name)

    def same(self, path: str, other: str) -> None:
        """Note it when two files that hold the same thing do not."""
        if self.body(path) != self.body(other):
            self.note(path, f"should hold the same as {other}, and does not")

    def expect(self, path: str, is_so: bool, words: str) -> None:
        """Note `words` unless it is so."""
        if not is_so:
            self.note(path, words)

    @property
    def resolve(self) -> Callable[[str], bytes]:
        """What stood at an address, from the files: no network is asked."""
        folders = [badges.FolderResolve(self.root, base=base) for base in self.manifest.about.bases]

        def look(url: str, /) -> bytes:
            for folder in folders:
                try:
                    return folder(url)
                except badges.Unreachable:
                    continue
            raise badges.Unreachable("not in this archive")

        return look

    def is_address_of(self, said: object, path: str) -> bool:
        """Whether this is the address at which the file stood."""
        return any(said == f"{base}/{path}" for base in self.manifest.about.bases)
