"""What the pages of a diagnosis show: where one is in the questions, and what the result says."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from werkzeug.exceptions import NotFound

from peerlearn.attendance.plan import plan_of
from peerlearn.diagnoses import queries
from peerlearn.diagnoses.models import Diagnosis
from peerlearn.diagnoses.questionnaires import questions_of
from peerlearn.diagnoses.rules import Interest, Need, Option, Question, Questions
from peerlearn.web.diagnoses.words import INTEREST_WORDS, LEVEL_WORDS
from peerlearn.web.kit.confidence import may_read
from peerlearn.web.kit.needs import NEED_ICONS, NEED_WORDS
from peerlearn.web.kit.plan import Card, cards_of
from peerlearn.web.kit.questions import ANSWER_ICONS, PICTURES


@dataclass(frozen=True)
class Place:
    """One question and where it stands: `number` counts from 1."""

    question: Question
    number: int
    count: int

    @property
    def picture(self) -> str:
        """Its pictogram."""
        return PICTURES.get(self.question.code, "question")


@dataclass(frozen=True)
class Answered:
    """One question and what was answered; None is nothing."""

    question: Question
    option: Option | None


@dataclass(frozen=True)
class Shown:
    """A result in words."""

    level: int | None
    level_word: str
    percent: int | None
    is_chosen: bool
    needs: tuple[tuple[str, str], ...]
    interest: str
    modules: tuple[str, ...]


def place_of(diagnosis: Diagnosis, number: int) -> Place:
    """The question with this number; there is no page for another."""
    found = questions_of(diagnosis.questionnaire).questions
    if not 1 <= number <= len(found):
        raise NotFound
    return Place(found[number - 1], number, len(found))


def next_number(diagnosis: Diagnosis) -> int:
    """Where to go on: the first question nobody answered, or the last."""
    found = questions_of(diagnosis.questionnaire).questions
    left = [number for number, question in enumerate(found, start=1) if question.code not in diagnosis.answers]
    return left[0] if left else len(found)


def following(diagnosis: Diagnosis, place: Place) -> int | None:
    """The number of the question after this one; None at the end. Who comes back to one that was passed is not led
    through all the answered ones again.
    """
    after = range(place.number + 1, place.count + 1)
    if place.question.code in diagnosis.answers:
        return next(iter(after), None)
    found = questions_of(diagnosis.questionnaire).questions
    return next((number for number in after if found[number - 1].code not in diagnosis.answers), None)


def answers_of(diagnosis: Diagnosis) -> list[Answered]:
    """Every question with its answer, in order."""
    questions: Questions = questions_of(diagnosis.questionnaire)
    return [Answered(one, one.option(diagnosis.answers.get(one.code))) for one in questions.questions]


def shown(diagnosis: Diagnosis) -> Shown:
    """The result of a finished diagnosis."""
    level, said = diagnosis.level_that_counts, diagnosis.result
    needs = [Need(value) for value in said.get("needs", ())]
    return Shown(
        level=level,
        level_word=str(LEVEL_WORDS[level]) if level else "",
        percent=diagnosis.percent,
        is_chosen=diagnosis.level_chosen is not None,
        needs=tuple((NEED_ICONS[need], str(NEED_WORDS[need])) for need in needs),
        interest=str(INTEREST_WORDS[Interest(said["interest"])]) if said.get("interest") else "",
        modules=tuple(said.get("modules", ())),
    )


def to_learn(diagnosis: Diagnosis, *, now: datetime) -> tuple[list[Card], list[Card]]:
    """What this diagnosis advises, the done last, and what the person chose besides; each with its next seats.

    What it advised stays readable when a later version of the curriculum teaches it no more.
    """
    person, advised = diagnosis.person, shown(diagnosis).modules
    cards = cards_of(plan_of(person.id, now=now, offered_at=person.organisation_id, also=advised), now=now)
    first = sorted((one for one in cards.every if one.code in advised), key=lambda one: not one.is_wanted)
    return first, [one for one in cards.chosen if one.code not in advised]


def before_and_after(diagnosis: Diagnosis) -> dict[str, Any] | None:
    """The former result on the same questions, and what changed; None when there is nothing to compare."""
    former = queries.former_of(diagnosis)
    if former is None or not may_read(former) or not (former.level_that_counts and diagnosis.level_that_counts):
        return None
    pairs = zip(answers_of(former), answers_of(diagnosis), strict=True)
    grown = [
        now.question
        for then, now in pairs
        if then.option and now.option and (now.option.points or 0) > (then.option.points or 0)
    ]
    return {"former": former, "then": shown(former), "grown": grown}


ICONS = ANSWER_ICONS
