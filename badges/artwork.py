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

from . import artwork_pictures as pictures
from .artwork_svg import SvgPen, whole_svg
from .artwork_text import Plate, fitted_plate, fitted_tag
from .errors import ArtworkRefused
from .pen import Box, Pen, PixelPen
from .qr import make_qr

UNITS = 240
HEIGHT_WITH_TAG = 356
"""Units of a badge with its tag; without, it is square."""
MIN_SIZE, MAX_SIZE = 96, 1_024
MIN_CONTRAST = 4.5
_SUPERSAMPLING = 4
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_SHRUNK = 0.93
# Version 5, 84 characters: denser codes are lost in a screenshot of 320 pixels.
_MOST_MODULES = 45


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


@dataclass(frozen=True, kw_only=True)
class WayBack:
    """What leads from a picture of the badge, even a screenshot, back to its page: a tag that hangs under the badge.

    Attributes:
        code: the public code, shown in groups of four: `K7MX4RQD`.
        link: the address of the page, for the QR code; at most 84 characters.
        shown: what to type before the code, for example `peerlearn.example/b/`; "" for nothing.
    """

    code: str
    link: str
    shown: str = ""


def draw_badge(  # noqa: PLR0913 - each is a choice of the programme, and each has its name
    template: Template,
    *,
    title: str,
    subtitle: str,
    fonts: Sequence[Path],
    palette: Palette | None = None,
    size: int = 512,
    way_back: WayBack | None = None,
) -> bytes:
    """Return the badge as PNG on a transparent ground.

    Args:
        title: what the badge is for, for example "Smartphone"; long ones shrink, then take two lines. A soft hyphen
            (U+00AD) says where a long word may be broken.
        subtitle: programme and year, for example "Main à main 2026".
        fonts: TrueType files, the preferred one first; each text takes the first that has all its letters.
        size: pixels of its width, 96 to 1024 (drawn four times as large: 96 MB at most).
        way_back: makes the picture higher by a tag; its QR code is read from screens at 320 pixels and more.

    Raises:
        ArtworkRefused: another size, a text too long to stay legible, or letters no font has.
        ContentRefused: a link that no QR code of ours holds.
    """
    if not MIN_SIZE <= size <= MAX_SIZE:
        raise ArtworkRefused(f"the size is between {MIN_SIZE} and {MAX_SIZE} pixels")
    palette = palette or Palette()
    height = round(size * (UNITS if way_back is None else HEIGHT_WITH_TAG) / UNITS)
    canvas = Image.new("RGBA", (size * _SUPERSAMPLING, height * _SUPERSAMPLING), _invisible(palette.paper))
    pen = PixelPen(canvas, scale=size * _SUPERSAMPLING / UNITS)
    if way_back is not None:
        _draw_tag(pen, template, way_back, palette, fonts)
    _compose(pen, template, fitted_plate(title, subtitle, fonts=fonts), palette)
    # 256 colours keep the flat ones exact and a badge at a third of the bytes.
    picture = canvas.reduce(_SUPERSAMPLING).quantize(method=Image.Quantize.FASTOCTREE)
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def draw_badge_svg(  # noqa: PLR0913 - as above
    template: Template,
    *,
    title: str,
    subtitle: str,
    description: str,
    fonts: Sequence[Path],
    palette: Palette | None = None,
    way_back: WayBack | None = None,
) -> bytes:
    """Return the badge as SVG of outlines, ready for `bake_svg`; the same badge gives the same bytes.

    Args:
        description: what a screen reader says of the picture after its title.
        title, subtitle, fonts, palette, way_back: as for `draw_badge`.

    Raises:
        ArtworkRefused: as for `draw_badge`, or marks on letters that have no letter of their own.
        ContentRefused: a link that no QR code of ours holds.
    """
    palette = palette or Palette()
    elements: list[str] = []
    pen = SvgPen(elements)
    if way_back is not None:
        _draw_tag(pen, template, way_back, palette, fonts)
    _compose(pen, template, fitted_plate(title, subtitle, fonts=fonts), palette)
    height = UNITS if way_back is None else HEIGHT_WITH_TAG
    named = f"{title} – {subtitle}".replace("\u00ad", "")
    return whole_svg(elements, width=UNITS, height=height, title=named, description=description).encode()


def _compose(pen: Pen, template: Template, plate: Plate, palette: Palette) -> None:
    ground, mark, edge = _colours(template, palette)
    # A tall plate would hide the lowest discs: the medallion makes room.
    medallion = pen.moved(UNITS / 2 * (1 - _SHRUNK), 0, _SHRUNK) if plate.is_tall else pen
    medallion.disc(pictures.CENTRE, 84, palette.paper)
    medallion.disc(pictures.CENTRE, 81, ground)
    _RINGS[template](medallion, mark)
    _PICTURES[template](medallion.moved(78, 42, 3.5), mark)
    top = 146 if plate.is_tall else 155
    _draw_frame(pen, (1, top, 239, 239), 6, palette, edge)
    for line in plate.lines:
        pen.text(line, palette.ink)


def _draw_tag(pen: Pen, template: Template, way_back: WayBack, palette: Palette, fonts: Sequence[Path]) -> None:
    _, _, edge = _colours(template, palette)
    code = make_qr(way_back.link)
    if code.side > _MOST_MODULES:
        raise ArtworkRefused("the link is too long for the small QR code of a tag")
    for x in (52, 188):
        # Two threads, so that the tag hangs and is no second plate.
        pen.line([(x, 236), (x, 254)], 7, palette.paper)
        pen.line([(x, 236), (x, 254)], 3, edge)
    _draw_frame(pen, (1, 247, 239, HEIGHT_WITH_TAG - 1), 3, palette, edge)
    pen.code(code, (10, 254), 94)
    for line in fitted_tag(way_back.code, way_back.shown, fonts=fonts):
        pen.text(line, palette.ink)


def _draw_frame(pen: Pen, box: Box, width: float, palette: Palette, edge: str) -> None:
    for inset, radius, colour in ((0, 13, palette.paper), (3, 11, edge), (3 + width, 11 - width, palette.paper)):
        left, top, right, bottom = box
        pen.rounded_box((left + inset, top + inset, right - inset, bottom - inset), radius, colour)


def _colours(template: Template, palette: Palette) -> tuple[str, str, str]:
    """Return ground, mark and edge of the plate."""
    return {
        Template.LEARNER: (palette.paper, palette.accent, palette.accent),
        Template.STAFF: (palette.ink, palette.paper, palette.ink),
        Template.FACILITATOR: (palette.accent, palette.paper, palette.accent),
    }[template]


_RINGS = {
    Template.LEARNER: pictures.one_ring,
    Template.STAFF: pictures.four_arcs,
    Template.FACILITATOR: pictures.eight_discs,
}
_PICTURES = {
    Template.LEARNER: pictures.telephone,
    Template.STAFF: pictures.conversation,
    Template.FACILITATOR: pictures.speaker,
}


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _invisible(colour: str) -> tuple[int, int, int, int]:
    # Transparent pixels are paper-coloured, so that readers that ignore transparency show no black.
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue, 0
