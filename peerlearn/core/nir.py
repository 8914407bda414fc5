"""The French social security number (NIR) has no place here: it is recognised by its structure, to be refused.

Thirteen characters (sex, year, month, department, commune, order), or fifteen with the key. What only looks like it
must pass: a SIRET has fourteen digits, a phone ten to thirteen that start otherwise, an IMEI another check.
"""

import re
import unicodedata

from sqlalchemy.exc import DontWrapMixin

from peerlearn.core.errors import DomainError

_DIGITS = r"(?:[0-9]|(?<=2)[AB])+"
_WORDS = re.compile(_DIGITS)
_RUN = re.compile(rf"{_DIGITS}(?:[ ./_-]{{1,3}}{_DIGITS})*")
_STRUCTURE = re.compile(
    r"(?P<sex>[1-478])(?P<year>\d\d)(?P<month>0[1-9]|1[0-2]|20|3\d|4[0-2]|[5-9]\d)"
    r"(?P<department>0[1-9]|[1-8]\d|9\d|2A|2B)(?P<commune>\d{3})(?P<order>\d{3})(?P<key>\d\d)?"
)
_USUAL_GROUPS = {(1, 2, 2, 2, 3, 3), (1, 2, 2, 2, 3, 3, 2), (13,), (15,), (13, 2)}
_LONGEST = 15


class NirError(DomainError, DontWrapMixin):
    """A text that was about to be stored holds a NIR."""

    def __init__(self) -> None:
        super().__init__("nir")


def contains_nir(text: str) -> bool:
    """Whether a NIR stands somewhere in `text`, with or without spaces, dots, dashes and key."""
    plain = _plain(text)
    return any(_run_holds_nir(_WORDS.findall(run.group())) for run in _RUN.finditer(plain))


def _plain(text: str) -> str:
    """ASCII digits and spaces, nothing invisible: what the eye reads."""
    compatible = unicodedata.normalize("NFKC", text)
    visible = (c for c in compatible if unicodedata.category(c) != "Cf")
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else _separator(c) for c in visible).upper()


def _separator(character: str) -> str:
    kind = unicodedata.category(character)
    return " " if kind == "Zs" else "-" if kind == "Pd" else "." if character == "·" else character


def _run_holds_nir(tokens: list[str]) -> bool:
    if _is_imei("".join(tokens)):
        return False
    for first in range(len(tokens)):
        joined = ""
        for last in range(first, len(tokens)):
            joined += tokens[last]
            if len(joined) > _LONGEST:
                break
            if len(joined) in (13, 15) and _is_nir(joined, tuple(map(len, tokens[first : last + 1]))):
                return True
    return False


def _is_nir(characters: str, groups: tuple[int, ...]) -> bool:
    found = _STRUCTURE.fullmatch(characters)
    if not found or "000" in (found["commune"], found["order"]):
        return False
    if found["key"]:
        return _key_of(characters[:13]) == int(found["key"]) and not _is_imei(characters)
    # Without its key only the usual way of writing it counts for the rare first digits: phones start with 3 and 4 too.
    return found["sex"] in "12" or (groups in _USUAL_GROUPS and found["sex"] in "78")


def _key_of(thirteen: str) -> int:
    number = thirteen.replace("2A", "19", 1) if thirteen[5:7] == "2A" else thirteen
    number = number.replace("2B", "18", 1) if thirteen[5:7] == "2B" else number
    return 97 - int(number) % 97


def _is_imei(digits: str) -> bool:
    """Device numbers of phones have fifteen digits, start with 0, 3, 4, 5, 8 or 9, and pass Luhn."""
    if len(digits) != _LONGEST or digits[0] not in "034589" or not digits.isdigit():
        return False
    doubled = (int(d) * (1 + place % 2) for place, d in enumerate(reversed(digits)))
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0
