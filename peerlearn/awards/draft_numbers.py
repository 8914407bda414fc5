"""Numbers that a draft writes out and its rule does not ask for: "3 ateliers" in the words, 2 in the rule.

Only what the rule counts is compared: "two people at a time" of a badge that counts nobody is a way to work. In French
and English, which every badge says.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peerlearn.awards.drafts import NEEDED_LANGUAGES, wording_of
from peerlearn.awards.rules import Kind

_FRENCH = ("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")
_ENGLISH = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SAID = {word: number for words in (_FRENCH, _ENGLISH) for number, word in enumerate(words, start=2)}
_WORKSHOPS = {Kind.WORKSHOPS_ATTENDED, Kind.WORKSHOPS_LED}
_SKILLS = {Kind.SKILLS, Kind.SKILLS_REACHED}
# Beginning of a word → what it counts.
_COUNTS = {
    "atelier": _WORKSHOPS,
    "workshop": _WORKSHOPS,
    "personne": {Kind.DISTINCT_LEARNERS},
    "people": {Kind.DISTINCT_LEARNERS},
    "bilan": {Kind.REVIEWS_WRITTEN},
    "geste": _SKILLS,
    "compétence": _SKILLS,
    "skill": _SKILLS,
}
_NUMBER = re.compile(rf"\b(\d{{1,4}}|{'|'.join(_SAID)})\s+(?:\w+\s+)?({'|'.join(_COUNTS)})s?\b", re.IGNORECASE)


@dataclass(frozen=True)
class OtherNumber:
    """A number in the words of one language, and those that the rule asks for instead."""

    language: str
    said: str
    asked: tuple[int, ...]


def other_numbers(content: Mapping[str, Any]) -> list[OtherNumber]:
    """What differs, in the order in which it is read; each once."""
    asked = list(_asked(content["criteria"]["all"]))
    found = []
    for language in NEEDED_LANGUAGES:
        wording = wording_of(content, language)
        for match in _NUMBER.finditer("\n".join([wording.name, wording.description, *wording.can_do])):
            number, counted = match[1].lower(), _COUNTS[match[2].lower()]
            here = tuple(sorted({at_least for kind, at_least in asked if kind in counted}))
            if here and _SAID.get(number, number) not in {*here, *map(str, here)}:
                found.append(OtherNumber(language, " ".join(match[0].split()), here))
    return list(dict.fromkeys(found))


def _asked(lines: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Kind, int]]:
    """How many of what, from a rule that may be half written."""
    for line in lines:
        for name, body in line.items():
            kind = Kind(name)
            if at_least := len(body.get("required", ())) if kind is Kind.SKILLS else body.get("at_least"):
                yield kind, at_least
