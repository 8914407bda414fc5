"""Reads of one room: who is in charge, who sits there, what was noted. Fetching the workshop *is* the permission."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from peerlearn.accounts.queries import Standing
from peerlearn.attendance.models import Observation, Presence
from peerlearn.attendance.rules import Side, came_or_left_at
from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.permissions import PERMISSIONS, Permission, Role
from peerlearn.core.scope import Scope
from peerlearn.organisations.queries import organisation_ids_of_regions
from peerlearn.people.models import Person
from peerlearn.people.rules import names_in_room
from peerlearn.tracks.models import Curriculum, Skill
from peerlearn.tracks.queries import facilitator_skills, skills_of_no_module
from peerlearn.tracks.rules import TrackCode
from peerlearn.workshops.models import Enrolment, Workshop, WorkshopFacilitator
from peerlearn.workshops.queries import enrolments_of_workshop, facilitators_of, find_facilitator
from peerlearn.workshops.queries import workshop as workshop_in_scope
from peerlearn.workshops.rules import Place

# Whom a skill is observed of: someone with a seat, or someone who leads.
Subject = Enrolment | WorkshopFacilitator


@dataclass(frozen=True)
class Marker:
    """Who marks: an account, its person, and the hosts it answers for (as staff, coordinator or nationally)."""

    account_id: int | None
    person_id: int | None
    hosts: Scope


@dataclass(frozen=True)
class Seated:
    """One line of the roster: the enrolment, what the person is called in this room, and the mark that counts."""

    enrolment: Enrolment
    name: str
    presence: Presence | None

    @property
    def is_away(self) -> bool:
        """Whether the person was marked as excused or absent."""
        return self.presence is not None and not self.presence.state.was_there

    @property
    def is_here(self) -> bool:
        """Whether the person was marked as there, be it for a part of the time."""
        return self.presence is not None and self.presence.state.was_there

    def came_or_left_at(self, workshop: Workshop) -> datetime | None:
        """The wall clock when someone late came or someone left early."""
        if self.presence is None:
            return None
        starts, ends = workshop.starts_local, workshop.ends_local
        return came_or_left_at(self.presence.state, self.presence.minutes, starts=starts, ends=ends)


@dataclass(frozen=True)
class Leading:
    """One who leads, with the handle that forms and addresses use."""

    facilitator: WorkshopFacilitator
    person_public_id: str


@dataclass(frozen=True)
class Sight:
    """One skill of one person in this workshop: the level noted from one's own side, and from the other one."""

    handle: str
    name: str
    level: int | None
    other_level: int | None


def marker_of(
    account_id: int, person_id: int | None, standings: Sequence[Standing], *, switched_off: Collection[int] = ()
) -> Marker:
    """Who this account is when it marks; the hosts `switched_off` do without workshops.

    Who plans a host's workshops may run each of them; a facilitator runs those they lead, and no other.
    """
    offices = [standing for standing in standings if Permission.PLAN_WORKSHOPS in PERMISSIONS[standing.role]]
    if any(standing.role is Role.NATIONAL for standing in offices):
        whole = Scope.everything("the national team answers for the whole programme")
        return Marker(account_id, person_id, whole.without(switched_off))
    regions = {s.region_code for s in offices if s.role is Role.COORDINATOR and s.region_code}
    own = {standing.organisation_id for standing in offices}
    hosts = Scope.of(own | organisation_ids_of_regions(regions))
    return Marker(account_id, person_id, hosts.without(switched_off))


def side_of(workshop: Workshop, by: Marker) -> Side:
    """From which side `by` sees this workshop: the host's staff, or a peer who leads it.

    Raises:
        NoResultFound: neither; a guest's staff and someone replaced are strangers here.
    """
    if by.hosts.holds(workshop.host_organisation_id):
        return Side.STAFF
    leading = find_facilitator(workshop.id, by.person_id) if by.person_id else None
    if leading is None or not leading.part.is_in_the_room:
        raise NoResultFound
    return Side.PEER


def workshop_run_by(public_id: str, by: Marker) -> tuple[Workshop, Side]:
    """The workshop with its module and place, if `by` is in charge of it.

    Raises:
        NoResultFound: there is none in scope, or they are not.
    """
    found = workshop_in_scope(public_id)
    return found, side_of(found, by)


def roster(workshop: Workshop) -> list[Seated]:
    """Everyone with a seat, by name, with what they are called in this room and the mark that counts."""
    people = enrolments_of_workshop(workshop.id, places=[Place.SEATED])
    marks = select(Presence).where(Presence.workshop_id == workshop.id, Presence.is_current)
    presences = {mark.enrolment_id: mark for mark in db.session.execute(marks.order_by(Presence.id)).scalars()}
    names = names_in_room([enrolment.called for enrolment in people])
    return [Seated(one, name, presences.get(one.id)) for one, name in zip(people, names, strict=True)]


def seated(workshop: Workshop, public_id: UUID) -> Seated:
    """One line of the roster.

    Raises:
        NoResultFound: nobody with a seat here has this enrolment.
    """
    for line in roster(workshop):
        if line.enrolment.public_id == public_id:
            return line
    raise NoResultFound


