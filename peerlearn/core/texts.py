"""What may stand in a text and in a name: what the eye sees, in any script, and nothing that deceives it."""

import unicodedata

from sqlalchemy.exc import DontWrapMixin

from peerlearn.core.errors import DomainError

_LINES = "\n\r\t"
# They turn the order of what follows: "gpj.exe" reads as "exe.jpg".
_TURNING = frozenset(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
# Letters, signs and marks by their category, that nobody sees.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_JOINERS = "\u200c\u200d"
# Scripts in which a joiner changes how letters are written; elsewhere it only hides.
_JOINING = {
    "ARABIC", "BENGALI", "DEVANAGARI", "GUJARATI", "GURMUKHI", "KANNADA", "KHMER", "MALAYALAM", "MONGOLIAN", "MYANMAR",
    "NKO", "ORIYA", "SINHALA", "SYRIAC", "TAMIL", "TELUGU", "TIBETAN",
}  # fmt: skip


class HiddenTextError(DomainError, DontWrapMixin):
    """A text that was about to be stored holds what cannot be shown."""

    def __init__(self) -> None:
        super().__init__("hidden_text")


def is_showable(text: str) -> bool:
    """Whether a text holds no control but ends of lines, no half of a character, and nothing that turns it."""
    return not any(
        character in _TURNING or (unicodedata.category(character) in {"Cc", "Cs"} and character not in _LINES)
        for character in text
    )


def as_seen(text: str) -> str:
    """What the eye sees of a text: to repeat what somebody sent, without what hides or turns the words around it."""
    hidden = (place for place in range(len(text)) if text[place] in _TURNING or _is_hidden(text, place))
    gone = set(hidden)
    return "".join(character for place, character in enumerate(text) if place not in gone).strip()


def is_name(text: str) -> bool:
    """Whether a text can be read as the name of somebody: one line, a letter at least, nothing invisible."""
    if not is_showable(text) or any(_is_hidden(text, place) for place in range(len(text))):
        return False
    return any(unicodedata.category(character).startswith("L") for character in text)


def ensure_name(*names: str | None) -> None:
    """Let nobody be called something that cannot be read; None is no name yet.

    Raises:
        DomainError: `not_a_name`.
    """
    if not all(is_name(name) for name in names if name is not None):
        raise DomainError("not_a_name")


def _is_hidden(text: str, place: int) -> bool:
    character = text[place]
    if character in _JOINERS:
        around = text[max(place - 1, 0) : place] + text[place + 1 : place + 2]
        return len(around) < 2 or not all(_script(neighbour) in _JOINING for neighbour in around)
    return character in _BLANK or unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"}


def _script(character: str) -> str:
    return unicodedata.name(character, "").partition(" ")[0]
