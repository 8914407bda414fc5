"""The three tracks, and what an observed level means."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from itertools import count


class TrackCode(StrEnum):
    """A stage of the rocket."""

    STAFF = "staff"
    FACILITATOR = "facilitator"
    LEARNER = "learner"


class Level(IntEnum):
    """How far a skill was seen: an empty ring fills, then speaks."""

    NOT_SEEN = 0
    WITH_HELP = 1
    ALONE = 2
    CAN_EXPLAIN = 3


MOST_OWN_MODULES = 60
# All that the programme teaches learners, three times over: more at once is no wish, and no plan that one reads.
MOST_CHOICES = 30
# Each change of mind is kept: who changes it more often than this is a machine, or wants to be asked in person.
MOST_CHANGES_OF_CHOICE = 200
MOST_SKILLS = 20
MOST_STEPS = 20
LONGEST_STEP = 160
LONGEST_TITLE = 120
LONGEST_SKILL = 160
LONGEST_MINUTES = 8 * 60


class Picture(StrEnum):
    """What an own module may be drawn as; the programme's modules have pictograms of their own."""

    BOOK = "book"
    DOCUMENT = "document"
    CLOCK = "clock"
    CAMERA = "camera"
    KEY = "key"
    BUS = "bus"
    BUILDING = "building"
    PEN = "pen"


@dataclass(frozen=True)
class Step:
    """One step of a module's plan; zero minutes where nobody said how long it takes."""

    minutes: int
    what: str


_STEP = re.compile(r"(\d{1,3})\s*(?:min\b\.?|minutes?\b|['’])?\s*[:·–-]?\s*(.+)")


def steps_of(typed: str) -> tuple[Step, ...]:
    """The lines of a plan: "15 min Accueil" is a step of a quarter of an hour; a line without a number has no time."""
    read = [(line, _STEP.fullmatch(line)) for line in sentences(typed)]
    return tuple(Step(int(found[1]), found[2]) if found else Step(0, line) for line, found in read)


def sentences(typed: str) -> tuple[str, ...]:
    """The lines of a text that say something, spaces put right: one skill a line."""
    lines = (" ".join(line.split()) for line in typed.splitlines())
    return tuple(line for line in lines if line)


def codes_for(labels: Sequence[str], known: Mapping[str, str], *, first: int) -> list[str]:
    """A code for each skill: the one that its sentence (`known`) had before, else a fresh one from `first` on.

    A skill that keeps its sentence stays the same skill in the next version; another sentence is another skill.
    """
    fresh = count(first)
    return [known.get(label) or f"S{next(fresh)}" for label in labels]
