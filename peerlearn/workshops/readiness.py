"""Who may be in a room, and as what: volunteers and professionals are trained before they meet anyone, and take no
learner's seat.

Being trained is an outcome like that of a track: noted by staff, or gained by the first training of facilitators. What
is asked of a new seat is asked of those that exist too (`obstacles_in`): a position changes, a presence is taken back.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, exists, func, select

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.permissions import Permission
from peerlearn.people.finding import is_there
from peerlearn.people.models import Affiliation, Person
from peerlearn.people.queries import current_affiliation
from peerlearn.people.rules import FROM_OUTSIDE, Position
from peerlearn.tracks import actions as tracks
from peerlearn.tracks.models import Curriculum, Module, Outcome
from peerlearn.tracks.rules import TrackCode
from peerlearn.workshops.models import Enrolment, Workshop, WorkshopFacilitator
from peerlearn.workshops.queries import facilitators_of_each
from peerlearn.workshops.rules import Obstacle, Part, Place, WorkshopState

_IN_THE_ROOM = "who may be in a room is asked of everybody in it, wherever they come from; only yes or no leaves"
_GAINED = "what a person gained follows them, whichever house noted it"


class Training(StrEnum):
    """How somebody from outside was trained, where staff noted it."""

    BRIEFING = "briefing"
    MEETING = "meeting"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Trained:
    """Since when somebody may meet people, and because of what: a Training, or the code of a curriculum."""

    gained_at: datetime
    because: str


def is_from_outside(person_id: int) -> bool:
    """Whether the person is a volunteer or a professional where they are now."""
    return current_affiliation(person_id).position in FROM_OUTSIDE


def find_training(person_id: int) -> Trained | None:
    """When and how the person was trained; None while they are not."""
    query = select(Outcome.gained_at, Outcome.because)
    query = query.where(Outcome.person_id == person_id, Outcome.permission == Permission.MEET_PEOPLE)
    with scope.beyond(db.session(), _GAINED):
        row = db.session.execute(query).one_or_none()
    return None if row is None else Trained(row.gained_at, row.because)


def ensure_may_meet_people(person_id: int, name: str) -> None:
    """Ask this before somebody leads, or is paired with anyone.

    Raises:
        DomainError: `workshops.not_trained_yet`.
    """
    if _is_among(person_id, _untrained()):
        raise DomainError("workshops.not_trained_yet", name=name)


def ensure_learns_here(person_id: int, name: str, workshop: Workshop) -> None:
    """Who comes from outside takes a seat in trainings only: a learner's seat is for learners.

    Raises:
        DomainError: `workshops.comes_to_help`.
    """
    if workshop.module.curriculum.track is TrackCode.LEARNER and _is_among(person_id, _from_outside()):
        raise DomainError("workshops.comes_to_help", name=name)


def obstacles_in(workshops: Collection[Workshop], *, now: datetime) -> Mapping[int, Mapping[int, Obstacle]]:
    """Workshop → person → why they may not be there as they are written down: of all who lead, sit or wait.

    Of those that are not over: what has happened is not judged by what somebody is today.
    """
    ids = [one.id for one in workshops if not one.is_cancelled and not one.has_ended(now)]
    found: dict[int, dict[int, Obstacle]] = {one.id: {} for one in workshops}
    with scope.beyond(db.session(), _IN_THE_ROOM):
        for obstacle, query in _misplaced().items():
            rows = db.session.execute(query.where(query.selected_columns.workshop_id.in_(ids)))
            for workshop_id, person_id in rows:
                found[workshop_id][person_id] = obstacle
    return found


def ready_leaders(workshops: Collection[Workshop], *, now: datetime) -> Mapping[int, Sequence[WorkshopFacilitator]]:
    """Workshop → who leads it and may, in the order in which they were named: the others count as nobody."""
    against = obstacles_in(workshops, now=now)
    named = facilitators_of_each([one.id for one in workshops])
    return {one.id: [who for who in named[one.id] if who.person_id not in against[one.id]] for one in workshops}


def ensure_may_become(person: Person, position: Position, *, now: datetime) -> None:
    """Whoever leads or learns somewhere soon does not become somebody who may not: the seat is given up first.

    Raises:
        DomainError: `workshops.leads_soon`, `workshops.learns_soon`.
    """
    if position not in FROM_OUTSIDE:
        return
    if find_training(person.id) is None and (leads := _leads_next(person.id, now)) is not None:
        raise DomainError("workshops.leads_soon", name=person.first_name, starts=leads.starts_local)
    if (learns := _learns_next(person.id, now)) is not None:
        raise DomainError("workshops.learns_soon", name=person.first_name, starts=learns.starts_local)


def misplaced_soon(person_id: int, *, now: datetime) -> Sequence[tuple[Workshop, Obstacle]]:
    """The workshops of the scope where the person is written down as they may not be, the next one first."""
    found = []
    for obstacle, query in _misplaced().items():
        ids = query.where(query.selected_columns.person_id == person_id).subquery()
        workshops = select(Workshop).where(
            Workshop.id.in_(select(ids.c.workshop_id)),
            Workshop.ends_at > now,
            Workshop.state != WorkshopState.CANCELLED,
        )
        order = (Workshop.starts_at, Workshop.id)
        found += [(one, obstacle) for one in db.session.execute(workshops.order_by(*order)).scalars()]
    return sorted(found, key=lambda one: (one[0].starts_at, one[0].id))


def note_training(person: Person, training: Training, *, by: int | None, now: datetime) -> None:
    """The person was trained: from now on they may meet people. Twice is once.

    Raises:
        DomainError: `workshops.no_training_needed`.
    """
    db.session.refresh(person, with_for_update={"key_share": True})
    if not is_from_outside(person.id):
        raise DomainError("workshops.no_training_needed", name=person.first_name)
    with scope.beyond(db.session(), _GAINED):
        tracks.gain(
            person.id,
            organisation_id=person.organisation_id,
            permission=Permission.MEET_PEOPLE,
            because=training.value,
            by=by,
            now=now,
        )


def take_training_back(person: Person, *, by: int | None, now: datetime) -> None:
    """It was noted by mistake. Not while the person is to lead: somebody else has to step in first.

    Raises:
        DomainError: `workshops.leads_soon`.
    """
    db.session.refresh(person, with_for_update={"key_share": True})
    if (leads := _leads_next(person.id, now)) is not None:
        raise DomainError("workshops.leads_soon", name=person.first_name, starts=leads.starts_local)
    with scope.beyond(db.session(), _GAINED):
        tracks.lose(person.id, permission=Permission.MEET_PEOPLE, by=by)


def is_ready() -> ColumnElement[bool]:
    """Of a query for people: those who may meet others, that is all but the untrained from outside."""
    return Person.id.not_in(_untrained())


def untrained_of(person_ids: Collection[int]) -> frozenset[int]:
    """Those of these people who come from outside and have to be trained before they meet anyone."""
    query = select(Person.id).where(Person.id.in_(person_ids), Person.id.in_(_untrained()))
    with scope.beyond(db.session(), _GAINED):
        return frozenset(db.session.execute(query).scalars())


def comes_to_help() -> ColumnElement[bool]:
    """Of a query for people: the volunteers and the professionals."""
    return Person.id.in_(_from_outside())


def people_to_train() -> Select[int]:
    """Ids of those who come to help and have to be trained first, as a query to be asked inside another one."""
    return _untrained()


def count_to_train() -> int:
    """How many people from outside wait for their training."""
    query = select(func.count(Person.id)).where(Person.id.in_(_untrained()), is_there())
    return db.session.execute(query).scalar_one()


def _from_outside() -> Select[int]:
    return select(Affiliation.person_id).where(Affiliation.until_on.is_(None), Affiliation.position.in_(FROM_OUTSIDE))


def _untrained() -> Select[int]:
    trained = exists().where(Outcome.person_id == Affiliation.person_id, Outcome.permission == Permission.MEET_PEOPLE)
    return _from_outside().where(~trained)


def _leads_next(person_id: int, now: datetime) -> Workshop | None:
    leads = WorkshopFacilitator.part != Part.REPLACED
    ids = select(WorkshopFacilitator.workshop_id).where(WorkshopFacilitator.person_id == person_id, leads)
    return _first(Workshop.id.in_(ids), Workshop.ends_at > now)


def _learns_next(person_id: int, now: datetime) -> Workshop | None:
    """Until it starts: from then on nobody is taken off the list."""
    ids = select(Enrolment.workshop_id).where(Enrolment.person_id == person_id, Enrolment.place != Place.WITHDRAWN)
    return _first(Workshop.id.in_(ids), Workshop.id.in_(_for_learners()), Workshop.starts_at > now)


def _first(*which: ColumnElement[bool]) -> Workshop | None:
    query = select(Workshop).where(*which, Workshop.state != WorkshopState.CANCELLED)
    return db.session.execute(query.order_by(Workshop.starts_at, Workshop.id).limit(1)).scalar_one_or_none()


def _misplaced() -> Mapping[Obstacle, Select[int, int]]:
    """For each obstacle, who meets it where: workshop and person."""
    leads = select(WorkshopFacilitator.workshop_id, WorkshopFacilitator.person_id).where(
        WorkshopFacilitator.part != Part.REPLACED, WorkshopFacilitator.person_id.in_(_untrained())
    )
    learns = select(Enrolment.workshop_id, Enrolment.person_id).where(
        Enrolment.place != Place.WITHDRAWN,
        Enrolment.person_id.in_(_from_outside()),
        Enrolment.workshop_id.in_(_for_learners()),
    )
    return {Obstacle.NOT_TRAINED: leads, Obstacle.COMES_TO_HELP: learns}


def _for_learners() -> Select[int]:
    return (
        select(Workshop.id)
        .join(Module, Module.id == Workshop.module_id)
        .join(Curriculum, Curriculum.id == Module.curriculum_id)
        .where(Curriculum.track == TrackCode.LEARNER)
    )


def _is_among(person_id: int, people: Select[int]) -> bool:
    """Also of a guest's person, whose own row the host does not see."""
    with scope.beyond(db.session(), _IN_THE_ROOM):
        return db.session.execute(people.where(Affiliation.person_id == person_id)).first() is not None
