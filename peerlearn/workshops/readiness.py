"""People from outside, volunteers and professionals, are trained before they meet anyone.

Being trained is an outcome like that of a track: noted by staff, or gained by the first training of facilitators.
"""

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
from peerlearn.people.rules import FROM_OUTSIDE
from peerlearn.tracks import actions as tracks
from peerlearn.tracks.models import Outcome
from peerlearn.tracks.rules import TrackCode
from peerlearn.workshops.models import Workshop, WorkshopFacilitator
from peerlearn.workshops.rules import Part, WorkshopState

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


def ensure_may_meet_people(person: Person) -> None:
    """Ask this before somebody leads, or is paired with anyone.

    Raises:
        DomainError: `workshops.not_trained_yet`.
    """
    if is_from_outside(person.id) and find_training(person.id) is None:
        raise DomainError("workshops.not_trained_yet", name=person.first_name)


def ensure_learns_here(person: Person, workshop: Workshop) -> None:
    """Who comes from outside takes a seat in trainings only: a learner's seat is for learners.

    Raises:
        DomainError: `workshops.comes_to_help`.
    """
    if workshop.module.curriculum.track is TrackCode.LEARNER and is_from_outside(person.id):
        raise DomainError("workshops.comes_to_help", name=person.first_name)


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


def is_from_here() -> ColumnElement[bool]:
    """Of a query for people: those who are no volunteer and no professional."""
    return Person.id.not_in(_from_outside())


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
    query = (
        select(Workshop)
        .join(WorkshopFacilitator, WorkshopFacilitator.workshop_id == Workshop.id)
        .where(
            WorkshopFacilitator.person_id == person_id,
            WorkshopFacilitator.part != Part.REPLACED,
            Workshop.state != WorkshopState.CANCELLED,
            Workshop.ends_at > now,
        )
        .order_by(Workshop.starts_at, Workshop.id)
    )
    return db.session.execute(query.limit(1)).scalar_one_or_none()
