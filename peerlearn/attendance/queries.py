"""Reads for the layers above: what one person attended, showed and led, and which sheets are missing.

A person's own record is whole wherever it was written: someone who led at another host, or changed employer, keeps
what they did. So the facts about a person look past the scope and come as plain values; whoever asks has the person
in scope already.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from peerlearn.attendance.models import Observation, Presence
from peerlearn.attendance.room import Marker
from peerlearn.attendance.rules import WAS_THERE, HalfDay, PresenceState, Side
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.organisations.models import Organisation
from peerlearn.people.models import Person
from peerlearn.tracks.models import Curriculum, Module, Skill
from peerlearn.tracks.rules import TrackCode
from peerlearn.workshops.models import Enrolment, Workshop, WorkshopFacilitator
from peerlearn.workshops.rules import Part, WorkshopState

_OWN_RECORD = "a person's own record is whole wherever it was written"


@dataclass(frozen=True)
class PresenceFact:
    """How one person took part in one workshop, or did not: the mark that counts."""

    workshop_id: int
    on: date
    half_day: HalfDay
    state: PresenceState
    minutes: int
    module_id: int
    module_code: str
    track: TrackCode
    module_title: dict[str, str]
    host_name: str


@dataclass(frozen=True)
class ObservationFact:
    """How one skill of one person was seen in one workshop, from one side: the mark that counts."""

    workshop_id: int
    on: date
    side: Side
    level: int
    skill_id: int
    skill_code: str
    label: dict[str, str]
    curriculum_code: str
    track: TrackCode
    observer_id: int | None
    host_name: str


@dataclass(frozen=True)
class SkillFact:
    """One skill of one person over all workshops: the best level, and each time it was seen."""

    skill_code: str
    label: dict[str, str]
    level: int
    seen: tuple[ObservationFact, ...]

    def times_at(self, level: int) -> int:
        """In how many workshops it was seen at this level or above."""
        return len({fact.workshop_id for fact in self.seen if fact.level >= level})


@dataclass(frozen=True)
class LedFact:
    """A workshop that took place with this person leading it; `learners` were there for a part of it at least."""

    workshop_id: int
    public_id: str
    on: date
    part: Part
    module_id: int
    module_code: str
    module_title: dict[str, str]
    track: TrackCode
    host_name: str
    learners: int


def presences_of_person(person_id: int) -> Sequence[PresenceFact]:
    """Every current mark of the person, absences included, the oldest first."""
    query = (
        select(
            Presence.workshop_id,
            Workshop.starts_local,
            Presence.half_day,
            Presence.state,
            Presence.minutes,
            Module.id,
            Module.code,
            Curriculum.track,
            Module.title,
            Organisation.name,
        )
        .join(Workshop, Workshop.id == Presence.workshop_id)
        .join(Module, Module.id == Workshop.module_id)
        .join(Curriculum, Curriculum.id == Module.curriculum_id)
        .join(Organisation, Organisation.id == Workshop.host_organisation_id)
        .where(Presence.person_id == person_id, Presence.is_current)
        .order_by(Workshop.starts_at, Presence.id)
    )
    with scope.beyond(db.session(), _OWN_RECORD):
        found = db.session.execute(query).all()
    return [PresenceFact(row[0], row[1].date(), *tuple(row)[2:]) for row in found]


def workshops_attended(person_id: int) -> Sequence[PresenceFact]:
    """The workshops at which the person was there, for a part of the time at least, the oldest first."""
    return [fact for fact in presences_of_person(person_id) if fact.state.was_there]


def people_who_started() -> int:
    """How many different people of the scope attended at least one module of the learners' track, in any version."""
    query = (
        select(func.count(Presence.person_id.distinct()))
        .join(Person, Person.id == Presence.person_id)
        .join(Workshop, Workshop.id == Presence.workshop_id)
        .join(Module, Module.id == Workshop.module_id)
        .join(Curriculum, Curriculum.id == Module.curriculum_id)
        .where(Presence.is_current, Presence.state.in_(WAS_THERE), Curriculum.track == TrackCode.LEARNER)
    )
    return db.session.execute(query).scalar_one()


