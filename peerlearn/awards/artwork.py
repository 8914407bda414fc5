"""The picture of an achievement: drawn once in each process, then baked with the badge of each award."""

import json
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import badges

SIZE = 512
_FONTS = (
    ("fontpkg_atkinson_hyperlegible", "AtkinsonHyperlegible-Bold.ttf"),
    ("fontpkg_noto_sans", "NotoSans[wdth,wght].ttf"),
    ("fontpkg_noto_sans_arabic", "NotoSansArabic[wdth,wght].ttf"),
)


def picture(artwork: dict[str, Any]) -> bytes:
    """The PNG of an achievement's artwork. The same artwork gives the same bytes.

    Raises:
        ArtworkRefused: it would not be legible.
    """
    return _drawn(json.dumps(artwork, sort_keys=True))


def drawing(artwork: dict[str, Any]) -> bytes:
    """The same as SVG, with nothing baked in."""
    return _drawn_as_svg(json.dumps(artwork, sort_keys=True))


def baked(artwork: dict[str, Any], *, ob2_assertion: bytes, ob3_token: bytes) -> bytes:
    """The picture with both forms of one badge inside."""
    prepared = _prepared(json.dumps(artwork, sort_keys=True))
    return prepared.bake(ob2=ob2_assertion.decode(), ob3=ob3_token.decode())


def baked_svg(artwork: dict[str, Any], *, ob3_document: bytes) -> bytes:
    """The drawing with the OB 3.0 JSON inside: one SVG holds one form, and wallets read this one."""
    drawing = _drawn_as_svg(json.dumps(artwork, sort_keys=True))
    return badges.bake_svg(drawing, ob3_document.decode(), keyword=badges.OB3_KEYWORD)


@lru_cache(maxsize=64)
def _drawn(described: str) -> bytes:
    return badges.draw_badge(**_choices(described), size=SIZE)


@lru_cache(maxsize=64)
def _drawn_as_svg(described: str) -> bytes:
    return badges.draw_badge_svg(**_choices(described), description=json.loads(described)["title"]["fr"])


def _choices(described: str) -> dict[str, Any]:
    artwork = json.loads(described)
    return {
        "template": badges.Template(artwork["template"]),
        "title": artwork["title"]["fr"],
        "subtitle": artwork["subtitle"],
        "fonts": _fonts(),
        "palette": badges.Palette(accent=artwork["accent"], ink=artwork["ink"], paper=artwork["paper"]),
    }


@lru_cache(maxsize=64)
def _prepared(described: str) -> badges.PreparedPicture:
    return badges.prepare(_drawn(described))


def _fonts() -> list[Path]:
    return [Path(str(resources.files(package) / "files" / name)) for package, name in _FONTS]
