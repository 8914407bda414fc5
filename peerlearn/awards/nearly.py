"""Who is one step away from a badge: one workshop, one skill, one of whatever is counted. Nothing is stored."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from peerlearn.awards import queries
from peerlearn.awards.criteria import gather
from peerlearn.awards.delegation import Delegation, delegation
from peerlearn.awards.models import Achievement
from peerlearn.awards.rules import Condition
from peerlearn.core.db import db
from peerlearn.core.paging import SIZE, Page
from peerlearn.people.finding import is_called
from peerlearn.people.models import Person


@dataclass(frozen=True)
class Nearly:
    """A person, a badge that their house may give, and the one thing that is missing."""

    person: Person
    achievement: Achievement
    missing: Condition


def page_of_nearly(*, now: datetime, words: str = "", page: int = 1) -> Page[Nearly]:
    """One page of those in scope, by name; a number outside the pages gives the nearest one. Whoever said no, or has
    the badge on its way, is left out, as among those who have earned it. A few queries for each badge there is."""
    delegated = delegation()
    found = [row for one in queries.achievements_in_force() for row in _near_to(one, delegated, words, now)]
    found.sort(key=lambda one: (one.person.search_key, one.person.id, one.achievement.id))
    last = max(1, -(-len(found) // SIZE))
    shown = min(max(1, page), last)
    return Page(rows=found[(shown - 1) * SIZE : shown * SIZE], number=shown, last=last, total=len(found))


def _near_to(achievement: Achievement, delegated: Delegation, words: str, now: datetime) -> list[Nearly]:
    known = gather(queries.whose_is_fresh_work(achievement), achievement, now=now)
    steps = {person_id: queries.decision_on(facts, achievement).last_step for person_id, facts in known.items()}
    missing = {person_id: step for person_id, step in steps.items() if step is not None}
    query = select(Person).where(Person.id.in_(missing), is_called(words)).options(joinedload(Person.organisation))
    return [
        Nearly(person, achievement, missing[person.id])
        for person in db.session.execute(query.order_by(Person.search_key, Person.id)).scalars()
        if delegated.allows(achievement.id, person.organisation_id)
    ]
