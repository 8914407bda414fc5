"""QR codes (ISO/IEC 18004) that hold a link: as modules, as SVG for paper, as PNG for screens.

Level M, 15 % of which may be lost: in tests with a bad camera it was read at 4 pixels a module, and a higher level
makes the modules smaller. The quiet zone of four modules belongs to the code: without it many readers see nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby
from xml.sax.saxutils import escape

import segno
from PIL import Image

from .errors import ContentRefused

MAX_LINK = 362
"""Characters: what version 14 holds at level M, 73 modules, 40 mm on paper."""
QUIET = 4
SMALLEST_MODULE_MM = 0.5
"""Printed smaller than that, old telephones and office printers fail each other."""

_LINK = re.compile(r"https?://[\x21-\x7e]+")
_LARGEST_VERSION = 14
_LARGEST_SIDE = 4_000


@dataclass(frozen=True)
class QrCode:
    """A code as rows of modules, dark or light, without the quiet zone."""

    link: str
    rows: tuple[tuple[bool, ...], ...] = field(repr=False)

    @property
    def side(self) -> int:
        """Modules of one side, quiet zone included."""
        return len(self.rows) + 2 * QUIET

    def smallest_print(self, module_mm: float = SMALLEST_MODULE_MM) -> float:
        """Return the side in millimetres, quiet zone included, under which the printed code is not read reliably."""
        return self.side * module_mm

    def png(self, *, scale: int = 8) -> bytes:
        """Return the code as black and white PNG, `scale` pixels a module, at most 4,000 pixels wide.

        Raises:
            ContentRefused: no such scale.
        """
        if not 1 <= scale * self.side <= _LARGEST_SIDE:
            raise ContentRefused("the QR code is 1 to 4000 pixels wide")
        file = BytesIO()
        self.picture().resize((self.side * scale,) * 2, Image.Resampling.NEAREST).save(file, "PNG", optimize=True)
        return file.getvalue()

    def picture(self) -> Image.Image:
        """Return the code as picture of one pixel a module, quiet zone included."""
        picture = Image.new("1", (self.side, self.side), 1)
        for y, row in enumerate(self.rows):
            for x, dark in enumerate(row):
                if dark:
                    picture.putpixel((x + QUIET, y + QUIET), 0)
        return picture

    def path(self) -> str:
        """Return the dark modules as SVG path, one unit a module, (0, 0) at the corner of the quiet zone."""
        steps = []
        for y, row in enumerate(self.rows):
            x = QUIET
            for dark, run in groupby(row):
                length = len(list(run))
                if dark:
                    steps.append(f"M{x} {y + QUIET}h{length}v1h-{length}z")
                x += length
        return "".join(steps)

    def svg(self, *, title: str) -> str:
        """Return the code as SVG that scales to its container, black on white, its title for screen readers."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.side} {self.side}" role="img">'
            f"<title>{escape(title)}</title>"
            f'<path fill="#fff" d="M0 0h{self.side}v{self.side}h-{self.side}z"/>'
            f'<path fill="#000" shape-rendering="crispEdges" d="{self.path()}"/></svg>'
        )


def make_qr(link: str) -> QrCode:
    """Return the QR code of a link, at level M, the smallest that holds it; the same link gives the same code.

    Raises:
        ContentRefused: not an http(s) link of printable ASCII, or over 362 characters.
    """
    if len(link) > MAX_LINK or not _LINK.fullmatch(link):
        raise ContentRefused(f"a QR code holds an http(s) link of at most {MAX_LINK} characters")
    # Raising the level when there is room would make two badges of one sheet look different.
    code = segno.make_qr(link, error="m", boost_error=False, mode=None)
    if not isinstance(code.version, int) or code.version > _LARGEST_VERSION:
        raise ContentRefused("the link makes too dense a QR code")
    return QrCode(link, tuple(tuple(bool(module) for module in row) for row in code.matrix))
