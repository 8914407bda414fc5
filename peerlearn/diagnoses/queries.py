"""Reads of the diagnoses; the session's scope decides whose."""

from collections.abc import Collection, Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from peerlearn.core.db import db
from peerlearn.diagnoses.models import Diagnosis, Questionnaire
from peerlearn.diagnoses.rules import Teaching
from peerlearn.people.finding import is_called, is_there
from peerlearn.people.models import Affiliation, Person
from peerlearn.people.rules import Position
from peerlearn.tracks.queries import curriculum_of, modules_of
from peerlearn.tracks.rules import TrackCode


def questionnaire_in_force() -> Questionnaire:
    """The questionnaire that a new diagnosis uses.

    Raises:
        NoResultFound: none was loaded.
    """
    query = select(Questionnaire).where(Questionnaire.superseded_at.is_(None)).order_by(Questionnaire.id.desc())
    return db.session.execute(query.limit(1)).scalar_one()


def find_questionnaire(code: str, version: str) -> Questionnaire | None:
    """One version of the questions, in force or not any more."""
    query = select(Questionnaire).where(Questionnaire.code == code, Questionnaire.version == version)
    return db.session.execute(query).scalar_one_or_none()


def people_to_ask(organisation_ids: Collection[int], *, most: int, called: str = "") -> Sequence[Person]:
    """The employees of these organisations whom nobody has asked yet, the last to come first, with their house; those
    whose name begins so, when something was typed."""
    asked = exists().where(Diagnosis.person_id == Person.id, Diagnosis.finished_at.is_not(None))
    query = (
        select(Person)
        .join(Affiliation, Affiliation.person_id == Person.id)
        .where(Affiliation.until_on.is_(None), Affiliation.position == Position.EMPLOYEE)
        .where(Person.organisation_id.in_(organisation_ids), is_there(), ~asked, is_called(called))
        .options(joinedload(Person.organisation))
        .order_by(Affiliation.from_on.desc(), Person.id.desc())
    )
    return db.session.execute(query.limit(most)).scalars().all()


def diagnosis(public_id: str) -> Diagnosis:
    """The diagnosis, with its person and questionnaire.

    Raises:
        NoResultFound: there is none in scope, or the person belongs to another house by now.
    """
    query = select(Diagnosis).join(Diagnosis.person).where(Diagnosis.public_id == public_id)
    query = query.options(contains_eager(Diagnosis.person), selectinload(Diagnosis.questionnaire))
    return db.session.execute(query).scalar_one()


def open_diagnosis(person_id: int) -> Diagnosis | None:
    """The conversation that was begun with this person and not ended."""
    query = select(Diagnosis).where(Diagnosis.person_id == person_id, Diagnosis.finished_at.is_(None))
    return db.session.execute(query).scalar_one_or_none()


def diagnoses_of(person_id: int) -> Sequence[Diagnosis]:
    """The person's finished diagnoses, the latest first."""
    query = select(Diagnosis).where(Diagnosis.person_id == person_id, Diagnosis.finished_at.is_not(None))
    query = query.options(selectinload(Diagnosis.questionnaire))
    return db.session.execute(query.order_by(Diagnosis.finished_at.desc(), Diagnosis.id.desc())).scalars().all()


def every_diagnosis_of(person_id: int) -> Sequence[Diagnosis]:
    """All conversations with the person, under way or over."""
    query = select(Diagnosis).where(Diagnosis.person_id == person_id).order_by(Diagnosis.id)
    return db.session.execute(query).scalars().all()


def former_of(diagnosis: Diagnosis) -> Diagnosis | None:
    """The one before, on the same version of the questions: only those can be compared."""
    query = (
        select(Diagnosis)
        .where(
            Diagnosis.person_id == diagnosis.person_id,
            Diagnosis.questionnaire_id == diagnosis.questionnaire_id,
            Diagnosis.finished_at.is_not(None),
            Diagnosis.started_at < diagnosis.started_at,
        )
        .order_by(Diagnosis.started_at.desc(), Diagnosis.id.desc())
    )
    return db.session.execute(query.limit(1)).scalar_one_or_none()


def teaching() -> Teaching:
    """The learners' modules in force, each with those that come before it.

    Raises:
        NoResultFound: no learners' curriculum was loaded.
    """
    modules = modules_of(curriculum_of(TrackCode.LEARNER))
    return Teaching({module.code: tuple(module.details.get("prerequisites", ())) for module in modules})
