"""Reads of those who lead or would like to; the session's scope decides whose.

A wish goes with the person who has it: what was noted where they were before still counts. A diagnosis stays where it
was made.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Subquery, and_, case, exists, func, literal, or_, select, type_coerce, union_all
from sqlalchemy.orm import aliased, joinedload, selectinload

from peerlearn.core import scope
from peerlearn.core.db import choice, db
from peerlearn.core.paging import Page, page_of
from peerlearn.diagnoses.models import Diagnosis
from peerlearn.diagnoses.rules import Interest as Leaning
from peerlearn.facilitators.models import Interest, Review, SelfAssessment
from peerlearn.facilitators.proposals import proposed
from peerlearn.facilitators.rules import Answer, Source
from peerlearn.people.finding import is_called, is_there
from peerlearn.people.models import Person
from peerlearn.tracks.models import Curriculum, Module, Skill
from peerlearn.tracks.rules import TrackCode
from peerlearn.workshops.models import Enrolment, Workshop, WorkshopFacilitator
from peerlearn.workshops.rules import Part, Place, WorkshopState

# Not a page of its own: those who lead stand folded under the candidates.
_MOST_LEADING = 200


@dataclass(frozen=True)
class Wish:
    """The word that counts, where it was said, when, and since when this person waits."""

    answer: Answer
    source: Source
    said_at: datetime
    since: datetime

    @property
    def is_open(self) -> bool:
        """Whether it makes a candidate: anything but a no."""
        return self.answer is not Answer.NO


def candidates_page(words: str = "", *, number: int, organisation_id: int | None = None) -> Page[Person]:
    """One page of those who would like to lead and do not yet: yes before maybe, then those whom colleagues propose and
    nobody asked; each time who waits longest first.

    Nobody is found, left out or placed by what they know.
    """
    said, named = _standing(), proposed()
    query = (
        select(Person)
        .outerjoin(said, and_(said.c.person_id == Person.id, said.c.rank == 1))
        .outerjoin(named, named.c.person_id == Person.id)
        .where(or_(said.c.person_id.is_not(None), named.c.person_id.is_not(None)), Person.id.not_in(_lead()))
    )
    place = case((said.c.answer == Answer.YES, 0), (said.c.answer == Answer.MAYBE, 1), else_=2)
    order = (place, func.coalesce(said.c.since, named.c.since), Person.id)
    return page_of(_narrowed(query, words, organisation_id).order_by(*order), number)


def people_who_lead(words: str = "", *, organisation_id: int | None = None) -> Sequence[Person]:
    """Those who lead already, alone or in the place of somebody, by name."""
    query = _narrowed(select(Person).where(Person.id.in_(_lead())), words, organisation_id)
    query = query.order_by(Person.search_key, Person.id).limit(_MOST_LEADING)
    return db.session.execute(query).scalars().all()


def wishes_of(person_ids: Collection[int]) -> dict[int, Wish]:
    """Person → their wish to lead, of those who have one now."""
    said = _standing(person_ids)
    columns = (said.c.person_id, said.c.answer, said.c.source, said.c.said_at, said.c.since)
    found = db.session.execute(select(*columns).where(said.c.rank == 1).order_by(said.c.person_id))
    return {row[0]: Wish(*row[1:]) for row in found}


def notes_of(person_id: int) -> Sequence[Interest]:
    """What was noted of this person, by staff or by themselves, and not taken back; the latest first."""
    query = select(Interest).where(
        Interest.person_id == person_id, Interest.taken_back_at.is_(None), Interest.source != Source.COLLEAGUE
    )
    return db.session.execute(query.order_by(Interest.said_at.desc(), Interest.id.desc())).scalars().all()


def count_notes(person_id: int) -> int:
    """How many times something was noted of this person, what was taken back included; no colleague's proposals."""
    query = select(func.count(Interest.id)).where(Interest.person_id == person_id, Interest.source != Source.COLLEAGUE)
    return db.session.execute(query).scalar_one()


def find_wish(person_id: int) -> Wish | None:
    """The word of this person that counts, be it a no; None when nobody asked."""
    if (wish := wishes_of([person_id]).get(person_id)) is not None:
        return wish
    note = next(iter(notes_of(person_id)), None)
    return Wish(note.answer, note.source, note.said_at, note.said_at) if note else None


class Trainings:
    """The workshops of the facilitators' track to come, by module, those with a free seat first."""

    def __init__(self, workshops: Sequence[Workshop]) -> None:
        self._workshops = workshops

    def next_for(self, person: Person, code: str) -> Workshop | None:
        """The first one of this module in the person's region, or at a host that belongs to none."""
        near = {None, person.organisation.region_code}
        return next((one for one in self._workshops if one.module.code == code and one.host.region_code in near), None)


def coming_sessions(codes: Collection[str], *, now: datetime) -> Trainings:
    """The workshops of these modules that somebody may be invited to."""
    query = (
        _of_the_track(select(Workshop))
        .where(Module.code.in_(codes), Workshop.starts_at > now, Workshop.state != WorkshopState.CANCELLED)
        .options(joinedload(Workshop.module), joinedload(Workshop.site), joinedload(Workshop.host))
        .order_by(Workshop.seats_taken >= Workshop.capacity, Workshop.starts_at, Workshop.id)
    )
    return Trainings(db.session.execute(query).scalars().all())


