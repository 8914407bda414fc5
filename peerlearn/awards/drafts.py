"""What a draft of a badge says, and what it lacks before it can be published: decided on plain values."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from typing import Any

from peerlearn.awards.reading import CRITERIA_FORMAT, read_criteria
from peerlearn.core.errors import DomainError
from peerlearn.tracks.rules import TrackCode

FEWEST_SENTENCES, MOST_SENTENCES = 3, 6
LANGUAGES = ("fr", "en", "ar", "uk", "es")
# What every badge says; the others are welcome.
NEEDED_LANGUAGES = ("fr", "en")
MOST_ALIGNMENTS = 12
LONGEST_NAME, LONGEST_DESCRIPTION, LONGEST_SENTENCE, LONGEST_TITLE = 100, 600, 160, 40
LONGEST_URL = 300
MOST_MONTHS = 120
INK, PAPER = "#1d2230", "#ffffff"
_LONGEST_CODE = 50


class Colour(StrEnum):
    """Colours of a badge; each is read on white, and stays apart from the others in grey."""

    BLUE = "#24459b"
    GREEN = "#1b6446"
    PLUM = "#7a2a6b"
    BRICK = "#9a3a1c"
    BLACK = "#1d2230"


class Section(StrEnum):
    """The parts of a draft, each with a page of its own."""

    WORDS = "words"
    CRITERIA = "criteria"
    PICTURE = "picture"
    ALIGNMENTS = "alignments"
    ISSUING = "issuing"


class Lack(StrEnum):
    """What stands in the way of publishing."""

    NAME = "name"
    DESCRIPTION = "description"
    SENTENCES = "sentences"
    UNFINISHED_LANGUAGE = "unfinished_language"
    CONDITIONS = "conditions"
    CONDITION_UNFINISHED = "condition_unfinished"
    UNKNOWN_SKILL = "unknown_skill"
    TITLE = "title"


@dataclass(frozen=True)
class Gap:
    """One thing that is missing, where, and in which language if it is a text."""

    section: Section
    lack: Lack
    language: str = ""


@dataclass(frozen=True)
class Wording:
    """What a badge says in one language; empty where nothing was written yet."""

    name: str = ""
    description: str = ""
    can_do: tuple[str, ...] = ()

    @property
    def is_begun(self) -> bool:
        """Whether anything was written in this language."""
        return bool(self.name or self.description or self.can_do)


def empty_content(track: TrackCode) -> dict[str, Any]:
    """A draft of which nothing was written."""
    return {
        "name": {},
        "description": {},
        "can_do": {},
        "criteria": {"format": CRITERIA_FORMAT, "all": []},
        "artwork": {"template": track.value, "title": {}, "accent": Colour.BLUE.value, "ink": INK, "paper": PAPER},
        "alignments": [],
        "valid_months": None,
        "issued_by": [],
    }


def wording_of(content: Mapping[str, Any], language: str) -> Wording:
    """What is written in one language."""
    sentences = tuple(content["can_do"].get(language, ()))
    return Wording(content["name"].get(language, ""), content["description"].get(language, ""), sentences)


def with_wording(content: Mapping[str, Any], language: str, wording: Wording) -> dict[str, Any]:
    """The content with one language written anew; a language of which nothing is left is not kept."""
    written = {"name": wording.name, "description": wording.description, "can_do": list(wording.can_do)}
    changed = dict(content)
    for part, said in written.items():
        others = {code: text for code, text in content[part].items() if code != language}
        changed[part] = {**others, language: said} if said else others
    return changed


def gaps_of(content: Mapping[str, Any], skills: Collection[str]) -> list[Gap]:
    """All that is missing, in the order of the pages. `skills` are the codes that the curriculum knows."""
    gaps = [gap for language in LANGUAGES for gap in _gaps_in(content, language)]
    lack = _lack_of_criteria(content["criteria"], skills)
    gaps += [Gap(Section.CRITERIA, lack)] if lack else []
    gaps += [] if content["artwork"]["title"].get("fr") else [Gap(Section.PICTURE, Lack.TITLE)]
    return gaps


def next_version(version: str, taken: Collection[str]) -> str:
    """The version after this one: its last number is counted on until nobody has it."""
    found = re.fullmatch(r"(.*?)(\d{1,9})", version, re.DOTALL)
    before, number = (found[1], int(found[2])) if found else (f"{version}.", 0)
    while (candidate := f"{before}{number + 1}") in taken:
        number += 1
    return candidate


def code_for(name: str, taken: Collection[str]) -> str:
    """A short name for files and addresses, of letters without accents; numbered when somebody has it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_CODE].strip("-") or "badge"
    numbered = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(one for one in numbered if one not in taken)


def _gaps_in(content: Mapping[str, Any], language: str) -> Sequence[Gap]:
    wording = wording_of(content, language)
    lacks = [
        *([] if wording.name else [Lack.NAME]),
        *([] if wording.description else [Lack.DESCRIPTION]),
        *([] if FEWEST_SENTENCES <= len(wording.can_do) <= MOST_SENTENCES else [Lack.SENTENCES]),
    ]
    if language in NEEDED_LANGUAGES:
        return [Gap(Section.WORDS, lack, language) for lack in lacks]
    is_half_done = wording.is_begun and lacks
    return [Gap(Section.WORDS, Lack.UNFINISHED_LANGUAGE, language)] if is_half_done else []


def _lack_of_criteria(document: Mapping[str, Any], skills: Collection[str]) -> Lack | None:
    if not document["all"]:
        return Lack.CONDITIONS
    try:
        asked = read_criteria(document).skills
    except DomainError:
        return Lack.CONDITION_UNFINISHED
    return Lack.UNKNOWN_SKILL if set(asked) - set(skills) else None
