"""What the tests of the badge library share."""

import os
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

SCHEMA = "1edtech-schema/ob_v3p0_achievementcredential_schema.json"


def standards_folder() -> Path | None:
    """The folder of published schemas, when the environment names one that is there."""
    folder = os.environ.get("PEERLEARN_STANDARDS_DIR")
    return Path(folder) if folder and (Path(folder) / SCHEMA).is_file() else None


# Deselected, not skipped: the suite stands without the folder.
collect_ignore = []
if standards_folder() is None or find_spec("jsonschema") is None:
    collect_ignore.append("test_strict_schema.py")


@pytest.fixture(scope="session")
def fonts() -> list[Path]:
    """The faces the product draws with: Latin first, then Arabic."""
    return [
        _files_of("fontpkg_atkinson_hyperlegible") / "AtkinsonHyperlegible-Bold.ttf",
        _files_of("fontpkg_noto_sans_arabic") / "NotoSansArabic[wdth,wght].ttf",
    ]


def _files_of(font_package: str) -> Path:
    # Imported by name: these wheels of font files carry no types.
    return Path(import_module(font_package).ROOT) / "files"
