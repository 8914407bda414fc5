"""Who would like to lead and how far they have come, decided on plain values. No level, no score: interest is all."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from peerlearn.workshops.rules import Part

# The step in which one leads with someone else.
IN_A_PAIR = "T3"
# "Lead two workshops and look back": the last step; the one before asks for one, best co-led.
_LED_AT_LAST = 2
# Each change of mind is kept: who changes it more often than this is a machine, or wants to be asked in person.
MOST_NOTES = 50
# The same of one's own skills: many of them, over years.
MOST_SELF_ASSESSMENTS = 300


class Answer(StrEnum):
    """Whether somebody would like to help colleagues learn."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


class Source(StrEnum):
    """Where an answer comes from: a diagnosis, what staff heard, or the person's own space.

    A colleague who leads may propose somebody: that is noted beside the answers and is none of them.
    """

    DIAGNOSIS = "diagnosis"
    STAFF = "staff"
    OWN = "own"
    COLLEAGUE = "colleague"


class StageState(StrEnum):
    """Where someone stands with one stage of a path."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True)
class Teaching:
    """One module of the facilitators' curriculum: learnt in a room, or by leading."""

    code: str
    is_practice: bool


@dataclass(frozen=True)
class Count:
    """What counts towards one stage: `have` of `need` workshops; `is_reviewed` where looking back belongs to it."""

    have: int
    need: int = 1
    is_reviewed: bool = True

    @property
    def is_done(self) -> bool:
        """Whether the stage is behind the person."""
        return self.have >= self.need and self.is_reviewed

    @property
    def waits_for_review(self) -> bool:
        """Whether all was led, and nobody looked back yet."""
        return self.have >= self.need and not self.is_reviewed


def stage_states(done: Sequence[bool]) -> list[StageState]:
    """The first stage that is not done is the one of now; those after it come later, unless they are done already."""
    first = done.index(False) if False in done else len(done)
    later = [StageState.NOW if number == first else StageState.LATER for number in range(len(done))]
    return [StageState.DONE if is_done else waits for is_done, waits in zip(done, later, strict=True)]


def count_of(stage: Teaching, *, attended: Collection[str], led: Sequence[Part], reviews: int) -> Count:
    """Theory is done by being there; practice by leading: the first workshop in a pair if it can be, then two more.

    The last stage also asks for a look back: leading without a word about it is not done yet.
    """
    if not stage.is_practice:
        return Count(have=int(stage.code in attended))
    if stage.code == IN_A_PAIR:
        return Count(have=int(bool(led) or stage.code in attended))
    first = first_led(led)
    alone = [part for number, part in enumerate(led) if number != first and part is not Part.CO_LEAD]
    return Count(have=min(len(alone), _LED_AT_LAST), need=_LED_AT_LAST, is_reviewed=reviews > 0)


def first_led(led: Sequence[Part]) -> int | None:
    """Which of the workshops someone led, the oldest first, is the one led in a pair: the first one, if none was."""
    if Part.CO_LEAD in led:
        return led.index(Part.CO_LEAD)
    return 0 if led else None
