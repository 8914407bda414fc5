"""The app runs on phones of some years ago, Chrome 90 and Safari 15: no build step translates what they do not know."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "static"
# Each came later than one of the two; where it may be missing, the code asks first and does without.
NEWER_CODE = (
    r"\.at\(", r"\.findLast", r"\.to(Sorted|Reversed|Spliced)\(", r"\.group(By)?\(", r"\bstructuredClone\b",
    r"\bhasOwn\(", r"\brandomUUID\b", r"\bwithResolvers\b", r"\bfromAsync\b", r"AbortSignal\.", r"\(\?<[=!]",
    r"\bstatic \{", r"\bcause:", r"\bshowModal\b", r"\bshowPopover\b", r"\binert\b", r"\bwith \{ type",
)  # fmt: skip
NEWER_LOOKS = (r":has\(", r"@layer\b", r"@container\b", r"\bcolor-mix\(", r"\d[dsl]v[hw]\b", r"\n\s*&", r"\bsubgrid\b")
SHEETS = ("components/phone.css", "attendance/attendance.css", "diagnoses/diagnoses.css", "field/field.css")


def test_no_code_of_the_app_is_newer_than_its_phones() -> None:
    files = [*(STATIC / "field").glob("*.js"), STATIC / "page.js"]
    assert len(files) > 20
    assert list(_newer(files, NEWER_CODE)) == []


def test_no_look_of_the_app_is_newer_than_its_phones() -> None:
    assert list(_newer([STATIC / name for name in SHEETS], NEWER_LOOKS)) == []


@pytest.mark.parametrize("code", ["rows.at(-1)", "crypto.randomUUID()", "/(?<=a)b/", "Object.hasOwn(a, b)"])
def test_what_is_newer_is_seen(code: str, tmp_path: Path) -> None:
    (tmp_path / "new.js").write_text(code, encoding="utf-8")
    assert list(_newer([tmp_path / "new.js"], NEWER_CODE))


def _newer(files: list[Path], patterns: tuple[str, ...]) -> Iterator[str]:
    for file in files:
        text = file.read_text(encoding="utf-8")
        yield from (f"{file.name}: {found[0]}" for one in patterns if (found := re.search(one, text)))
