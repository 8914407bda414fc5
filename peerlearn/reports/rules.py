"""Counting, decided on plain values: who is trained when, and what may stand in a file that is handed on."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# A count of people below this could point at somebody.
SMALLEST_SHOWN = 5
_FEW = "<5"
_A_YEAR = 12


class Step(StrEnum):
    """What became of badges, each on its own day. Who says no leaves no trace, so that is not counted."""

    ACCEPTED = "accepted"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"


class Figure(StrEnum):
    """What is counted, by the stages of the rocket."""

    ORGANISATIONS = "siae_involved"
    STAFF = "staff_trained"
    SUPERVISORS = "supervisors_trained"
    FACILITATORS = "employees_trained_to_lead"
    LEARNERS = "people_trained_by_them"
    BEGUN = "people_with_a_module"

    @property
    def counts_people(self) -> bool:
        """Whether a small count could point at somebody."""
        return self is not Figure.ORGANISATIONS


# Stage → the figure that tells it, then those that stand beside it.
STAGES: tuple[tuple[Figure, ...], ...] = (
    (Figure.STAFF, Figure.ORGANISATIONS, Figure.SUPERVISORS),
    (Figure.FACILITATORS,),
    (Figure.LEARNERS, Figure.BEGUN),
)


@dataclass(frozen=True)
class Event:
    """Something that makes a person count: who, where they belonged that day, and the day."""

    person_id: int
    organisation_id: int
    on: date


@dataclass(frozen=True)
class Attended:
    """One module that one person attended, where they belonged, and the day."""

    person_id: int
    organisation_id: int
    module_code: str
    on: date


@dataclass(frozen=True)
class Span:
    """From one day to another, both included; without an end, until today and beyond."""

    from_on: date
    until_on: date | None

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


def completed(attended: Iterable[Attended], codes: Collection[str]) -> list[Event]:
    """Who has attended each of these modules: once each, on the day of the last one that was missing.

    `attended` comes the oldest first.
    """
    missing: dict[int, set[str]] = {}
    done = []
    for one in attended:
        left = missing.setdefault(one.person_id, set(codes))
        if one.module_code in left:
            left.discard(one.module_code)
            if not left:
                done.append(Event(one.person_id, one.organisation_id, one.on))
    return done


def people_in(
    events: Iterable[Event],
    *,
    houses: Collection[int],
    until: date,
    wave: Mapping[int, Sequence[Span]] | None,
) -> int:
    """How many different people: of these houses, until that day included, within the wave where one is asked for."""
    return len(
        {
            one.person_id
            for one in events
            if one.organisation_id in houses
            and one.on <= until
            and (wave is None or any(span.holds(one.on) for span in wave.get(one.organisation_id, ())))
        }
    )


def handed_on(figure: Figure, count: int) -> str:
    """The count as it stands in a file: exact, unless so few people are counted that one could be guessed."""
    return few_hidden(count) if figure.counts_people else str(count)


def few_hidden(count: int) -> str:
    """A count of people, or of what they did, as it stands in a file."""
    return _FEW if 0 < count < SMALLEST_SHOWN else str(count)


def months_until(today: date, *, year: int | None = None) -> list[date]:
    """The first days of twelve months up to the present one; or of one year, as far as it has come."""
    last = today.year * 12 + today.month - 1
    first = last - _A_YEAR + 1 if year is None else year * _A_YEAR
    return [date(at // 12, at % 12 + 1, 1) for at in range(first, min(first + _A_YEAR, last + 1))]