def leaders(workshop: Workshop) -> list[Leading]:
    """Who leads on the day, in the order in which they were named."""
    found = facilitators_of(workshop.id)
    with scope.beyond(db.session(), "a handle for forms; the host may not see another organisation's people"):
        handles = select(Person.id, Person.public_id).where(Person.id.in_([one.person_id for one in found]))
        public_ids = {row.id: row.public_id for row in db.session.execute(handles.order_by(Person.id))}
    return [Leading(one, public_ids[one.person_id]) for one in found]


def leader(workshop: Workshop, person_public_id: str) -> WorkshopFacilitator:
    """The one who leads this workshop and has this handle.

    Raises:
        NoResultFound: nobody in the room has.
    """
    for one in leaders(workshop):
        if one.person_public_id == person_public_id:
            return one.facilitator
    raise NoResultFound


def leading_skills(workshop: Workshop) -> Sequence[Skill]:
    """What is observed of who leads here: of the version with which it was begun, else of the one in force."""
    noted = (
        select(Curriculum)
        .join(Skill, Skill.curriculum_id == Curriculum.id)
        .join(Observation, Observation.skill_id == Skill.id)
        .where(
            Observation.workshop_id == workshop.id,
            Observation.is_current,
            Curriculum.track == TrackCode.FACILITATOR,
            Skill.module_id.is_(None),
        )
        .order_by(Curriculum.id)
        .limit(1)
    )
    begun = db.session.execute(noted).scalar_one_or_none()
    return facilitator_skills() if begun is None else skills_of_no_module(begun)


def skill_number(skills: Sequence[Skill], number: int) -> Skill:
    """The skill with this number, counted from 1 as people count.

    Raises:
        NoResultFound: there are fewer, or none.
    """
    if not 1 <= number <= len(skills):
        raise NoResultFound
    return skills[number - 1]


def sights(workshop: Workshop, lines: Sequence[Seated], skill: Skill, *, by: Marker, side: Side) -> list[Sight]:
    """Those of the roster whose skill `by` may note: neither themselves nor who was marked as away."""
    noted = _levels_noted(workshop, skill)
    return [
        _sight(str(line.enrolment.public_id), line.name, line.enrolment.person_id, noted, side)
        for line in lines
        if not line.is_away and line.enrolment.person_id != by.person_id
    ]


def sights_of_leaders(workshop: Workshop, skill: Skill, *, by: Marker, side: Side) -> list[Sight]:
    """Those who lead whose skill `by` may note: not themselves."""
    noted = _levels_noted(workshop, skill)
    others = [one for one in leaders(workshop) if one.facilitator.person_id != by.person_id]
    return [
        _sight(one.person_public_id, one.facilitator.name, one.facilitator.person_id, noted, side) for one in others
    ]


def may_be_seen(workshop: Workshop, subject: Subject, skill: Skill) -> bool:
    """Whether this skill is one that is observed of this person in this workshop."""
    if isinstance(subject, Enrolment):
        return skill.module_id == workshop.module_id
    return skill.id in {one.id for one in leading_skills(workshop)}


def current_presence(enrolment: Enrolment) -> Presence | None:
    """The mark that counts for this person in this workshop."""
    query = select(Presence).where(Presence.enrolment_id == enrolment.id, Presence.is_current)
    return db.session.execute(query).scalar_one_or_none()


def current_observation(subject: Subject, skill: Skill, side: Side) -> Observation | None:
    """The mark that counts for one skill of this person in this workshop, from one side."""
    query = select(Observation).where(
        Observation.workshop_id == subject.workshop_id,
        Observation.person_id == subject.person_id,
        Observation.skill_id == skill.id,
        Observation.side == side,
        Observation.is_current,
    )
    return db.session.execute(query).scalar_one_or_none()


def find_presence(mark_id: UUID | None) -> Presence | None:
    """The mark that was made under this id, counting or not."""
    if mark_id is None:
        return None
    return db.session.execute(select(Presence).where(Presence.mark_id == mark_id)).scalar_one_or_none()


def find_observation(mark_id: UUID | None) -> Observation | None:
    """The mark that was made under this id, counting or not."""
    if mark_id is None:
        return None
    return db.session.execute(select(Observation).where(Observation.mark_id == mark_id)).scalar_one_or_none()


def _levels_noted(workshop: Workshop, skill: Skill) -> dict[tuple[int, Side], int]:
    query = select(Observation.person_id, Observation.side, Observation.level).where(
        Observation.workshop_id == workshop.id, Observation.skill_id == skill.id, Observation.is_current
    )
    found = db.session.execute(query.order_by(Observation.id))
    return {(row.person_id, row.side): row.level for row in found}


def _sight(handle: str, name: str, person_id: int, noted: dict[tuple[int, Side], int], side: Side) -> Sight:
    (other,) = set(Side) - {side}
    return Sight(handle, name, noted.get((person_id, side)), noted.get((person_id, other)))
