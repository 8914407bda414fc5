"""The French social security number (NIR) has no place here: it is recognised by its structure, to be refused.

Thirteen characters (sex, year, month, department, commune, order), or fifteen with the key. With its right key, any
pieces are one: of what only has its structure, one in 97 is refused for nothing. Without a key, what only looks like it
must pass: the places where a number is cut count as much as its digits. Fields may stand together, in any way; nobody
cuts one in two. A SIRET has fourteen digits, phones are cut elsewhere, an IMEI and a bar code have other checks.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import product

from sqlalchemy.exc import DontWrapMixin

from peerlearn.core.errors import DomainError

LONGEST_TEXT = 2000
# Fifteen digits with five signs between any two of them stand in one of the windows whole.
_OVERLAP = 200
_DIGITS = r"(?:[0-9]|(?<=2)[AB])+"
_WORDS = re.compile(_DIGITS)
# One number as the eye takes it: digits with at most five signs between them. A plus sign begins a phone.
_RUN = re.compile(rf"(?P<plus>\+ ?)?(?P<digits>{_DIGITS}(?:[^\w+]{{1,5}}{_DIGITS}|_{{1,5}}{_DIGITS})*)")
_STRUCTURE = re.compile(
    r"(?P<sex>[123478])(?P<year>\d\d)(?P<month>0[1-9]|1[0-2]|20|3\d|4[0-2]|[5-9]\d)"
    r"(?P<department>0[1-9]|[1-9]\d|2A|2B)(?P<commune>\d{3})(?P<order>\d{3})(?P<key>\d\d)?"
)
_FIELDS, _FIELDS_OVERSEAS = (1, 2, 2, 2, 3, 3), (1, 2, 2, 3, 2, 3)
_WITHOUT_KEY, _WITH_KEY = 13, 15


def _mergings(fields: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Every way to write neighbouring fields together."""
    for joined in product((False, True), repeat=len(fields) - 1):
        pieces = [fields[0]]
        for length, is_joined in zip(fields[1:], joined, strict=True):
            pieces = [*pieces[:-1], pieces[-1] + length] if is_joined else [*pieces, length]
        yield tuple(pieces)


# Letters by their category, that nobody sees.
_BLANK = "\u115f\u1160"
_AS_ON_THE_CARD = {_FIELDS, _FIELDS_OVERSEAS, (*_FIELDS, 2), (*_FIELDS_OVERSEAS, 2)}
_CUTS = {*_mergings(_FIELDS), *_mergings(_FIELDS_OVERSEAS), (1,) * _WITHOUT_KEY}


class NirError(DomainError, DontWrapMixin):
    """A text that was about to be stored holds a NIR."""

    def __init__(self) -> None:
        super().__init__("nir")


def refuse_nir(*texts: str | None) -> None:
    """Judge texts that are read one after another together: half a number in each is a number.

    Raises:
        NirError: they hold one.
    """
    if contains_nir(" ".join(text for text in texts if text)):
        raise NirError


def contains_nir(text: str) -> bool:
    """Whether a NIR stands somewhere in `text`, however it is spaced, with or without its key.

    Looking takes its time over each word, so a text longer than any that is kept is refused unseen.
    """
    return len(text) > LONGEST_TEXT or any(_run_holds_nir(run) for run in _RUN.finditer(_plain(text)))


def long_text_contains_nir(text: str) -> bool:
    """Like `contains_nir`, for the text of a document, which is kept as a file and may be of any length."""
    step = LONGEST_TEXT - _OVERLAP
    return any(contains_nir(text[at : at + LONGEST_TEXT]) for at in range(0, len(text), step))


def _plain(text: str) -> str:
    """ASCII digits and capitals, nothing invisible: what the eye reads. Corsica's "2 A" in one word."""
    compatible = unicodedata.normalize("NFKC", text)
    visible = (c for c in compatible if unicodedata.category(c) not in {"Cf", "Mn"} and c not in _BLANK)
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in visible).upper()
    return re.sub(r"\b2\s([AB])\b", r"2\1", plain)


def _run_holds_nir(run: re.Match[str]) -> bool:
    words = _WORDS.findall(run["digits"])
    places = ((first, last) for first in range(len(words)) for last in _ends(words, first))
    begins_phone = bool(run["plus"])
    return any(_is_nir(words[first:last], after_plus=begins_phone and first == 0) for first, last in places)


def _ends(words: list[str], first: int) -> Iterator[int]:
    """Where a number that begins there may end, by its length."""
    if words[first][0] not in "123478":
        return
    length = 0
    for last in range(first, min(len(words), first + _WITH_KEY)):
        length += len(words[last])
        if length in {_WITHOUT_KEY, _WITH_KEY}:
            yield last + 1
        if length >= _WITH_KEY:
            return


def _is_nir(words: list[str], *, after_plus: bool) -> bool:
    characters, cuts = "".join(words), tuple(map(len, words))
    if after_plus and len(words) > 1 and cuts not in _AS_ON_THE_CARD:
        return False
    found = _STRUCTURE.fullmatch(characters)
    if not found or "000" in (found["commune"], found["order"]):
        return False
    if found["key"]:
        looks_like_imei = _is_imei(characters) and cuts not in _AS_ON_THE_CARD
        return _key_of(characters[:_WITHOUT_KEY]) == int(found["key"]) and not looks_like_imei
    if cuts in _AS_ON_THE_CARD:
        # Round at both ends is a list of amounts: "2 10 12 13 100 200".
        return not (found["commune"].endswith("0") and found["order"].endswith("0"))
    return cuts in _CUTS and _is_likely(found, characters)


def _is_likely(found: re.Match[str], characters: str) -> bool:
    """Whether a number without its key, not written as on the card, is that of somebody who may work: born from 1930
    to 2010, in a month that exists or is unknown. Order numbers and times of computers mostly fall outside, bar codes
    have a check of their own."""
    is_of_age = found["year"] >= "30" or found["year"] <= "10"
    return is_of_age and found["month"] <= "42" and (found["sex"] in "12" or not _is_bar_code(characters))


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


def _is_bar_code(digits: str) -> bool:
    """Thirteen digits of which the last checks the others, weighed by one and three (GTIN)."""
    return digits.isdigit() and sum(int(d) * (1 + 2 * (place % 2)) for place, d in enumerate(digits)) % 10 == 0
