"""Reads of one room: who is in charge, who sits there, what was noted. Fetching the workshop *is* the permission."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import joinedload

from peerlearn.accounts.queries import Standing
from peerlearn.attendance.models import Observation, Presence
from peerlearn.attendance.rules import Side
from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.permissions import PERMISSIONS, Permission, Role
from peerlearn.core.scope import Scope
from peerlearn.organisations.queries import organisation_ids_of_regions
from peerlearn.people.models import Person
from peerlearn.people.rules import names_in_room
from peerlearn.tracks.models import Skill
from peerlearn.tracks.queries import facilitator_skills, skills_of
from peerlearn.workshops.models import Enrolment, Workshop, WorkshopFacilitator
from peerlearn.workshops.rules import Part, Place

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


@dataclass(frozen=True)
class Leading:
    """One who leads, with the handle that forms and addresses use."""

    facilitator: WorkshopFacilitator
    person_public_id: str


def marker_of(account_id: int, person_id: int | None, standings: Sequence[Standing]) -> Marker:
    """Who this account is when it marks.

    Who plans a host's workshops may run each of them; a facilitator runs those they lead, and no other.
    """
    offices = [standing for standing in standings if Permission.PLAN_WORKSHOPS in PERMISSIONS[standing.role]]
    if any(standing.role is Role.NATIONAL for standing in offices):
        return Marker(account_id, person_id, Scope.everything("the national team answers for the whole programme"))
    regions = {s.region_code for s in offices if s.role is Role.COORDINATOR and s.region_code}
    own = {standing.organisation_id for standing in offices}
    return Marker(account_id, person_id, Scope.of(own | organisation_ids_of_regions(regions)))


def side_of(workshop: Workshop, by: Marker) -> Side:
    """From which side `by` sees this workshop: the host's staff, or a peer who leads it.

    Raises:
        NoResultFound: neither; a guest's staff and someone replaced are strangers here.
    """
    if by.hosts.holds(workshop.host_organisation_id):
        return Side.STAFF
    if by.person_id is None:
        raise NoResultFound
    leads = select(WorkshopFacilitator.id).where(
        WorkshopFacilitator.workshop_id == workshop.id,
        WorkshopFacilitator.person_id == by.person_id,
        WorkshopFacilitator.part != Part.REPLACED,
    )
    db.session.execute(leads).scalar_one()
    return Side.PEER


def workshop_run_by(public_id: str, by: Marker) -> tuple[Workshop, Side]:
    """The workshop with its module and place, if `by` is in charge of it.

    Raises:
        NoResultFound: there is none in scope, or they are not.
    """
    query = select(Workshop).where(Workshop.public_id == public_id)
    found = db.session.execute(query.options(joinedload(Workshop.module), joinedload(Workshop.site))).scalar_one()
    return found, side_of(found, by)


def roster(workshop: Workshop) -> list[Seated]:
    """Everyone with a seat, by what they are called in the room, with the mark that counts."""
    query = select(Enrolment).where(Enrolment.workshop_id == workshop.id, Enrolment.place == Place.SEATED)
    people = db.session.execute(query.order_by(Enrolment.seated_at, Enrolment.id)).scalars().all()
    marks = select(Presence).where(Presence.workshop_id == workshop.id, Presence.is_current)
    presences = {mark.enrolment_id: mark for mark in db.session.execute(marks.order_by(Presence.id)).scalars()}
    names = names_in_room([enrolment.called for enrolment in people])
    lines = [Seated(one, name, presences.get(one.id)) for one, name in zip(people, names, strict=True)]
    return sorted(lines, key=lambda line: line.name.casefold())


def enrolment_of(workshop: Workshop, public_id: UUID) -> Enrolment:
    """The enrolment, if it is one of this workshop.

    Raises:
        NoResultFound: it is not.
    """
    query = select(Enrolment).where(Enrolment.workshop_id == workshop.id, Enrolment.public_id == public_id)
    return db.session.execute(query).scalar_one()


def leaders(workshop: Workshop) -> list[Leading]:
    """Who leads on the day, in the order in which they were named."""
    query = (
        select(WorkshopFacilitator)
        .where(WorkshopFacilitator.workshop_id == workshop.id, WorkshopFacilitator.part != Part.REPLACED)
        .order_by(WorkshopFacilitator.named_at, WorkshopFacilitator.id)
    )
    found = db.session.execute(query).scalars().all()
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


def skills_seen_in(workshop: Workshop) -> Sequence[Skill]:
    """What can be observed of those seated: the skills of the workshop's module, in their order."""
    return skills_of(workshop.module)


def may_be_seen(workshop: Workshop, subject: Subject, skill: Skill) -> bool:
    """Whether this skill is one that is observed of this person in this workshop."""
    if isinstance(subject, Enrolment):
        return skill.module_id == workshop.module_id
    return skill.id in {one.id for one in facilitator_skills()}


def levels_noted(workshop: Workshop, skill: Skill) -> dict[tuple[int, Side], int]:
    """(person, side) → the level that counts, for one skill in one workshop."""
    query = select(Observation.person_id, Observation.side, Observation.level).where(
        Observation.workshop_id == workshop.id, Observation.skill_id == skill.id, Observation.is_current
    )
    found = db.session.execute(query.order_by(Observation.id))
    return {(row.person_id, row.side): row.level for row in found}


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