def observations_of_person(person_id: int) -> Sequence[ObservationFact]:
    """Every current observation of the person, the oldest workshop first."""
    query = (
        select(
            Observation.workshop_id,
            Workshop.starts_local,
            Observation.side,
            Observation.level,
            Skill.id,
            Skill.code,
            Skill.label,
            Curriculum.code,
            Curriculum.track,
            Observation.recorded_by_id,
            Organisation.name,
        )
        .join(Workshop, Workshop.id == Observation.workshop_id)
        .join(Organisation, Organisation.id == Workshop.host_organisation_id)
        .join(Skill, Skill.id == Observation.skill_id)
        .join(Curriculum, Curriculum.id == Skill.curriculum_id)
        .where(Observation.person_id == person_id, Observation.is_current)
        .order_by(Workshop.starts_at, Observation.id)
    )
    with scope.beyond(db.session(), _OWN_RECORD):
        found = db.session.execute(query).all()
    return [ObservationFact(row[0], row[1].date(), *tuple(row)[2:]) for row in found]


def best_levels(person_id: int, curriculum_code: str) -> Sequence[SkillFact]:
    """The person's skills that were looked at, by skill code, each with its best level.

    In every version of the curriculum: what was shown on the former version stays shown.
    """
    return _best([fact for fact in observations_of_person(person_id) if fact.curriculum_code == curriculum_code])


def best_levels_of_track(person_id: int, track: TrackCode) -> Sequence[SkillFact]:
    """The same over a whole track: the programme's curriculum first, then the modules of organisations' own."""
    facts = [fact for fact in observations_of_person(person_id) if fact.track is track]
    codes = sorted({fact.curriculum_code for fact in facts})
    return [skill for code in codes for skill in _best([fact for fact in facts if fact.curriculum_code == code])]


def _best(facts: Sequence[ObservationFact]) -> Sequence[SkillFact]:
    by_code: dict[str, list[ObservationFact]] = {}
    for fact in facts:
        by_code.setdefault(fact.skill_code, []).append(fact)
    return [
        SkillFact(code, seen[-1].label, level=max(fact.level for fact in seen), seen=tuple(seen))
        for code, seen in sorted(by_code.items())
    ]


def workshops_led_done(person_id: int, *, now: datetime | None = None) -> Sequence[LedFact]:
    """The workshops that took place with this person leading: over, not cancelled, someone there, not replaced."""
    there = and_(Presence.workshop_id == Workshop.id, Presence.is_current, Presence.state.in_(WAS_THERE))
    learners = select(func.count(Presence.person_id.distinct())).where(there).correlate(Workshop).scalar_subquery()
    query = (
        select(
            Workshop.id,
            Workshop.public_id,
            Workshop.starts_local,
            WorkshopFacilitator.part,
            Module.id,
            Module.code,
            Module.title,
            Curriculum.track,
            Organisation.name,
            learners,
        )
        .join(Workshop, Workshop.id == WorkshopFacilitator.workshop_id)
        .join(Module, Module.id == Workshop.module_id)
        .join(Curriculum, Curriculum.id == Module.curriculum_id)
        .join(Organisation, Organisation.id == Workshop.host_organisation_id)
        .where(_led_and_over(person_id, now or clock.now()), exists().where(there).correlate(Workshop))
        .order_by(Workshop.starts_at, Workshop.id)
    )
    with scope.beyond(db.session(), _OWN_RECORD):
        found = db.session.execute(query).all()
    return [LedFact(row[0], row[1], row[2].date(), *row[3:]) for row in found]


def distinct_learners_led(person_id: int, *, now: datetime | None = None) -> int:
    """How many different people were there in the workshops that this person led."""
    query = (
        select(func.count(Presence.person_id.distinct()))
        .join(Workshop, Workshop.id == Presence.workshop_id)
        .join(WorkshopFacilitator, WorkshopFacilitator.workshop_id == Workshop.id)
        .where(_led_and_over(person_id, now or clock.now()), Presence.is_current, Presence.state.in_(WAS_THERE))
    )
    with scope.beyond(db.session(), _OWN_RECORD):
        return db.session.execute(query).scalar_one()


