"""The French social security number (NIR) has no place here: it is recognised by its structure, to be refused.

Thirteen characters (sex, year, month, department, commune, order), or fifteen with the key. What only looks like it
must pass: a SIRET has fourteen digits, phones are cut elsewhere, an IMEI has another check. So the places where a
number is cut count as much as its digits: nobody writes "1 85 05 78 00 60 84", everybody writes phones in pairs.
"""

import re
import unicodedata

from sqlalchemy.exc import DontWrapMixin

from peerlearn.core.errors import DomainError

LONGEST_TEXT = 2000
_DIGITS = r"(?:[0-9]|(?<=2)[AB])+"
_WORDS = re.compile(_DIGITS)
# One number as the eye takes it: digits with at most three signs between them. A plus sign begins a phone.
_RUN = re.compile(rf"(?P<plus>\+ ?)?(?P<digits>{_DIGITS}(?:[^\w+]{{1,3}}{_DIGITS}|_{{1,3}}{_DIGITS})*)")
_STRUCTURE = re.compile(
    r"(?P<sex>[123478])(?P<year>\d\d)(?P<month>0[1-9]|1[0-2]|20|3\d|4[0-2]|[5-9]\d)"
    r"(?P<department>0[1-9]|[1-9]\d|2A|2B)(?P<commune>\d{3})(?P<order>\d{3})(?P<key>\d\d)?"
)
_FIELDS = (1, 2, 2, 2, 3, 3)
_WITHOUT_KEY, _WITH_KEY = 13, 15
_FROM_LEFT_TO_RIGHT = {(1, 3, 3, 3, 3, 2), (3, 3, 3, 3, 3), (2, 2, 2, 2, 2, 2, 2, 1)}


def _writings() -> set[tuple[int, ...]]:
    """The usual cuts: field by field, the first fields in one, or commune and order in one."""
    fields = {(sum(_FIELDS[:n]), *_FIELDS[n:]) for n in range(1, len(_FIELDS) + 1)}
    fields |= {(*_FIELDS[:4], sum(_FIELDS[4:]))}
    with_key = {(*cuts, 2) for cuts in fields} | {(*cuts[:-1], cuts[-1] + 2) for cuts in fields}
    return fields | with_key


_USUAL = _writings()


class NirError(DomainError, DontWrapMixin):
    """A text that was about to be stored holds a NIR."""

    def __init__(self) -> None:
        super().__init__("nir")


def contains_nir(text: str) -> bool:
    """Whether a NIR stands somewhere in `text`, however it is spaced, with or without its key.

    Looking takes its time over each word, so a text longer than any that is kept is refused unseen.
    """
    return len(text) > LONGEST_TEXT or any(_run_holds_nir(run) for run in _RUN.finditer(_plain(text)))


def _plain(text: str) -> str:
    """ASCII digits and capitals, nothing invisible: what the eye reads. Corsica's "2 A" in one word."""
    compatible = unicodedata.normalize("NFKC", text)
    visible = (c for c in compatible if unicodedata.category(c) not in {"Cf", "Mn"})
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in visible).upper()
    return re.sub(r"\b2\s([AB])\b", r"2\1", plain)


def _run_holds_nir(run: re.Match[str]) -> bool:
    words = _WORDS.findall(run["digits"])
    for first in range(1 if run["plus"] else 0, len(words)):
        for last in range(first + 1, min(len(words), first + _WITH_KEY) + 1):
            is_whole = last - first == len(words)
            if _is_nir(words[first:last], is_whole=is_whole):
                return True
    return False


def _is_nir(words: list[str], *, is_whole: bool) -> bool:
    characters, cuts = "".join(words), tuple(map(len, words))
    if len(characters) not in {_WITHOUT_KEY, _WITH_KEY} or not _may_be_cut(cuts, is_whole=is_whole):
        return False
    found = _STRUCTURE.fullmatch(characters)
    if not found or "000" in (found["commune"], found["order"]):
        return False
    if found["key"]:
        looks_like_imei = _is_imei(characters) and cuts not in {(*_FIELDS, 2)}
        return _key_of(characters[:_WITHOUT_KEY]) == int(found["key"]) and not looks_like_imei
    # Without its key only the usual way of writing it counts for the rare first digits: bar codes start so too.
    return found["sex"] in "12" or cuts == _FIELDS


def _may_be_cut(cuts: tuple[int, ...], *, is_whole: bool) -> bool:
    """Whether a NIR is written in such pieces; counted from the left only when nothing else stands beside it."""
    return cuts in _USUAL or (is_whole and cuts in _FROM_LEFT_TO_RIGHT)


def _key_of(thirteen: str) -> int:
    department, number = thirteen[5:7], thirteen
    if department in {"2A", "2B"}:
        number = thirteen[:5] + {"2A": "19", "2B": "18"}[department] + thirteen[7:]
    return 97 - int(number) % 97


def _is_imei(digits: str) -> bool:
    """Device numbers of phones have fifteen digits, start with 0, 3, 4, 5, 8 or 9, and pass Luhn."""
    if len(digits) != _WITH_KEY or digits[0] not in "034589" or not digits.isdigit():
        return False
    doubled = (int(d) * (1 + place % 2) for place, d in enumerate(reversed(digits)))
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0
