"""French joins words: "d’Ibrahim", "qu’Awa", "des Tilleuls". The catalogue writes "de %(name)s"; here it becomes right.

Done for each message that is filled in, so that no page and no translator has to think of it.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

# Names that French writes with a mute h; with any other h ("Hassan", "Hicham", "Harry") the word stays whole.
_MUTE_H = (
    "hadrien", "hector", "helen", "helois", "henri", "herm", "herve", "hilair", "hippolyte", "honor", "horace",
    "hortens", "hubert", "hugo", "hugue", "hyacinthe",
)  # fmt: skip
_LIGATURES = str.maketrans({"Œ": "oe", "œ": "oe", "Æ": "ae", "æ": "ae"})
_JOINING = re.compile(r"(?<![\w’])(?P<word>[Dd]e|[Qq]ue|[Àà]) (?P<hole>%\((?P<key>\w+)\)s)")
# Organisations have names with an article, people do not: somebody's first name may be Le.
_WITH_ARTICLE = "organisation"
_CONTRACTED = {"de": {"Le": "du", "Les": "des"}, "à": {"Le": "au", "Les": "aux"}}


def elided(phrase: str, values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """A French phrase with holes, and what fills them, so joined that they read right together."""
    filled = dict(values)

    def join(found: re.Match[str]) -> str:
        word, hole, key = found["word"], found["hole"], found["key"]
        if not isinstance(name := values.get(key), str):
            return found[0]
        article, _space, bare = name.partition(" ")
        if key == _WITH_ARTICLE and bare and (joined := _CONTRACTED.get(word.lower(), {}).get(article)):
            filled[f"{key} bare"] = bare
            return f"{joined.capitalize() if word[0].isupper() else joined} %({key} bare)s"
        return f"{word[:-1]}’{hole}" if word[-1] == "e" and is_elided_before(name) else found[0]

    return _JOINING.sub(join, phrase), filled


def is_elided_before(name: str) -> bool:
    """Whether "de" loses its e before this name: a vowel, or an h that is not heard."""
    plain = unicodedata.normalize("NFD", name.strip().translate(_LIGATURES))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
    if letters.startswith("h"):
        return letters.startswith(_MUTE_H)
    if letters.startswith("y"):
        # "d’Yves", and "de Youssef": before a vowel, y is a consonant.
        return letters[1:2].isalpha() and letters[1:2] not in "aeiouy"
    # "de Ouarda": the same sound as w.
    return letters.startswith(tuple("aeiou")) and not letters.startswith(("oua", "oue", "oui"))
