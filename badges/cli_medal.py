"""A plain medal, for `bake` without a picture of one's own: no text and no font, so it suits every badge."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from .artwork import Palette
from .artwork_pictures import CENTRE, eight_discs
from .artwork_svg import SvgPen, whole_svg
from .pen import Pen, PixelPen

_SIDE = 168
_SIZE = 512
_SUPERSAMPLING = 4


def draw_medal(*, title: str, as_svg: bool) -> bytes:
    """Return the medal as PNG, or as SVG with `title` for a screen reader."""
    corner = _SIDE / 2 - CENTRE[0], _SIDE / 2 - CENTRE[1]
    if as_svg:
        elements: list[str] = []
        _compose(SvgPen(elements).moved(*corner, 1))
        return whole_svg(elements, width=_SIDE, height=_SIDE, title=title, description="").encode()
    large = _SIZE * _SUPERSAMPLING
    canvas = Image.new("RGBA", (large, large), (255, 255, 255, 0))
    _compose(PixelPen(canvas, scale=large / _SIDE).moved(*corner, 1))
    file = BytesIO()
    canvas.reduce(_SUPERSAMPLING).quantize(method=Image.Quantize.FASTOCTREE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _compose(pen: Pen) -> None:
    palette = Palette()
    pen.disc(CENTRE, 84, palette.paper)
    pen.disc(CENTRE, 81, palette.accent)
    eight_discs(pen, palette.paper)
    pen.ring(CENTRE, outer=40, inner=30, colour=palette.paper)