def training_of_each(person_ids: Collection[int]) -> Mapping[int, frozenset[str]]:
    """Person → the modules of the facilitators' track that they attended, for several at once."""
    query = (
        select(Presence.person_id, Module.code)
        .join(Workshop, Workshop.id == Presence.workshop_id)
        .join(Module, Module.id == Workshop.module_id)
        .join(Curriculum, Curriculum.id == Module.curriculum_id)
        .where(Presence.person_id.in_(person_ids), Presence.is_current, Presence.state.in_(WAS_THERE))
        .where(Curriculum.track == TrackCode.FACILITATOR)
        .order_by(Presence.id)
    )
    found: dict[int, set[str]] = defaultdict(set)
    with scope.beyond(db.session(), _OWN_RECORD):
        for row in db.session.execute(query):
            found[row.person_id].add(row.code)
    return {person_id: frozenset(codes) for person_id, codes in found.items()}


def led_by_each(person_ids: Collection[int], *, now: datetime) -> Mapping[int, Sequence[tuple[int, Part]]]:
    """Person → the workshops that took place with them leading, and as what, the oldest first; for several at once."""
    there = and_(Presence.workshop_id == Workshop.id, Presence.is_current, Presence.state.in_(WAS_THERE))
    query = (
        select(WorkshopFacilitator.person_id, Workshop.id, WorkshopFacilitator.part)
        .join(Workshop, Workshop.id == WorkshopFacilitator.workshop_id)
        .where(WorkshopFacilitator.person_id.in_(person_ids), WorkshopFacilitator.part != Part.REPLACED)
        .where(_is_over(now), exists().where(there).correlate(Workshop))
        .order_by(Workshop.starts_at, Workshop.id)
    )
    found: dict[int, list[tuple[int, Part]]] = defaultdict(list)
    with scope.beyond(db.session(), _OWN_RECORD):
        for row in db.session.execute(query):
            found[row.person_id].append((row.id, row.part))
    return found


def has_marks(workshop: Workshop) -> bool:
    """Whether someone was marked here, be it as absent: such a workshop took place and is not cancelled."""
    query = select(Presence.id).where(Presence.workshop_id == workshop.id, Presence.is_current).limit(1)
    return db.session.execute(query).first() is not None


def was_marked(enrolment: Enrolment) -> bool:
    """Whether this person was marked here: such a person stays on the list."""
    query = select(Presence.id).where(Presence.enrolment_id == enrolment.id, Presence.is_current).limit(1)
    return db.session.execute(query).first() is not None


def workshops_without_sheet(by: Marker, *, now: datetime, since: datetime | None = None) -> Sequence[Workshop]:
    """The workshops `by` is in charge of (as the host's staff or leading) whose sheet is missing, the oldest first."""
    has_sheet = exists().where(Presence.workshop_id == Workshop.id, Presence.is_current)
    query = select(Workshop).where(_is_over(now), Workshop.seats_taken > 0, ~has_sheet, _in_charge(by))
    if since is not None:
        query = query.where(Workshop.ends_at >= since)
    query = query.options(joinedload(Workshop.module), joinedload(Workshop.site), joinedload(Workshop.host))
    return db.session.execute(query.order_by(Workshop.starts_at, Workshop.id)).scalars().all()


def _is_over(now: datetime) -> ColumnElement[bool]:
    return and_(Workshop.ends_at < now, Workshop.state != WorkshopState.CANCELLED)


def _led_and_over(person_id: int, now: datetime) -> ColumnElement[bool]:
    led = and_(WorkshopFacilitator.person_id == person_id, WorkshopFacilitator.part != Part.REPLACED)
    return and_(led, _is_over(now))


def _in_charge(by: Marker) -> ColumnElement[bool]:
    leads = select(WorkshopFacilitator.workshop_id).where(
        WorkshopFacilitator.person_id == by.person_id, WorkshopFacilitator.part != Part.REPLACED
    )
    return or_(by.hosts.admits(Workshop.host_organisation_id), Workshop.id.in_(leads))
