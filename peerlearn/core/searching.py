"""How typed words find a name: accents, case, order, hyphens and apostrophes forgiven."""

import unicodedata
from collections.abc import Iterator

LONGEST_KEY = 260
LONGEST_WORD = 120
# Nobody types more words than this to find somebody; each costs a look into the index.
MOST_WORDS = 6
# Letters that do not come apart into a plain one and an accent.
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ß": "ss"})


def search_key(*texts: str | None) -> str:
    """Plain lower-case words with one space between, for a search that forgives: "Jean-Noël" → "jean noel"."""
    # A few letters of other scripts unfold into many: the key is cut where its column ends.
    return " ".join(" ".join(_folded(text) for text in texts if text).split())[:LONGEST_KEY]


def words_of_name(*names: str | None) -> frozenset[str]:
    """Under which words a name is found: "O'Neil" as "o", "neil" and "oneil"; "Ben-Salem" as "bensalem" too."""
    found: set[str] = set()
    for name in filter(None, names):
        parts = _folded(name).split()
        found |= {part[:LONGEST_WORD] for part in [*parts, "".join(parts)] if part}
    return frozenset(found)


def readings(typed: str) -> list[list[str]]:
    """What the typed words may stand for, as they are first: two that follow each other may be one, as in "ben salem".

    Every word of one reading has to begin a word of the name.
    """
    words = search_key(typed).split()[:MOST_WORDS]
    return [words, *_with_two_joined(words)] if words else []


def _with_two_joined(words: list[str]) -> Iterator[list[str]]:
    for place in range(len(words) - 1):
        yield [*words[:place], words[place] + words[place + 1], *words[place + 2 :]]


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold()).translate(_LIGATURES)
    plain = (c for c in decomposed if not unicodedata.combining(c))
    return "".join(c if c.isalnum() else " " for c in plain)
