"""Does a learner want to help in their turn, and are they on the way already?"""

from dataclasses import dataclass
from datetime import datetime

from peerlearn.facilitators.path import whereabouts_of
from peerlearn.facilitators.queries import coming_trainings, wishes_of


@dataclass(frozen=True)
class Leaning:
    """Whether they said so, and whether they attend or attended the training."""

    is_wished: bool
    is_on_the_way: bool


def leaning_of(person_id: int | None, *, now: datetime) -> Leaning | None:
    """None for an account that is nobody's on the lists."""
    if person_id is None:
        return None
    has_begun = whereabouts_of([person_id], now=now)[person_id].has_begun
    return Leaning(
        is_wished=person_id in wishes_of([person_id]),
        is_on_the_way=has_begun or person_id in coming_trainings([person_id], now=now),
    )
