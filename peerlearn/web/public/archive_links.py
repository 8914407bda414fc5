"""A page of the site, as it stands in an archive: every link relative, so that it reads the same from a folder.

Pictograms come from another file, which a browser refuses to a page on a disk: those that are used go inside.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import PurePosixPath
from posixpath import normpath, relpath
from urllib.parse import parse_qs, urlsplit

from peerlearn.awards.archive.places import CARDS, INDEX

_LINK = re.compile(r'(?<=[\s<])(href|src)="([^"]*)"')
_SYMBOL = re.compile(r'<symbol id="(i-[\w-]+)".*?</symbol>', re.DOTALL)
_FETCHED = re.compile(r'url\("?([^")]+)"?\)')
_PAGE = re.compile(r"/b/[^./]+")


@dataclass
class Relinked:
    """Turns pages of the site into pages of an archive, and remembers which static files they need."""

    languages: Sequence[str]
    base: str
    sprite: str
    static: set[str] = field(default_factory=set)

    def page(self, html: str, path: str) -> str:
        """The page, as it stands at `path`."""
        used: set[str] = set()

        def relinked(found: re.Match[str]) -> str:
            url = unescape(found[2])
            if url.startswith("/static/icons.svg") and "#" in url:
                used.add(url.partition("#")[2])
                return f'{found[1]}="#{url.partition("#")[2]}"'
            return f'{found[1]}="{escape(self._relative(url, path))}"'

        relinked_html = _LINK.sub(relinked, html)
        drawings = "".join(found[0] for found in _SYMBOL.finditer(self.sprite) if found[1] in used)
        sprite = f'<svg xmlns="http://www.w3.org/2000/svg" class="visually-hidden" aria-hidden="true">{drawings}</svg>'
        return relinked_html.replace("</body>", f"{sprite if drawings else ''}</body>")

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
