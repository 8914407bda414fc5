"""The picture of a badge: medallion, ring, pictogram and name plate, cut out in white as a sticker.

The ring says whose badge it is: one ring for oneself (learner), four arcs for the four levels (staff),
eight discs for the group one leads (facilitator). The grounds are light, black and coloured, so grey prints
and colour-blind eyes tell them apart. Drawn once per achievement and colour; a given Pillow gives the same
bytes every time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import Path

from PIL import Image

from .artwork_text import Plate, fitted_plate
from .errors import ArtworkRefused
from .pen import Pen

UNITS = 240
MIN_SIZE, MAX_SIZE = 96, 1_024
MIN_CONTRAST = 4.5
_SUPERSAMPLING = 4
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_CENTRE = (120.0, 84.0)
_SHRUNK = 0.93


class Template(StrEnum):
    """Whose badge it is."""

    LEARNER = "learner"
    STAFF = "staff"
    FACILITATOR = "facilitator"


@dataclass(frozen=True, kw_only=True)
class Palette:
    """Colours as `#rrggbb`. Each meets at least one of the others as a line or a letter on a ground.

    Raises:
        ArtworkRefused: not such a colour, or a contrast under 4.5:1 (WCAG 2.2, 1.4.3).
    """

    accent: str = "#24459b"
    ink: str = "#1d2230"
    paper: str = "#ffffff"

    def __post_init__(self) -> None:
        for colour in (self.accent, self.ink, self.paper):
            if not _COLOUR.fullmatch(colour):
                raise ArtworkRefused("a colour is written #rrggbb")
        if min(contrast(self.accent, self.paper), contrast(self.ink, self.paper)) < MIN_CONTRAST:
            raise ArtworkRefused(f"accent and ink need a contrast of {MIN_CONTRAST}:1 with the paper")


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours `#rrggbb`, from 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def draw_badge(  # noqa: PLR0913 - each is a choice of the programme, and each has its name
    template: Template,
    *,
    title: str,
    subtitle: str,
    fonts: Sequence[Path],
    palette: Palette | None = None,
    size: int = 512,
) -> bytes:
    """Return the badge as PNG on a transparent ground.

    Args:
        title: what the badge is for, for example "Smartphone"; long ones shrink, then take two lines.
        subtitle: programme and year, for example "Main à main 2026".
        fonts: TrueType files, the preferred one first; each text takes the first that has all its letters.
        size: pixels of one side, 96 to 1024 (drawn four times as large: 67 MB at most).

    Raises:
        ArtworkRefused: another size, a text too long to stay legible, or letters no font has.
    """
    if not MIN_SIZE <= size <= MAX_SIZE:
        raise ArtworkRefused(f"the size is between {MIN_SIZE} and {MAX_SIZE} pixels")
    palette = palette or Palette()
    plate = fitted_plate(title, subtitle, fonts=fonts)
    canvas = Image.new("RGBA", (size * _SUPERSAMPLING,) * 2, _invisible(palette.paper))
    pen = Pen(canvas, scale=size * _SUPERSAMPLING / UNITS)
    ground, mark, edge = _colours(template, palette)
    # A tall plate would hide the lowest discs: the medallion makes room.
    medallion = pen.moved(UNITS / 2 * (1 - _SHRUNK), 0, _SHRUNK) if plate.is_tall else pen
    medallion.disc(_CENTRE, 84, palette.paper)
    medallion.disc(_CENTRE, 81, ground)
    _RINGS[template](medallion, mark)
    _PICTURES[template](medallion.moved(78, 42, 3.5), mark)
    _draw_plate(pen, plate, palette, edge)
    # 256 colours keep the flat ones exact and a badge at a third of the bytes.
    picture = canvas.reduce(_SUPERSAMPLING).quantize(method=Image.Quantize.FASTOCTREE)
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def _colours(template: Template, palette: Palette) -> tuple[str, str, str]:
    """Return ground, mark and edge of the plate."""
    return {
        Template.LEARNER: (palette.paper, palette.accent, palette.accent),
        Template.STAFF: (palette.ink, palette.paper, palette.ink),
        Template.FACILITATOR: (palette.accent, palette.paper, palette.accent),
    }[template]


def _draw_plate(pen: Pen, plate: Plate, palette: Palette, edge: str) -> None:
    top = 146 if plate.is_tall else 155
    pen.rounded_box((1, top, 239, 239), 13, palette.paper)
    pen.rounded_box((4, top + 3, 236, 236), 11, edge)
    pen.rounded_box((10, top + 9, 230, 230), 5, palette.paper)
    for line in plate.lines:
        pen.text(line, palette.ink)


def _one_ring(pen: Pen, mark: str) -> None:
    pen.ring(_CENTRE, outer=82, inner=64, colour=mark)


def _four_arcs(pen: Pen, mark: str) -> None:
    for number in range(4):
        start = number * 90 + 7 - 90
        pen.line(pen.arc(_CENTRE, 64, start, start + 76), 10, mark)


def _eight_discs(pen: Pen, mark: str) -> None:
    for number in range(8):
        angle = (number + 0.5) * 45
        pen.disc(pen.arc(_CENTRE, 64, angle, angle)[0], 9, mark)


def _telephone(pen: Pen, mark: str) -> None:
    """A telephone with a tick: I can use mine. Pictograms are drawn on 24 units, with a stroke of 2."""
    pen.line(pen.box_outline((6.5, 2, 17.5, 22), 2.5), 2, mark)
    pen.line([(9.3, 10.8), (11.3, 12.8), (15, 8.8)], 2, mark)
    pen.line([(10.7, 18.5), (13.3, 18.5)], 2, mark)


def _conversation(pen: Pen, mark: str) -> None:
    """A speech bubble holding four rising bars: a talk that finds the level."""
    bubble = [
        *pen.arc((5, 5.5), 2.5, 180, 270),
        *pen.arc((19, 5.5), 2.5, 270, 360),
        *pen.arc((19, 14), 2.5, 0, 90),
        (11.5, 16.5),
        (6.5, 21),
        (6.5, 16.5),
        *pen.arc((5, 14), 2.5, 90, 180),
    ]
    pen.line([*bubble, bubble[0], bubble[1]], 2, mark)
    for x, top in ((7, 11), (10.3, 10), (13.7, 8.5), (17, 7)):
        pen.line([(x, 12.5), (x, top)], 2, mark)


def _speaker(pen: Pen, mark: str) -> None:
    """Somebody who speaks, the bubble filled: the one who leads."""
    pen.disc((6.7, 10.8), 4, mark)
    shoulders = [
        *pen.curve((1.5, 21.5), (1.8, 17.8), (3.8, 16), (7, 16)),
        *pen.curve((7, 16), (10.2, 16), (12.2, 17.8), (12.5, 21.5)),
    ]
    pen.line(shoulders, 2, mark)
    bubble = [
        *pen.arc((21, 4), 1.5, 270, 360),
        *pen.arc((21, 10.5), 1.5, 0, 90),
        (17.5, 12),
        (13.5, 15.5),
        (13.5, 12),
        *pen.arc((13.5, 10.5), 1.5, 90, 180),
        *pen.arc((13.5, 4), 1.5, 180, 270),
    ]
    pen.area(bubble, mark)
    pen.line([*bubble, bubble[0], bubble[1]], 2, mark)


_RINGS = {
    Template.LEARNER: _one_ring,
    Template.STAFF: _four_arcs,
    Template.FACILITATOR: _eight_discs,
}
_PICTURES = {
    Template.LEARNER: _telephone,
    Template.STAFF: _conversation,
    Template.FACILITATOR: _speaker,
}


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _invisible(colour: str) -> tuple[int, int, int, int]:
    # Transparent pixels are paper-coloured, so that readers that ignore transparency show no black.
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue, 0
