"""Fitting words on the name plate so that they stay legible: shrink first, then two lines, then refuse."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import ImageFont, features

from .errors import ArtworkRefused

WIDTH = 206.0
"""Room for letters on the plate, in units of the 240-unit drawing."""

_CENTRE = 120.0
# Titles are measured large, so that rounding to pixels does not matter, and scaled down.
_MEASURE = 1_000
_MAX_CHARACTERS = 80
_SOFT_HYPHEN = "\u00ad"
# French sets these off with a space that is none to break at.
_NEVER_FIRST, _NEVER_LAST = "?!:;»–·", "«"
# What an accented capital and a p need, for a size of one: titles stand alike whatever their letters.
# Arabic reaches further, and is measured.
_UP, _DOWN = 0.86, 0.22


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of text: font file, size and place in units, centred on `x`."""

    text: str
    font: Path
    size: float
    baseline: float
    x: float = _CENTRE


@dataclass(frozen=True, kw_only=True)
class Plate:
    """What stands on the name plate, which is taller when title or subtitle takes two lines."""

    lines: tuple[Line, ...]
    is_tall: bool


@dataclass(frozen=True)
class _Room:
    """Where titles may stand: from `top` to `bottom` in units, and between which sizes."""

    top: float
    bottom: float
    largest: float
    smallest: float
    width: float = WIDTH
    centre: float = _CENTRE


_ONE_LINE = _Room(165, 204, 36, 27)
_TWO_LINES = _Room(157, 210, 25, 18)
_SUBTITLE = _Room(204, 228, 22, 14)
_LOW_SUBTITLE = _Room(211, 229.5, 17, 13)
_HIGH_LINE = _Room(157, 192, 31, 27)
_TWO_SUBTITLES = _Room(193, 229.5, 17, 13)
_TWO_HIGH_LINES = _Room(155, 202, 21, 17.5)
_TWO_LOW_SUBTITLES = _Room(203, 230, 13, 11.5)
# Right of the QR code of the tag.
_CODE = _Room(258, 330, 38, 20, 116, 167)
_CODE_ABOVE = _Room(258, 324, 35, 20, 116, 167)
_CODE_HIGH = _Room(256, 313, 35, 20, 116, 167)
_ADDRESS = _Room(324, 344, 14, 9.5, 116, 167)
_LONG_ADDRESS = _Room(315, 343, 12, 7.5, 122, 167)


def fitted_plate(title: str, subtitle: str, *, fonts: Sequence[Path]) -> Plate:
    """Return the lines of the plate.

    One line of title, 36 units high down to 27; else two lines, 25 down to 18, broken at a space, after a hyphen or
    at a soft hyphen (U+00AD). The subtitle goes from 22 down to 13; then it takes two lines, down to 11.5. At 96 pixels
    a unit is 0.4 pixel: smaller letters could not be read on a phone.

    Raises:
        ArtworkRefused: empty or too long to stay legible, or letters no font has.
    """
    title, subtitle = _tidy(title), _whole(_tidy(subtitle))
    title_font, subtitle_font = _font_for(_whole(title), fonts), _font_for(subtitle, fonts)
    one, two = [_whole(title)], _halves(title, title_font)
    below_one, below_two = [subtitle], _halves(subtitle, subtitle_font)
    layouts = (
        (one, _ONE_LINE, below_one, _SUBTITLE, False),
        (one, _HIGH_LINE, below_two, _TWO_SUBTITLES, True),
        (two, _TWO_LINES, below_one, _LOW_SUBTITLE, True),
        (two, _TWO_HIGH_LINES, below_two, _TWO_LOW_SUBTITLES, True),
    )
    for above, room, under, low_room, is_tall in layouts:
        lines, below = _lines(above, title_font, room), _lines(under, subtitle_font, low_room)
        if lines and below:
            return Plate(lines=(*lines, *below), is_tall=is_tall)
    raise ArtworkRefused("the text is too long to stay legible")


def fitted_tag(code: str, address: str, *, fonts: Sequence[Path]) -> tuple[Line, ...]:
    """Return the lines right of the QR code: the code in groups of four, under each other, and the address to type.

    Raises:
        ArtworkRefused: no code, one over twelve characters, or an address too long to stay legible.
    """
    code = _tidy(code).replace(" ", "")
    groups = [code[at : at + 4] for at in range(0, len(code), 4)]
    if len(groups) > 3:
        raise ArtworkRefused("a public code has at most twelve characters")
    below = _address_lines(_tidy(address), fonts) if address else []
    room = (_CODE, _CODE_ABOVE, _CODE_HIGH)[len(below)]
    lines = _lines(groups, _font_for(code, fonts), room)
    if not lines or (address and not below):
        raise ArtworkRefused("the address is too long to stay legible")
    return (*lines, *below)


