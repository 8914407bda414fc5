"""What the tests of the badge library share."""

import os
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

SCHEMA = "1edtech-schema/ob_v3p0_achievementcredential_schema.json"


_BESIDE_THE_PROJECT = Path(__file__).parents[3] / "shared/standards/data"


def standards_folder() -> Path | None:
    """The folder of published schemas, contexts and vectors: named by the environment or beside the project."""
    folder = Path(os.environ.get("PEERLEARN_STANDARDS_DIR") or _BESIDE_THE_PROJECT)
    return folder if (folder / SCHEMA).is_file() else None


# Deselected, not skipped: the suite stands without the folder, and says what it did without.
collect_ignore = []
if standards_folder() is None:
    collect_ignore.append("test_vectors.py")
if standards_folder() is None or find_spec("jsonschema") is None:
    collect_ignore.append("test_strict_schema.py")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the modules that were left out."""
    for name in collect_ignore:
        terminalreporter.write_line(f"left out: tests/badges/{name}, since PEERLEARN_STANDARDS_DIR has nothing for it")


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
