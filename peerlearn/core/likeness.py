"""Whether two names look the same to whoever reads them, whatever letters they were written with.

What nobody sees in a name is refused before (`texts`). Here it is about letters of one alphabet that look like those of
another: within a word they are never mixed by accident, and a whole word of them is compared by its looks.
"""

import unicodedata
from collections.abc import Iterator

from peerlearn.core.searching import search_key

# Alphabets that share the look of many letters. Others (Arabic, Japanese) may stand beside each other in a word.
_ALIKE = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"}
_LONG_ENOUGH = 6
_SMALL_CAPITAL = "LATIN LETTER SMALL CAPITAL "
# By their look, so capitals and small letters apart: a Cyrillic "Н" looks like an H, and "н" like nothing Latin.
_LOOKS = str.maketrans(
    "АВЕЅІЈКМНОРСТУХԚԜӀаеѕіјорсухԁԛԝһӏѵΑΒΕΖΗΙΚΜΝΟΡΤΥΧαγικνορτυχϲϳɑɡɩ",
    "ABESIJKMHOPCTYXQWIaesijopcyxdqwhlvABEZHIKMNOPTYXayikvoptuxcjagi",
)
# The same stroke in most faces; a nought among letters is an o.
_STROKES = str.maketrans("il1|0", "llllo")


def mixes_alphabets(name: str) -> bool:
    """Whether a word of the name has letters of two alphabets that look alike: no name is written so."""
    return any(len(_alphabets(word)) > 1 for word in unicodedata.normalize("NFKC", name).split())


def holds_name(text: str, name: str) -> bool:
    """Whether the words of a name stand in a text, in any order, as they are or as they look."""
    if _all_in(search_key(name).split(), search_key(text).split()):
        return True
    looks, seen = _look(name).split(), _look(text).split()
    if _all_in(looks, seen):
        return True
    # Taken apart or put together otherwise, it reads the same; a few letters stand in many names.
    whole, parts = "".join(seen), (looks, looks[::-1])
    return len("".join(looks)) >= _LONG_ENOUGH and any("".join(one) in whole for one in parts)


def _all_in(words: list[str], others: list[str]) -> bool:
    return bool(words) and set(words) <= set(others)


def _alphabets(word: str) -> set[str]:
    names = (unicodedata.name(one, "").partition(" ")[0] for one in word if one.isalpha())
    return _ALIKE.intersection(names)


def _look(name: str) -> str:
    plain = "".join(_without_marks(unicodedata.normalize("NFKD", name))).translate(_LOOKS)
    return search_key(plain).translate(_STROKES)


def _without_marks(letters: str) -> Iterator[str]:
    for letter in letters:
        called = unicodedata.name(letter, "")
        if called.startswith(_SMALL_CAPITAL) and len(called) == len(_SMALL_CAPITAL) + 1:
            yield called[-1]
        elif not unicodedata.category(letter).startswith("M"):
            yield letter
