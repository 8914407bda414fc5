"""Drawing in units instead of pixels: what Pillow lacks of round joins, curves and rounded outlines."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from itertools import pairwise
from math import cos, pi, sin

from PIL import Image, ImageDraw

from .artwork_text import Line, load_font
from .qr import QrCode

Point = tuple[float, float]
Box = tuple[float, float, float, float]

_STEPS = 24


class Pen(ABC):
    """What a badge is drawn with, whatever the file; `scale` is what one unit measures, `origin` where (0, 0) lies."""

    def __init__(self, *, scale: float, origin: Point) -> None:
        self._scale = scale
        self._origin = origin

    @abstractmethod
    def moved(self, x: float, y: float, scale: float) -> Pen:
        """Return a pen whose (0, 0) is at `x`, `y`, with units `scale` times as large."""

    @abstractmethod
    def disc(self, centre: Point, radius: float, colour: str) -> None:
        """Fill a disc."""

    @abstractmethod
    def ring(self, centre: Point, *, outer: float, inner: float, colour: str) -> None:
        """Fill between two circles."""

    @abstractmethod
    def rounded_box(self, box: Box, radius: float, colour: str) -> None:
        """Fill a box with round corners."""

    @abstractmethod
    def area(self, points: Sequence[Point], colour: str) -> None:
        """Fill a polygon."""

    @abstractmethod
    def line(self, points: Sequence[Point], width: float, colour: str) -> None:
        """Draw a line with round ends and joins."""

    @abstractmethod
    def text(self, line: Line, colour: str) -> None:
        """Draw a fitted line of text, centred on its x, standing on its baseline."""

    @abstractmethod
    def code(self, code: QrCode, corner: Point, side: float) -> None:
        """Draw a QR code, black on white whatever the colours around it: readers expect nothing else."""

    @staticmethod
    def arc(centre: Point, radius: float, start: float, end: float) -> list[Point]:
        """Return points on a circle, from `start` to `end` degrees, clockwise from three o'clock."""
        steps = 1 if start == end else _STEPS
        angles = [(start + (end - start) * step / steps) * pi / 180 for step in range(steps + 1)]
        return [(centre[0] + radius * cos(angle), centre[1] + radius * sin(angle)) for angle in angles]

    @staticmethod
    def curve(start: Point, one: Point, two: Point, end: Point) -> list[Point]:
        """Return points on a cubic Bézier curve."""
        points = []
        for step in range(_STEPS + 1):
            t = step / _STEPS
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            x = a * start[0] + b * one[0] + c * two[0] + d * end[0]
            y = a * start[1] + b * one[1] + c * two[1] + d * end[1]
            points.append((x, y))
        return points

    def box_outline(self, box: Box, radius: float) -> list[Point]:
        """Return the closed outline of a box with round corners."""
        left, top, right, bottom = box
        points = [
            *self.arc((left + radius, top + radius), radius, 180, 270),
            *self.arc((right - radius, top + radius), radius, 270, 360),
            *self.arc((right - radius, bottom - radius), radius, 0, 90),
            *self.arc((left + radius, bottom - radius), radius, 90, 180),
        ]
        return [*points, points[0]]

    def _at(self, point: Sequence[float]) -> Point:
        return self._origin[0] + point[0] * self._scale, self._origin[1] + point[1] * self._scale


class PixelPen(Pen):
    """Draws on one canvas; `scale` is pixels for one unit, `origin` in pixels."""

    def __init__(self, canvas: Image.Image, *, scale: float, origin: Point = (0.0, 0.0)) -> None:
        super().__init__(scale=scale, origin=origin)
        self._canvas = canvas
        self._draw = ImageDraw.Draw(canvas)

    def moved(self, x: float, y: float, scale: float) -> Pen:
        """See `Pen`."""
        return PixelPen(self._canvas, scale=self._scale * scale, origin=self._at((x, y)))

    def disc(self, centre: Point, radius: float, colour: str) -> None:
        """See `Pen`."""
        x, y = self._at(centre)
        r = radius * self._scale
        self._draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)

    def ring(self, centre: Point, *, outer: float, inner: float, colour: str) -> None:
        """See `Pen`."""
        width = round((outer - inner) * self._scale)
        x, y = self._at(centre)
        r = outer * self._scale
        self._draw.ellipse((x - r, y - r, x + r, y + r), outline=colour, width=width)

    def rounded_box(self, box: Box, radius: float, colour: str) -> None:
        """See `Pen`."""
        corners = (*self._at(box[:2]), *self._at(box[2:]))
        self._draw.rounded_rectangle(corners, radius=radius * self._scale, fill=colour)

    def area(self, points: Sequence[Point], colour: str) -> None:
        """See `Pen`."""
        self._draw.polygon([self._at(point) for point in points], fill=colour)

    def line(self, points: Sequence[Point], width: float, colour: str) -> None:
        """See `Pen`."""
        half = width * self._scale / 2
        places = [self._at(point) for point in points]
        for x, y in places:
            self._draw.ellipse((x - half, y - half, x + half, y + half), fill=colour)
        for start, end in pairwise(places):
            self._stroke(start, end, half, colour)

    def _stroke(self, start: Point, end: Point, half: float, colour: str) -> None:
        dx, dy = end[0] - start[0], end[1] - start[1]
        length = (dx * dx + dy * dy) ** 0.5
        if length == 0:
            return
        # Pillow's own wide lines are a pixel off for some slopes: a polygon is exact.
        nx, ny = -dy / length * half, dx / length * half
        corners = [
            (start[0] + nx, start[1] + ny),
            (end[0] + nx, end[1] + ny),
            (end[0] - nx, end[1] - ny),
            (start[0] - nx, start[1] - ny),
        ]
        self._draw.polygon(corners, fill=colour)

    def text(self, line: Line, colour: str) -> None:
        """See `Pen`."""
        font = load_font(line.font, line.size * self._scale)
        self._draw.text(self._at((line.x, line.baseline)), line.text, fill=colour, font=font, anchor="ms")

    def code(self, code: QrCode, corner: Point, side: float) -> None:
        """See `Pen`."""
        x, y = self._at(corner)
        pixels = round(side * self._scale)
        picture = code.picture().convert("L").resize((pixels, pixels), Image.Resampling.NEAREST)
        self._canvas.paste(picture.convert("RGBA"), (round(x), round(y)))
