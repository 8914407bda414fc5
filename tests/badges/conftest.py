"""What the tests of the badge library share."""

import importlib.util
import os
from pathlib import Path

import fontpkg_atkinson_hyperlegible
import fontpkg_noto_sans_arabic
import pytest

SCHEMA = "1edtech-schema/ob_v3p0_achievementcredential_schema.json"


def standards_folder() -> Path | None:
    """The folder of published schemas, when the environment names one that is there."""
    folder = os.environ.get("PEERLEARN_STANDARDS_DIR")
    return Path(folder) if folder and (Path(folder) / SCHEMA).is_file() else None


# Deselected, not skipped: the suite stands without the folder.
collect_ignore = []
if standards_folder() is None or importlib.util.find_spec("jsonschema") is None:
    collect_ignore.append("test_strict_schema.py")


@pytest.fixture(scope="session")
def fonts() -> list[Path]:
    """The faces the product draws with: Latin first, then Arabic."""
    return [
        fontpkg_atkinson_hyperlegible.ROOT / "files" / "AtkinsonHyperlegible-Bold.ttf",
        next((fontpkg_noto_sans_arabic.ROOT / "files").glob("*.ttf")),
    ]
