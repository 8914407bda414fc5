"""Gathers what is known of people, in a fixed number of queries however many they are, for the rules to decide on.

A person's facts are whole wherever they were written, so they are read past the scope and leave as counts and codes.
Whoever asks has the person in scope already. What counts is what `peerlearn.attendance.queries` says it is.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from peerlearn.attendance.models import Observation, Presence
from peerlearn.attendance.rules import WAS_THERE
from peerlearn.awards.models import Achievement
from peerlearn.awards.reading import read_criteria
from peerlearn.awards.rules import Criteria, Decision, Facts, Kind, Seen, decide
from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.facilitators.models import Review
from peerlearn.facilitators.path import theory_codes
from peerlearn.tracks.models import Curriculum, Module, Skill
from peerlearn.tracks.queries import curricula, modules_of
from peerlearn.tracks.rules import Level, TrackCode
from peerlearn.workshops.models import Workshop, WorkshopFacilitator
from peerlearn.workshops.rules import Part, WorkshopState

# In quotes: the two series of SQLAlchemy that are supported count type arguments differently.
Rows: TypeAlias = "Select[*tuple[Any, ...]]"
People: TypeAlias = "Collection[int] | Rows"

_REASON = "a person's own record is whole wherever it was written"


def decision_for(person_id: int, achievement: Achievement, *, now: datetime) -> tuple[Facts, Decision]:
    """What is known of one person, and whether they have earned the badge, condition by condition."""
    facts = gather([person_id], achievement, now=now)[person_id]
    return facts, decide(read_criteria(achievement.criteria), facts)


def gather(people: People, achievement: Achievement, *, now: datetime) -> dict[int, Facts]:
    """Person → what is known of them with regard to a badge. `people` are ids, or a query that gives ids.

    Of a query's people, those of whom nothing is known are left out.
    """
    return gather_for(people, read_criteria(achievement.criteria), achievement.curriculum.code, now=now)


def gather_for(people: People, criteria: Criteria, curriculum_code: str, *, now: datetime) -> dict[int, Facts]:
    """The same for a rule that may not be published yet. What a rule does not ask for is not looked for."""
    with scope.beyond(db.session(), _REASON):
        led = _days(_led(now).where(WorkshopFacilitator.person_id.in_(people)))
        attended = _days(_attended().where(Presence.person_id.in_(people)))
        learners = {row[0]: row[1] for row in _rows(_learners(now).where(WorkshopFacilitator.person_id.in_(people)))}
        seen = _by_person(_rows(_seen(curriculum_code).where(Observation.person_id.in_(people))))
        reviews = _reviews(people) if criteria.need(Kind.REVIEWS_WRITTEN) else {}
        tracks = {track: _modules_done(people, track) for track in criteria.tracks}
    known = people if isinstance(people, Collection) else {*led, *attended, *seen}
    return {
        person: replace(
            _facts(led.get(person, {}), attended.get(person, {}), learners.get(person, 0), seen.get(person, [])),
            # Only what was led counts, as on one's own path: a review of a workshop that was cancelled since is none.
            reviews_written=len(reviews.get(person, set()) & led.get(person, {}).keys()),
            tracks={track: (done.get(person, 0), needed) for track, (needed, done) in tracks.items()},
        )
        for person in known
    }


def people_who_may_have(achievement: Achievement, *, among: Rows, now: datetime) -> Rows:
    """A query of the people among these whose counts are high enough for the rule to be worth looking at."""
    criteria = read_criteria(achievement.criteria)
    if least := criteria.need(Kind.WORKSHOPS_LED):
        led = WorkshopFacilitator.person_id
        return _at_least(_led(now).where(led.in_(among)), led, WorkshopFacilitator.workshop_id, least)
    if least := criteria.need(Kind.WORKSHOPS_ATTENDED):
        there = Presence.person_id
        return _at_least(_attended().where(there.in_(among)), there, Presence.workshop_id, least)
    if criteria.need(Kind.REVIEWS_WRITTEN) or criteria.need(Kind.DISTINCT_LEARNERS):
        led = WorkshopFacilitator.person_id
        return _at_least(_led(now).where(led.in_(among)), led, WorkshopFacilitator.workshop_id, 1)
    if criteria.tracks:
        there = Presence.person_id
        return _at_least(_attended().where(there.in_(among)), there, Presence.workshop_id, 1)
    seen = Observation.person_id
    return _at_least(_seen(achievement.curriculum.code).where(seen.in_(among)), seen, Observation.skill_id, 1)


def _at_least(query: Rows, person: Any, counted: Any, least: int) -> Rows:
    return (
        query.with_only_columns(person, maintain_column_froms=True)
        .group_by(person)
        .having(func.count(counted.distinct()) >= least)
    )


def _led(now: datetime) -> Rows:
    """Workshops that took place with the person leading: over, not cancelled, someone there, not replaced."""
    there = exists().where(Presence.workshop_id == Workshop.id, Presence.is_current, Presence.state.in_(WAS_THERE))
    return (
        select(WorkshopFacilitator.person_id, Workshop.id, Workshop.starts_local)
        .join(Workshop, Workshop.id == WorkshopFacilitator.workshop_id)
        .where(_leads(now), there)
    )


def _learners(now: datetime) -> Rows:
    return (
        select(WorkshopFacilitator.person_id, func.count(Presence.person_id.distinct()))
        .join(Workshop, Workshop.id == WorkshopFacilitator.workshop_id)
        .join(Presence, and_(Presence.workshop_id == Workshop.id, Presence.is_current))
        .where(_leads(now), Presence.state.in_(WAS_THERE))
        .group_by(WorkshopFacilitator.person_id)
    )


def _attended() -> Rows:
    """Workshops at which the person was there, for a part of the time at least."""
    return (
        select(Presence.person_id, Workshop.id, Workshop.starts_local)
        .join(Workshop, Workshop.id == Presence.workshop_id)
        .where(Presence.is_current, Presence.state.in_(WAS_THERE))
    )


def _seen(curriculum_code: str) -> Rows:
    """Skills as observed, in every version of the curriculum: what was shown on the former version stays shown."""
    return (
        select(
            Observation.person_id,
            Skill.code,
            Module.code,
            Observation.workshop_id,
            Observation.level,
            Observation.side,
            Observation.recorded_by_id,
        )
        .join(Skill, Skill.id == Observation.skill_id)
        .join(Curriculum, Curriculum.id == Skill.curriculum_id)
        .outerjoin(Module, Module.id == Skill.module_id)
        .where(Observation.is_current, Observation.level >= Level.WITH_HELP, Curriculum.code == curriculum_code)
    )


def _reviews(people: People) -> dict[int, set[int]]:
    """Person → the workshops they looked back at."""
    found: dict[int, set[int]] = {}
    for person, workshop in _rows(select(Review.person_id, Review.workshop_id).where(Review.person_id.in_(people))):
        found.setdefault(person, set()).add(workshop)
    return found


def _modules_done(people: People, track: TrackCode) -> tuple[int, dict[int, int]]:
    """How many modules of a track are learnt in a room, and person → how many of them they attended, in any version."""
    codes = _codes_of(track)
    query = (
        _attended()
        .join(Module, Module.id == Workshop.module_id)
        .join(Curriculum, Curriculum.id == Module.curriculum_id)
        .where(Presence.person_id.in_(people), Curriculum.track == track, Module.code.in_(codes))
        .with_only_columns(Presence.person_id, func.count(Module.code.distinct()), maintain_column_froms=True)
        .group_by(Presence.person_id)
    )
    return len(codes), {row[0]: row[1] for row in _rows(query)}


def _codes_of(track: TrackCode) -> frozenset[str]:
    """Whoever learns to lead attends the theory, and leads for the rest."""
    if track is TrackCode.FACILITATOR:
        return theory_codes()
    found = [one for one in curricula() if one.track is track and one.organisation_id is None]
    return frozenset(one.code for one in modules_of(found[-1])) if found else frozenset()


def _leads(now: datetime) -> ColumnElement[bool]:
    is_over = and_(Workshop.ends_at < now, Workshop.state != WorkshopState.CANCELLED)
    return and_(WorkshopFacilitator.part != Part.REPLACED, is_over)


def _rows(query: Rows) -> Iterable[Any]:
    return db.session.execute(query).all()


def _days(query: Rows) -> dict[int, dict[int, date]]:
    """Person → workshop → its day."""
    found: dict[int, dict[int, date]] = {}
    for person, workshop, starts_local in _rows(query):
        found.setdefault(person, {})[workshop] = starts_local.date()
    return found


def _by_person(rows: Iterable[Any]) -> dict[int, list[Seen]]:
    found: dict[int, list[Seen]] = {}
    for person, skill, module, workshop, level, side, by in rows:
        found.setdefault(person, []).append(Seen(skill, module or "", workshop, level, side, by))
    return found


def _facts(led: dict[int, date], attended: dict[int, date], learners: int, seen: list[Seen]) -> Facts:
    days = sorted((led or attended).values())
    return Facts(
        workshops_led=len(led),
        workshops_attended=len(attended),
        distinct_learners=learners,
        seen=tuple(seen),
        first_on=days[0] if days else None,
        last_on=days[-1] if days else None,
    )
