"""Which badge lies ahead of each of several people, and what is missing for it, in a fixed number of queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from peerlearn.awards.criteria import gather
from peerlearn.awards.delegation import delegation
from peerlearn.awards.models import Achievement, Award
from peerlearn.awards.queries import achievements_in_force, decision_on, family_of, last_ends
from peerlearn.awards.rules import AwardState, Condition, Facts
from peerlearn.core.db import db
from peerlearn.people.models import Person
from peerlearn.tracks.rules import TrackCode


@dataclass(frozen=True)
class Ahead:
    """The badge that this person is on the way to, what is missing; where it stands once proposed, and its page."""

    achievement: Achievement
    missing: Sequence[Condition]
    state: AwardState | None
    award_id: str | None = None
    # How this badge ended the last time: it is not proposed again as if nothing had been said.
    ended: Award | None = None


def badges_ahead(person_ids: Collection[int], *, now: datetime) -> dict[int, Ahead]:
    """Person → the badge ahead: that of those who lead for whoever leads, else that of the learners."""
    achievements = achievements_in_force()
    known = {one.id: gather(person_ids, one, now=now) for one in achievements}
    awards = _living_awards(person_ids)
    homes, delegated, ends = _homes(person_ids), delegation(), last_ends(person_ids)
    found: dict[int, Ahead] = {}
    for person_id in person_ids:
        for achievement in sorted(achievements, key=lambda one: one.track is not TrackCode.FACILITATOR):
            facts = known[achievement.id][person_id]
            state, award_id = awards.get((person_id, achievement.id), (None, None))
            may_be_given = delegated.allows(achievement.id, homes.get(person_id, 0))
            if state is not None or (may_be_given and _is_the_way_of(achievement, facts)):
                missing = () if state is not None else decision_on(facts, achievement).unmet
                ended = ends.get(family_of(person_id, achievement)) if state is None else None
                found.setdefault(person_id, Ahead(achievement, missing, state, award_id, ended))
    return found


def _is_the_way_of(achievement: Achievement, facts: Facts) -> bool:
    return bool(facts.workshops_led) or achievement.track is TrackCode.LEARNER


def _homes(person_ids: Collection[int]) -> dict[int, int]:
    """Person → the organisation they belong to, of those in scope."""
    query = select(Person.id, Person.organisation_id).where(Person.id.in_(person_ids)).order_by(Person.id)
    return {row[0]: row[1] for row in db.session.execute(query)}


def _living_awards(person_ids: Collection[int]) -> dict[tuple[int, int], tuple[AwardState, str]]:
    living = [state for state in AwardState if state.is_living]
    query = select(Award.person_id, Award.achievement_id, Award.state, Award.public_id)
    query = query.where(Award.person_id.in_(person_ids), Award.state.in_(living)).order_by(Award.id)
    return {(row[0], row[1]): (row[2], row[3]) for row in db.session.execute(query)}
