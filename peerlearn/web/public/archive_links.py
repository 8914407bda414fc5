"""A page of the site, as it stands in an archive: every link relative, so that it reads the same from a folder."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path, PurePosixPath
from posixpath import normpath, relpath
from urllib.parse import parse_qs, urlsplit

from peerlearn.awards.archive.places import CARDS, INDEX
from peerlearn.web.public.pictograms import drawn_inside

_LINK = re.compile(r'(?<=[\s<])(href|src)="([^"]*)"')
_FETCHED = re.compile(r'url\("?([^")]+)"?\)')
_PAGE = re.compile(r"/b/[^./]+")


@dataclass
class Relinked:
    """Turns pages of the site into pages of an archive, and remembers which static files they need."""

    languages: Sequence[str]
    base: str
    folder: Path
    static: set[str] = field(default_factory=set)

    def page(self, html: str, path: str) -> str:
        """The page, as it stands at `path`."""

        def relinked(found: re.Match[str]) -> str:
            return f'{found[1]}="{escape(self._relative(unescape(found[2]), path))}"'

        return _LINK.sub(relinked, drawn_inside(html, self.folder))

    def place_of_page(self, code: str, language: str) -> str:
        """Where the page of a badge stands in a language: the first one is what a server answers with."""
        first = "fr" if "fr" in self.languages else self.languages[0]
        return f"b/{code}/{INDEX if language == first else f'index.{language}.html'}"

    def _relative(self, url: str, path: str) -> str:
        if not url.startswith("/") or url.startswith("//"):
            return url
        parts = urlsplit(url)
        place = self._place(parts.path, parts.query)
        if place is None:
            # Only the site itself can answer this.
            return f"{self.base}{url}"
        return relpath(place, str(PurePosixPath(path).parent)) + (f"#{parts.fragment}" if parts.fragment else "")

    def _place(self, asked: str, query: str) -> str | None:
        if asked == "/":
            return INDEX
        if asked in {"/v", "/verify"}:
            # The box needs the site; cards are checked without it.
            return CARDS
        if _PAGE.fullmatch(asked):
            language = parse_qs(query).get("lang", [""])[0]
            return self.place_of_page(asked.removeprefix("/b/"), language or self.languages[0])
        if asked.startswith("/static/"):
            self.static.add(asked.removeprefix("/"))
        return asked.removeprefix("/") if asked.startswith(("/b/", "/ob/", "/static/")) else None


def fetched_by(sheet: str, path: str) -> Iterator[str]:
    """The files that a style sheet at `path` fetches: faces, and a drawing or two."""
    for found in _FETCHED.finditer(sheet):
        if not found[1].startswith(("data:", "#")):
            yield normpath(str(PurePosixPath(path).parent / found[1]))
