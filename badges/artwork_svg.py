"""Drawing a badge as SVG: shapes and outlines only, so that it needs no font, no style and nothing from outside."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from .artwork_glyphs import outline
from .artwork_text import Line
from .pen import Box, Pen, Point
from .qr import QrCode


class SvgPen(Pen):
    """Writes elements one after the other; `scale` is user units of the SVG for one unit of the drawing."""

    def __init__(self, elements: list[str], *, scale: float = 1.0, origin: Point = (0.0, 0.0)) -> None:
        super().__init__(scale=scale, origin=origin)
        self._elements = elements

    def moved(self, x: float, y: float, scale: float) -> Pen:
        """See `Pen`."""
        return SvgPen(self._elements, scale=self._scale * scale, origin=self._at((x, y)))

    def disc(self, centre: Point, radius: float, colour: str) -> None:
        """See `Pen`."""
        x, y = self._at(centre)
        self._add(f'<circle cx="{_short(x)}" cy="{_short(y)}" r="{self._long(radius)}" fill="{colour}"/>')

    def ring(self, centre: Point, *, outer: float, inner: float, colour: str) -> None:
        """See `Pen`."""
        x, y = self._at(centre)
        circle = f'cx="{_short(x)}" cy="{_short(y)}" r="{self._long((outer + inner) / 2)}"'
        self._add(f'<circle {circle} fill="none" stroke="{colour}" stroke-width="{self._long(outer - inner)}"/>')

    def rounded_box(self, box: Box, radius: float, colour: str) -> None:
        """See `Pen`."""
        x, y = self._at(box[:2])
        place = f'x="{_short(x)}" y="{_short(y)}" width="{self._long(box[2] - box[0])}"'
        self._add(f'<rect {place} height="{self._long(box[3] - box[1])}" rx="{self._long(radius)}" fill="{colour}"/>')

    def area(self, points: Sequence[Point], colour: str) -> None:
        """See `Pen`."""
        self._add(f'<path d="{self._path(points)}z" fill="{colour}"/>')

    def line(self, points: Sequence[Point], width: float, colour: str) -> None:
        """See `Pen`."""
        stroke = f'stroke="{colour}" stroke-width="{self._long(width)}" stroke-linecap="round" stroke-linejoin="round"'
        self._add(f'<path d="{self._path(points)}" fill="none" {stroke}/>')

    def text(self, line: Line, colour: str) -> None:
        """See `Pen`."""
        x, baseline = self._at((line.x, line.baseline))
        drawn = outline(line.text, line.font, size=line.size * self._scale, x=x, baseline=baseline)
        self._add(f'<path d="{drawn}" fill="{colour}"/>')

    def code(self, code: QrCode, corner: Point, side: float) -> None:
        """See `Pen`."""
        x, y = self._at(corner)
        move = f"translate({_short(x)} {_short(y)}) scale({side * self._scale / code.side:.5f})"
        self._add(f'<path transform="{move}" fill="#fff" d="M0 0h{code.side}v{code.side}h-{code.side}z"/>')
        self._add(f'<path transform="{move}" shape-rendering="crispEdges" d="{code.path()}"/>')

    def _add(self, element: str) -> None:
        self._elements.append(element)

    def _long(self, length: float) -> str:
        return _short(length * self._scale)

    def _path(self, points: Sequence[Point]) -> str:
        return "M" + "L".join(f"{_short(x)} {_short(y)}" for x, y in map(self._at, points))


def whole_svg(elements: Sequence[str], *, width: float, height: float, title: str, description: str) -> str:
    """Return the file: its title and description are what a screen reader says of the picture."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_short(width)} {_short(height)}" role="img" '
        f'aria-labelledby="t d"><title id="t">{escape(title)}</title><desc id="d">{escape(description)}</desc>'
        + "".join(elements)
        + "</svg>"
    )


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
