"""`python -m peerlearn.commands.assets`: cut the fonts of the wheels to what the pages use, into `static/fonts`.

Needs no settings: a fresh clone makes them before it has any.
"""

from importlib import resources
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from peerlearn.core.settings import PROJECT

# Basic Latin, Latin-1, Latin Extended-A, and the typography of French.
_LATIN = (
    "U+0020-007E,U+00A0-017F,U+0192,U+02C6,U+02DC,U+2010-2015,U+2018-201E,U+2022,U+2026,U+202F,U+2039,U+203A,"
    "U+20AC,U+2192,U+2212,U+0218-021B"
)
_ARABIC = (
    "U+0020,U+060C,U+061B,U+061F,U+0621-063A,U+0640-0652,U+0660-0669,U+0670-0671,U+067E,U+0686,U+06A4,U+06AF,"
    "U+200C-200F"
)
_FEATURES = ["kern", "liga", "locl", "mark", "mkmk", "ccmp", "init", "medi", "fina", "isol", "rlig"]
_ATKINSON = "fontpkg_atkinson_hyperlegible"
_NOTO_ARABIC = "fontpkg_noto_sans_arabic"


def make(folder: Path = PROJECT / "static" / "fonts") -> None:
    """Write the four web fonts: Latin and Arabic, regular and bold."""
    folder.mkdir(parents=True, exist_ok=True)
    for weight, name in ((400, "Regular"), (700, "Bold")):
        latin = TTFont(_file(_ATKINSON, f"AtkinsonHyperlegible-{name}.ttf"))
        _write(latin, _LATIN, folder / f"atkinson-{weight}.woff2")
        arabic = instancer.instantiateVariableFont(
            TTFont(_file(_NOTO_ARABIC, "NotoSansArabic[wdth,wght].ttf")), {"wght": weight, "wdth": 100}
        )
        _write(arabic, _ARABIC, folder / f"noto-arabic-{weight}.woff2")


def _file(package: str, name: str) -> str:
    return str(resources.files(package) / "files" / name)


def _write(font: TTFont, unicodes: str, file: Path) -> None:
    options = subset.Options(flavor="woff2", layout_features=_FEATURES, hinting=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=subset.parse_unicodes(unicodes.replace("U+", "")))
    cutter.subset(font)
    subset.save_font(font, str(file), options)


if __name__ == "__main__":
    make()
