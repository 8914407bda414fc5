"""From answers to a level, needs and advised modules. Pure: a questionnaire and answers in, a result out.

Equipment and reading give no points: they raise a need. Leading does not depend on a level: interest is all it takes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

SKIP = "skip"
LEVELS = (1, 2, 3, 4)


class Need(StrEnum):
    """What somebody needs to take part; never why."""

    EQUIPMENT = "equipment_needed"
    SHARED_PHONE = "equipment_shared"
    CHECK_DEVICE = "check_device"
    DATA_LOW = "data_low"
    DATA_NONE = "data_none"
    PLAIN_TEXT = "plain_text"
    AUDIO = "audio_support"
    LARGE_TEXT = "large_text"
    QUIET_PLACE = "quiet_place"


class Interest(StrEnum):
    """Whether the person would like to help colleagues learn."""

    YES = "peer_interest"
    MAYBE = "peer_maybe"


@dataclass(frozen=True)
class Option:
    """One answer that may be chosen; `points` only where the question is scored, `flags` raise needs or interest."""

    code: str
    label: dict[str, str]
    points: int | None = None
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Question:
    """One question, read aloud. `module` is the one that teaches it."""

    code: str
    section: str
    label: dict[str, str]
    options: tuple[Option, ...]
    is_scored: bool = False
    is_foundation: bool = False
    module: str | None = None

    def option(self, code: str | None) -> Option | None:
        """The option with this code; None when nobody offered it."""
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True)
class Scoring:
    """How points become a level. `levels` are (level, least percent), the lowest first."""

    most_points: int
    least_answered: int
    levels: tuple[tuple[int, int], ...]
    foundation_at_most: int
    level_at_most: int
    advise_at_most: int
    most_advised: int


@dataclass(frozen=True)
class Questions:
    """A questionnaire: its questions in order, and how they are scored."""

    questions: tuple[Question, ...]
    scoring: Scoring

    def question(self, code: str) -> Question | None:
        """The question with this code."""
        return next((question for question in self.questions if question.code == code), None)


@dataclass(frozen=True)
class Teaching:
    """What is taught: modules in the order of the curriculum, each with those that come before it."""

    before: Mapping[str, Sequence[str]]

    def missing_before(self, module: str, known: frozenset[str]) -> frozenset[str]:
        """Every module that this one builds on, save the `known` ones and what only those need."""
        found: set[str] = set()
        left = list(self.before.get(module, ()))
        while left:
            one = left.pop()
            if one not in found and one not in known:
                found.add(one)
                left += self.before.get(one, ())
        return frozenset(found)


@dataclass(frozen=True)
class Result:
    """What the answers say. `percent` and `level` are None while too few questions were answered."""

    answered: int
    percent: int | None
    level: int | None
    modules: tuple[str, ...]
    needs: tuple[Need, ...]
    interest: Interest | None


def score(questions: Questions, answers: Mapping[str, str], teaching: Teaching) -> Result:
    """Judge the answers: question code → option code; what was not asked counts as not answered.

    A skipped answer counts neither way; its module is advised, since nobody knows.
    """
    rules = questions.scoring
    points = _points(questions, answers)
    given = {code: value for code, value in points.items() if value is not None}
    complete = len(given) >= rules.least_answered
    percent = sum(given.values()) * 100 // (rules.most_points * len(given)) if complete else None
    flags = _flags(questions, answers)
    return Result(
        answered=len(given),
        percent=percent,
        level=None if percent is None else _level(questions, given, percent),
        modules=_advised(questions, points, teaching) if complete else (),
        needs=tuple(need for need in Need if need in flags),
        interest=next((interest for interest in Interest if interest in flags), None),
    )


def known_modules(questions: Questions, answers: Mapping[str, str]) -> frozenset[str]:
    """The modules that the answers say need not be learnt: their question was answered well enough."""
    return _known(questions, _points(questions, answers))


def _known(questions: Questions, points: Mapping[str, int | None]) -> frozenset[str]:
    at_most, of_module = questions.scoring.advise_at_most, _of_module(questions, points)
    return frozenset(module for module, value in of_module.items() if value is not None and value > at_most)


def _of_module(questions: Questions, points: Mapping[str, int | None]) -> dict[str, int | None]:
    return {q.module: points[q.code] for q in questions.questions if q.is_scored and q.module}


def _points(questions: Questions, answers: Mapping[str, str]) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for question in questions.questions:
        if question.is_scored:
            option = question.option(answers.get(question.code))
            found[question.code] = option.points if option else None
    return found


def _flags(questions: Questions, answers: Mapping[str, str]) -> frozenset[str]:
    chosen = [question.option(answers.get(question.code)) for question in questions.questions]
    return frozenset().union(*(option.flags for option in chosen if option))


def _level(questions: Questions, given: Mapping[str, int], percent: int) -> int:
    rules = questions.scoring
    level = max(level for level, least in rules.levels if percent >= least)
    foundations = [given[q.code] for q in questions.questions if q.is_foundation and q.code in given]
    shaky = any(points <= rules.foundation_at_most for points in foundations)
    return min(level, rules.level_at_most) if shaky else level


def _advised(questions: Questions, points: Mapping[str, int | None], teaching: Teaching) -> tuple[str, ...]:
    known = _known(questions, points)
    wanted = {module for module in _of_module(questions, points) if module not in known}
    for module in tuple(wanted):
        wanted |= teaching.missing_before(module, known)
    return tuple(module for module in teaching.before if module in wanted)[: questions.scoring.most_advised]
