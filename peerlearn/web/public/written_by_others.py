"""What stands in a badge of another issuer, in few words that cannot pass for ours.

Anybody can write anything there, and sign it with a key of their own. So it is shown on one line, without pictograms,
without signs that hide or turn others.
"""

import unicodedata
from collections.abc import Iterator

from peerlearn.core.texts import as_seen

# Of what is longer nobody reads the end; and what would be cut is not even cleaned.
LOOKED_AT = 1_000
_MOST_MARKS = 2
# Ticks, hearts, flags, and the frames around them: a name with a green tick would look like a verdict.
_PICTURES = {"So", "Sk", "Me", "Cn", "Co", "Cs"}
# They would end ours, and let the rest of a name stand beside it as if we said it.
_QUOTES = str.maketrans(dict.fromkeys('«»“”„‟"', "'"))


def in_plain_words(value: object, *, longest: int) -> str:
    """A text as the eye may see it, to stand between quotes of ours; nothing of what is no text."""
    if not isinstance(value, str):
        return ""
    letters = unicodedata.normalize("NFKC", as_seen(" ".join(value[:LOOKED_AT].split()))).translate(_QUOTES)
    shown = "".join(_without_piles(one for one in letters if unicodedata.category(one) not in _PICTURES))
    text = " ".join(as_seen(shown).split())
    return text if len(text) <= longest else f"{text[:longest].rstrip()}…"


def _without_piles(letters: Iterator[str]) -> Iterator[str]:
    """Two marks upon a letter at most, and none upon nothing: more of them would paint over the lines above."""
    room = 0
    for one in letters:
        is_mark = unicodedata.category(one) == "Mn"
        if not is_mark or room:
            yield one
        room = max(room - 1, 0) if is_mark else _MOST_MARKS * (not one.isspace())
