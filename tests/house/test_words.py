"""Nothing is left for later, and nothing tells whose machine it was written on."""

import re

from tests.house.sources import text, tracked

_NOT_TEXT = (".gif", ".ico", ".jpg", ".mo", ".pdf", ".png", ".ttf", ".webp", ".woff2")
# Put together here, so that this file does not break its own rule.
_LATER = re.compile(
    r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK", "lorem " + "ipsum")) + r")\b"
)
_MACHINE = re.compile(r"(?<![\w.:/*])/(?:" + "|".join(("root", "home", "opt", "tmp", "work", "Users")) + r")/\w")
_REGISTRY = re.compile(
    "|".join((r"--(?:extra-)?index" + "-url", "--find" + "-links", "file:" + "///", '"resolved' + '":'))
)
_SECRET = re.compile(r"-----BEGIN (?:RSA |EC |ENCRYPTED |)PRIVATE" + " KEY-----|AKIA[0-9A-Z]{16}")
# Words of these rules may stand where a rule is explained or a wrong file is the case under test.
EXPLAINED: dict[str, str] = {}

FILES = [name for name in tracked() if not name.endswith(_NOT_TEXT)]


def test_nothing_is_left_for_later() -> None:
    assert _places(_LATER) == []


def test_no_file_names_a_path_of_a_machine() -> None:
    assert _places(_MACHINE) == []


def test_no_file_names_a_place_to_install_from() -> None:
    assert _places(_REGISTRY) == []


def test_no_private_key_is_kept_here() -> None:
    assert _places(_SECRET) == []


def _places(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {found.group()}"
        for name in FILES
        if name not in EXPLAINED
        for number, line in enumerate(text(name).splitlines(), 1)
        if (found := pattern.search(line))
    ]
