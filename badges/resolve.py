"""Documents of other issuers from a folder: an archive is checked from its files alone.

The other source, the network, is in `resolve_guarded`, which is imported only when it is used.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

from .errors import Unreachable
from .foreign_addresses import split_plain

MAX_DOCUMENT = 1_000_000
_FORBIDDEN = frozenset('\\:*?"<>|\x00')


class Served(bytes):
    """A body, and the address that finally gave it: a redirect may have led to another host.

    An open redirect lets anybody make a host "answer" with a stranger's document, so whoever believes a document for
    the sake of its host has to ask which host it was.
    """

    address: str

    def __new__(cls, body: bytes, address: str) -> Served:
        """Return `body` as served by `address`."""
        served = super().__new__(cls, body)
        served.address = address
        return served


class FolderResolve:
    """A `Resolve` that reads files and never the network.

    `https://host/a/b.json` is the file `host/a/b.json`, and a port is written `host_8443`. With a `base`, only the
    addresses below it are known, and `BASE/a/b.json` is the file `a/b.json`: so lies an archive of one site.

    Args:
        folder: links that lead out of it are not followed.
        base: absolute http(s) address without a slash at its end.
    """

    def __init__(self, folder: Path, *, base: str | None = None) -> None:
        self._folder = folder
        self._base = base

    def __call__(self, url: str, /) -> bytes:
        """Return the file behind `url`, at most 1 MB.

        Raises:
            Unreachable: no such file, a query, or a path that is not plain.
        """
        try:
            root = self._folder.resolve()
            path = root.joinpath(*self._segments(url)).resolve()
            if not path.is_relative_to(root) or not path.is_file() or path.stat().st_size > MAX_DOCUMENT:
                raise Unreachable("no such file in the folder")
            return path.read_bytes()
        except (OSError, RuntimeError) as error:
            # RuntimeError: before Python 3.13, links that lead round in a circle.
            raise Unreachable("the file cannot be read") from error

    def _segments(self, url: str) -> list[str]:
        parts = split_plain(url)
        if parts is None or parts.query:
            raise Unreachable("not a plain address")
        if self._base is None:
            text = parts.netloc.replace(":", "_") + parts.path
        elif url.startswith(f"{self._base}/"):
            text = url.removeprefix(f"{self._base}/")
        else:
            raise Unreachable("an address outside this archive")
        segments = [unquote(segment) for segment in text.split("/")]
        if any(segment in ("", ".", "..") or set(segment) & _FORBIDDEN or "/" in segment for segment in segments):
            raise Unreachable("not a plain path")
        return segments
