"""Pictograms inside the page that shows them.

A reader on a poor network waits for one file less, and only for the drawings used; and a browser refuses a page on a
disk those of another file.
"""

import re
from functools import lru_cache
from pathlib import Path

_USE = re.compile(r'(<use href=")[^"#]*/icons\.svg[^"#]*#(i-[\w-]+)"')
_SYMBOL = re.compile(r'<symbol id="(i-[\w-]+)".*?</symbol>', re.DOTALL)


def drawn_inside(html: str, static: Path) -> str:
    """The page, with what it uses of `icons.svg` in the folder `static` before its end instead of a link to it."""
    used: set[str] = set()

    def told(found: re.Match[str]) -> str:
        used.add(found[2])
        return f'{found[1]}#{found[2]}"'

    page = _USE.sub(told, html)
    drawings = "".join(drawing for name, drawing in _symbols(static).items() if name in used)
    sprite = f'<svg xmlns="http://www.w3.org/2000/svg" class="visually-hidden" aria-hidden="true">{drawings}</svg>'
    return page.replace("</body>", f"{sprite if drawings else ''}</body>")


@lru_cache(maxsize=1)
def _symbols(static: Path) -> dict[str, str]:
    sprite = (static / "icons.svg").read_text(encoding="utf-8")
    return {found[1]: found[0] for found in _SYMBOL.finditer(sprite)}
