"""How typed words find a name: accents, case, hyphens and apostrophes forgiven."""

import unicodedata

LONGEST_KEY = 260
# Letters that do not come apart into a plain one and an accent.
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ß": "ss"})


def search_key(*texts: str | None) -> str:
    """Plain lower-case words with one space between, for a search that forgives: "Jean-Noël" → "jean noel"."""
    # A few letters of other scripts unfold into many: the key is cut where its column ends.
    return " ".join(" ".join(_folded(text) for text in texts if text).split())[:LONGEST_KEY]


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold()).translate(_LIGATURES)
    plain = (c for c in decomposed if not unicodedata.combining(c))
    return "".join(c if c.isalnum() else " " for c in plain)