def coming_trainings(person_ids: Collection[int], *, now: datetime) -> dict[int, Enrolment]:
    """Person → the next workshop of the facilitators' track at which they have a seat, or wait for one."""
    query = (
        _of_the_track(select(Enrolment).join(Enrolment.workshop))
        .where(
            Enrolment.person_id.in_(person_ids),
            Enrolment.place != Place.WITHDRAWN,
            Workshop.ends_at > now,
            Workshop.state != WorkshopState.CANCELLED,
        )
        .options(joinedload(Enrolment.workshop).joinedload(Workshop.module))
        .order_by(Workshop.starts_at, Enrolment.id)
    )
    found: dict[int, Enrolment] = {}
    for enrolment in db.session.execute(query).scalars():
        found.setdefault(enrolment.person_id, enrolment)
    return found


def find_review(workshop_id: int, person_id: int) -> Review | None:
    """How this person looked back at that workshop."""
    query = select(Review).where(Review.workshop_id == workshop_id, Review.person_id == person_id)
    return db.session.execute(query).scalar_one_or_none()


def reviewed_workshops(person_ids: Collection[int]) -> Mapping[int, frozenset[int]]:
    """Person → the workshops they looked back at, wherever those were."""
    query = select(Review.person_id, Review.workshop_id).where(Review.person_id.in_(person_ids)).order_by(Review.id)
    found: dict[int, set[int]] = defaultdict(set)
    with scope.beyond(db.session(), "a person's own record is whole wherever it was written"):
        for row in db.session.execute(query):
            found[row.person_id].add(row.workshop_id)
    return {person_id: frozenset(workshops) for person_id, workshops in found.items()}


def own_levels(person_id: int) -> dict[str, SelfAssessment]:
    """Code of a skill → where the person places themselves, the latest word of each."""
    query = (
        select(SelfAssessment, Skill.code)
        .join(Skill, Skill.id == SelfAssessment.skill_id)
        .where(SelfAssessment.person_id == person_id)
        .order_by(SelfAssessment.said_at, SelfAssessment.id)
    )
    return {code: said for said, code in db.session.execute(query)}


def count_self_assessments(person_id: int) -> int:
    """How many times this person said where they stand."""
    query = select(func.count(SelfAssessment.id)).where(SelfAssessment.person_id == person_id)
    return db.session.execute(query).scalar_one()


def _lead() -> Select[Any]:
    """Who leads, or led, alone or in the place of somebody: in a pair, one still learns."""
    leads = WorkshopFacilitator.part.in_([Part.LEAD, Part.SUBSTITUTE])
    query = select(WorkshopFacilitator.person_id).join(WorkshopFacilitator.workshop)
    return query.where(leads, Workshop.state != WorkshopState.CANCELLED)


def _narrowed(query: Select[Person], words: str, organisation_id: int | None) -> Select[Person]:
    query = query.where(is_called(words), is_there()).options(selectinload(Person.organisation))
    return query if organisation_id is None else query.where(Person.organisation_id == organisation_id)


def _of_the_track(query: Select[Any]) -> Select[Any]:
    query = query.join(Module, Module.id == Workshop.module_id).join(Curriculum, Curriculum.id == Module.curriculum_id)
    return query.where(Curriculum.track == TrackCode.FACILITATOR)


def _standing(person_ids: Collection[int] | None = None) -> Subquery:
    """Each word that still stands, ranked by person: 1 is the one that counts; `since` is the first of them."""
    words = union_all(_noted(person_ids), _diagnosed(person_ids)).subquery("words")
    whose = words.c.person_id
    rank = func.row_number().over(partition_by=whose, order_by=words.c.said_at.desc())
    since = func.min(words.c.said_at).over(partition_by=whose)
    return select(words, rank.label("rank"), since.label("since")).subquery("standing")


def _noted(person_ids: Collection[int] | None) -> Select[Any]:
    # The bare table: a wish follows the person to another house, and whoever asks has the person in scope.
    notes, later = Interest.__table__.alias("notes"), Interest.__table__.alias("refusals")
    refused = exists().where(
        later.c.person_id == notes.c.person_id,
        later.c.answer == Answer.NO,
        later.c.taken_back_at.is_(None),
        later.c.said_at >= notes.c.said_at,
    )
    query = select(notes.c.person_id, notes.c.answer, notes.c.source, notes.c.said_at)
    query = query.where(notes.c.answer != Answer.NO, notes.c.taken_back_at.is_(None), ~refused)
    query = query.where(notes.c.source != Source.COLLEAGUE)
    return query if person_ids is None else query.where(notes.c.person_id.in_(person_ids))


def _diagnosed(person_ids: Collection[int] | None) -> Select[Any]:
    """Only as far as the latest diagnosis says so too, and nobody noted a no since."""
    refusals, later = Interest.__table__.alias("refusals"), aliased(Diagnosis)
    leaning, later_leaning = (one.result["interest"].as_string() for one in (Diagnosis, later))
    refused = exists().where(
        refusals.c.person_id == Diagnosis.person_id,
        refusals.c.answer == Answer.NO,
        refusals.c.taken_back_at.is_(None),
        refusals.c.said_at >= Diagnosis.finished_at,
    )
    otherwise = exists().where(
        and_(later.person_id == Diagnosis.person_id, later.finished_at > Diagnosis.finished_at, later_leaning.is_(None))
    )
    answer = type_coerce(case((leaning == Leaning.YES, Answer.YES.value), else_=Answer.MAYBE.value), choice(Answer))
    source = literal(Source.DIAGNOSIS, choice(Source))
    columns: list[Any] = [Diagnosis.person_id, answer, source, Diagnosis.finished_at]
    query = select(*columns).where(Diagnosis.finished_at.is_not(None), leaning.is_not(None), ~refused, ~otherwise)
    return query if person_ids is None else query.where(Diagnosis.person_id.in_(person_ids))