def _address_lines(address: str, fonts: Sequence[Path]) -> list[Line]:
    font = _font_for(address, fonts)
    lines = _lines([address], font, _ADDRESS)
    if lines:
        return lines
    # Broken before a dot or a slash, so that nobody takes the end of the line for the end of the address.
    places = [at for at in range(1, len(address)) if address[at] in "./" and address[at - 1] not in "./"]
    halves = [[address[:at], address[at:]] for at in places]
    shortest = min(halves, key=lambda pair: max(_width(part, font) for part in pair), default=[address])
    return _lines(shortest, font, _LONG_ADDRESS)


def load_font(path: Path, size: float) -> ImageFont.FreeTypeFont:
    """Return the font at `size` pixels, at its boldest when the file holds several weights."""
    font = ImageFont.truetype(str(path), size=size)
    try:
        axes = font.get_variation_axes()
    except OSError:
        return font
    font.set_variation_by_axes([_bold(axis) for axis in axes])
    return font


def _bold(axis: ImageFont.Axis) -> float:
    lowest, highest = axis["minimum"] or 0, axis["maximum"] or 0
    # Widths go from 62 to 100, weights from 100 to 900: only a weight reaches 700.
    return 700 if lowest <= 700 <= highest else (axis["default"] or 0)


def _tidy(text: str) -> str:
    # Composed letters, so that an accent is one glyph whatever the keyboard sent.
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if not _whole(text) or len(text) > _MAX_CHARACTERS or not _whole(text).isprintable():
        raise ArtworkRefused(f"a text of the badge has 1 to {_MAX_CHARACTERS} printable characters")
    return text


def _font_for(text: str, fonts: Sequence[Path]) -> Path:
    is_right_to_left = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)
    if is_right_to_left and not features.check("raqm"):
        raise ArtworkRefused("without Raqm, Pillow cannot join Arabic letters")
    for path in fonts:
        if {ord(letter) for letter in text} <= _letters_of(path):
            return path
    raise ArtworkRefused("no font has all the letters of this text")


@lru_cache(maxsize=16)
def _letters_of(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


@lru_cache(maxsize=16)
def _measuring_font(path: Path) -> ImageFont.FreeTypeFont:
    return load_font(path, _MEASURE)


def _extent(text: str, font: Path) -> tuple[float, float]:
    """Return how far the letters reach above and below the baseline, for a size of one."""
    _, top, _, bottom = _measuring_font(font).getbbox(text, anchor="ls")
    return -top / _MEASURE, bottom / _MEASURE


def _width(text: str, font: Path) -> float:
    return _measuring_font(font).getlength(text) / _MEASURE


def _lines(texts: Sequence[str], font: Path, room: _Room) -> list[Line]:
    """Return the texts as large as they fit in `room`, in its middle, or nothing when that is too small."""
    up = max(_UP, *(_extent(text, font)[0] for text in texts))
    down = max(_DOWN, *(_extent(text, font)[1] for text in texts))
    height = (up + down) * len(texts)
    widest = max(_width(text, font) for text in texts)
    size = min(room.largest, room.width / widest, (room.bottom - room.top) / height)
    if size < room.smallest:
        return []
    first = room.top + (room.bottom - room.top - height * size) / 2 + up * size
    pitch = (up + down) * size
    return [
        Line(text=text, font=font, size=size, baseline=first + number * pitch, x=room.centre)
        for number, text in enumerate(texts)
    ]


def _halves(text: str, font: Path) -> list[str]:
    """Return the text broken where the longer line gets shortest."""
    breaks = [pair for at in range(1, len(text)) if (pair := _broken(text, at)) and all(pair)]
    if not breaks:
        return [_whole(text)]
    best = min(breaks, key=lambda pair: _longer(pair, font))
    return list(best)


def _longer(pair: Sequence[str], font: Path) -> float:
    # After a comma, lines may be a little less even: names stay in one piece.
    return max(_width(part, font) for part in pair) * (0.85 if pair[0].endswith(",") else 1)


def _broken(text: str, at: int) -> tuple[str, str] | None:
    """Return the two lines of a break at `at`: at a space, after a hyphen, or at a soft hyphen, which then shows."""
    before, after = text[:at], text[at:]
    if after[0] == " " and after[1] not in _NEVER_FIRST and before[-1] not in _NEVER_LAST:
        return _whole(before), _whole(after[1:])
    if before[-1] == "-":
        return _whole(before), _whole(after)
    if before[-1] == _SOFT_HYPHEN and _whole(before):
        return _whole(before) + "-", _whole(after)
    return None


def _whole(text: str) -> str:
    return text.replace(_SOFT_HYPHEN, "")
