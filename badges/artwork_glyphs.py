"""Words as outlines, for pictures that must look the same where the font is missing.

Pillow and Raqm draw words as pixels and tell no outlines; HarfBuzz for Python would be one more dependency. What our
titles need is little: kerning, the four shapes of Arabic letters with lam-alef, and both directions in one line. The
shapes come from Unicode's presentation forms, which the Arabic face has complete. Arabic vowel marks, which every
reader does without, are left out; other marks on letters are refused.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from .errors import ArtworkRefused

_SHAPES = ("isolated", "final", "initial", "medial")
_TATWEEL = "\u0640"
_WITHOUT_VOWELS = dict.fromkeys([*range(0x064B, 0x0653), 0x0670])
_BOLD = 700.0


def outline(text: str, font: Path, *, size: float, x: float, baseline: float) -> str:
    """Return the text as SVG path, centred on `x`, standing on its baseline; all in units, y downwards.

    Raises:
        ArtworkRefused: letters the font lacks, or marks that would have to be placed on letters.
    """
    face = _face(font)
    glyphs = [face.glyph_of(letter) for letter in visual_order(joined(text))]
    scale = size / face.units
    advances = [face.advance(glyph) for glyph in glyphs]
    kernings = [face.kerning(first, second) for first, second in pairwise(glyphs)] + [0]
    at = x - scale * (sum(advances) + sum(kernings)) / 2
    pen = SVGPathPen(face.glyphs, ntos=_short)
    for glyph, advance, kerning in zip(glyphs, advances, kernings, strict=True):
        face.glyphs[glyph].draw(TransformPen(pen, (scale, 0, 0, -scale, at, baseline)))
        at += scale * (advance + kerning)
    return str(pen.getCommands())


def joined(text: str) -> str:
    """Return the text with each Arabic letter in the shape its neighbours give it, lam and alef as one."""
    text = text.translate(_WITHOUT_VOWELS)
    shaped: list[str] = []
    before_joins = False
    letters = iter(range(len(text)))
    for at in letters:
        letter, after = text[at], text[at + 1 : at + 2]
        ligature = _lam_alef().get(letter + after)
        if ligature is not None:
            next(letters)
            shaped.append(ligature[1] if before_joins else ligature[0])
            before_joins = False
            continue
        if unicodedata.combining(letter):
            raise ArtworkRefused("marks on letters are not drawn as outlines")
        shapes = _shapes().get(letter, {})
        joins_after = "initial" in shapes and _joins_before(after)
        name = _SHAPES[(1 if before_joins and "final" in shapes else 0) + (2 if joins_after else 0)]
        shaped.append(shapes.get(name, letter))
        before_joins = joins_after or letter == _TATWEEL
    return "".join(shaped)


def visual_order(text: str) -> str:
    """Return the letters from left to right (UAX 9 for one line without embeddings; brackets mirrored)."""
    kinds = [unicodedata.bidirectional(letter) for letter in text]
    base = next((0 if kind == "L" else 1 for kind in kinds if kind in ("L", "R", "AL")), 0)
    levels = _levels(kinds, base)
    order = list(range(len(text)))
    for level in range(max(levels, default=0), 0, -1):
        order = _reversed_runs(order, levels, level)
    return "".join(_mirrored(text[at]) if levels[at] % 2 else text[at] for at in order)


def _levels(kinds: list[str], base: int) -> list[int]:
    """Return the embedding level of each letter: rules W7, N1, N2, I1 and I2, numbers counting as right to left."""
    strong = "LR"[base]
    resolved: list[str] = []
    for kind in kinds:
        if kind in ("L", "R", "AL"):
            strong = "L" if kind == "L" else "R"
        is_number = kind in ("EN", "AN")
        resolved.append(strong if kind in ("L", "R", "AL") else "N" if is_number and strong == "R" else strong)
        if not is_number and kind not in ("L", "R", "AL"):
            resolved[-1] = "?"
    for at, kind in enumerate(resolved):
        if kind == "?":
            before = next((_side(one) for one in reversed(resolved[:at]) if one != "?"), "LR"[base])
            after = next((_side(one) for one in resolved[at + 1 :] if one != "?"), "LR"[base])
            resolved[at] = before if before == after else "LR"[base]
    return [{"L": 2 * base, "R": 1, "N": 2}[kind] for kind in resolved]


def _side(kind: str) -> str:
    return "R" if kind == "N" else kind


def _reversed_runs(order: list[int], levels: list[int], level: int) -> list[int]:
    result: list[int] = []
    run: list[int] = []
    for at in order:
        if levels[at] >= level:
            run.insert(0, at)
        else:
            result += [*run, at]
            run = []
    return result + run


_PAIRS = "()[]{}<>«»‹›"


def _mirrored(letter: str) -> str:
    at = _PAIRS.find(letter)
    return letter if at < 0 else _PAIRS[at ^ 1]


def _joins_before(letter: str) -> bool:
    return letter == _TATWEEL or (bool(letter) and "final" in _shapes().get(letter, {}))


@lru_cache(maxsize=1)
def _shapes() -> dict[str, dict[str, str]]:
    """Return the presentation forms of each Arabic letter, by shape."""
    shapes: dict[str, dict[str, str]] = {}
    for shape, letters, form in _presentation_forms():
        if len(letters) == 1:
            shapes.setdefault(letters, {})[shape] = form
    return shapes


@lru_cache(maxsize=1)
def _lam_alef() -> dict[str, tuple[str, str]]:
    """Return lam with each alef, which no reader would accept side by side: isolated and final."""
    found: dict[str, dict[str, str]] = {}
    for shape, letters, form in _presentation_forms():
        if len(letters) == 2 and letters[0] == "\u0644" and letters[1] in "\u0622\u0623\u0625\u0627":
            found.setdefault(letters, {})[shape] = form
    return {letters: (forms["isolated"], forms["final"]) for letters, forms in found.items()}


def _presentation_forms() -> Iterator[tuple[str, str, str]]:
    for number in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)):
        shape, _, rest = unicodedata.decomposition(chr(number)).partition("> ")
        if shape[1:] in _SHAPES:
            yield shape[1:], "".join(chr(int(one, 16)) for one in rest.split(" ")), chr(number)


class _Face:
    """A font file at its boldest, with what outlines need of it."""

    def __init__(self, path: Path) -> None:
        font = TTFont(path)
        self.units: int = font["head"].unitsPerEm
        axes = {axis.axisTag: _BOLD for axis in font["fvar"].axes if axis.axisTag == "wght"} if "fvar" in font else {}
        self.glyphs: Any = font.getGlyphSet(location=axes)
        self._names: dict[int, str] = font.getBestCmap()
        self._pairs: list[Any] = _kerning_tables(font)

    def glyph_of(self, letter: str) -> str:
        name = self._names.get(ord(letter))
        if name is None:
            raise ArtworkRefused("no font has all the letters of this text")
        return name

    def advance(self, glyph: str) -> float:
        return float(self.glyphs[glyph].width)

    def kerning(self, first: str, second: str) -> int:
        """Return what GPOS pair adjustment adds between two glyphs: the first table that knows the pair decides."""
        for table in self._pairs:
            if first in table.Coverage.glyphs:
                value = _pair_value(table, first, second)
                if value is not None:
                    return int(getattr(value, "XAdvance", 0) or 0)
        return 0


def _pair_value(table: Any, first: str, second: str) -> Any:
    if table.Format == 1:
        pairs = table.PairSet[table.Coverage.glyphs.index(first)].PairValueRecord
        return next((pair.Value1 for pair in pairs if pair.SecondGlyph == second), None)
    row = table.Class1Record[table.ClassDef1.classDefs.get(first, 0)]
    return row.Class2Record[table.ClassDef2.classDefs.get(second, 0)].Value1


def _kerning_tables(font: Any) -> list[Any]:
    if "GPOS" not in font:
        return []
    table = font["GPOS"].table
    records = table.FeatureList.FeatureRecord
    wanted = sorted({at for record in records if record.FeatureTag == "kern" for at in record.Feature.LookupListIndex})
    parts = [getattr(part, "ExtSubTable", part) for at in wanted for part in table.LookupList.Lookup[at].SubTable]
    return [part for part in parts if type(part).__name__ == "PairPos"]


@lru_cache(maxsize=8)
def _face(path: Path) -> _Face:
    return _Face(path)


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".") if number % 1 else str(int(number))
