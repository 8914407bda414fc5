"""The three tracks, and what an observed level means."""

from collections.abc import Mapping, Sequence
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
MOST_SKILLS = 20
LONGEST_TITLE = 120
LONGEST_SKILL = 160
LONGEST_MINUTES = 8 * 60


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
