"""A room as a batch of marks needs it: the locked workshop, who sits there, and every mark made so far.

Loaded with few queries, whatever the number of people and skills: a phone sends eight people's marks at once.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import contains_eager

from peerlearn.attendance.marks import Kind
from peerlearn.attendance.models import FieldMark, Observation, Presence
from peerlearn.attendance.outcomes import settle
from peerlearn.attendance.room import Marker
from peerlearn.attendance.rules import MarkState, Side
from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.people.gone import hold_as_living
from peerlearn.people.models import Person
from peerlearn.tracks.models import Module, Skill
from peerlearn.workshops.models import Enrolment, Workshop, WorkshopFacilitator
from peerlearn.workshops.rules import Part

_PEOPLE = Person.__table__
M = TypeVar("M")
_FORMER = "whether somebody who sends a mark led that workshop before; then its host's staff will see the mark"


@dataclass
class Desk:
    """One workshop of the batch, for the one who sends it."""

    workshop_id: int
    host_organisation_id: int
    workshop: Workshop | None = None
    side: Side = Side.PEER
    enrolments: dict[UUID, Enrolment] = field(default_factory=dict)
    presences: dict[int, list[Presence]] = field(default_factory=dict)
    skills: dict[str, Skill] = field(default_factory=dict)
    observations: dict[tuple[int, int, Side], list[Observation]] = field(default_factory=dict)
    # People that were erased: nothing is written about them any more.
    gone: set[int] = field(default_factory=set)
    # Who came without a seat and waits for staff; asked for when a mark is about nobody on the list.
    _arrivals: set[UUID] | None = None
    # Made by this batch, stored once it is known which of them count.
    fresh: list[Presence | Observation] = field(default_factory=list)
    marked: dict[int, Enrolment] = field(default_factory=dict)

    def arrivals(self) -> set[UUID]:
        """Under which identifiers people wait who came without a seat: marks about them wait too."""
        if self._arrivals is None:
            self._arrivals = _held_arrivals(self.workshop_id)
        return self._arrivals

    def bring(self, presence: Presence | None, observation: Observation | None) -> None:
        """Marks of somebody here; one of them may come more than once."""
        if presence is not None:
            _add(self.presences.setdefault(presence.enrolment_id, []), presence)
        if observation is not None:
            about = (observation.person_id, observation.skill_id, observation.side)
            _add(self.observations.setdefault(about, []), observation)

    def settle(self, *, by: Marker, now: datetime) -> None:
        """What presence leads to, counted once for each person of the batch."""
        for enrolment in self.marked.values():
            if self.workshop is not None:
                settle(enrolment, self.workshop, by=by.account_id, now=now)


def desks_for(public_ids: Collection[str], *, by: Marker, seen_from: Side | None = None) -> dict[str, Desk]:
    """Public id → desk, of the workshops that `by` is in charge of now. Their rows are locked, in one order.

    With `seen_from`, what is observed counts from that side: staff let a mark count that a peer made.
    """
    if not public_ids:
        return {}
    desks = _held(public_ids, by, seen_from)
    _bring_people(desks)
    return {desk.workshop.public_id: desk for desk in desks.values() if desk.workshop}


def _held(public_ids: Collection[str], by: Marker, seen_from: Side | None) -> dict[int, Desk]:
    """The workshops, locked, and what is observed in each. What others wrote meanwhile is read after that."""
    desks: dict[int, Desk] = {}
    query = (
        select(Workshop, WorkshopFacilitator.part, Skill)
        .join(Workshop.module)
        .join(Module.curriculum)
        .outerjoin(Skill, Skill.module_id == Workshop.module_id)
        .outerjoin(
            WorkshopFacilitator,
            and_(WorkshopFacilitator.workshop_id == Workshop.id, WorkshopFacilitator.person_id == by.person_id),
        )
        .options(contains_eager(Workshop.module).contains_eager(Module.curriculum))
        .where(Workshop.public_id.in_(public_ids))
        .order_by(Workshop.id, Skill.id)
        .with_for_update(key_share=True, of=Workshop)
    )
    for workshop, part, skill in db.session.execute(query, execution_options={"populate_existing": True}):
        side = _side(workshop, part, by)
        if side is None:
            continue
        desk = Desk(workshop.id, workshop.host_organisation_id, workshop, seen_from or side)
        desk = desks.setdefault(workshop.id, desk)
        if skill is not None:
            desk.skills[skill.code] = skill
    return desks


def _bring_people(desks: dict[int, Desk]) -> None:
    """Who is on the lists, and the marks of theirs that decide; their keys are locked, so that nobody is erased now."""
    if not desks:
        return
    query = (
        select(Enrolment, Presence, Observation, _PEOPLE.c.anonymised_at)
        .join(_PEOPLE, _PEOPLE.c.id == Enrolment.person_id)
        .outerjoin(Presence, and_(Presence.enrolment_id == Enrolment.id, _decides(Presence)))
        .outerjoin(
            Observation,
            and_(
                Observation.workshop_id == Enrolment.workshop_id,
                Observation.person_id == Enrolment.person_id,
                _decides(Observation),
            ),
        )
        .where(Enrolment.workshop_id.in_(desks))
        .order_by(Enrolment.person_id, Enrolment.id, Presence.id, Observation.id)
        .with_for_update(read=True, key_share=True, of=_PEOPLE)
    )
    living: set[int] = set()
    rows = db.session.execute(query, execution_options={"populate_existing": True})
    for enrolment, presence, observation, anonymised_at in rows:
        desk = desks[enrolment.workshop_id]
        desk.enrolments[enrolment.public_id] = enrolment
        if anonymised_at is not None:
            desk.gone.add(enrolment.person_id)
            continue
        living.add(enrolment.person_id)
        desk.bring(presence, observation)
    hold_as_living(db.session(), living)


def _decides(marked: type[Presence] | type[Observation]) -> ColumnElement[bool]:
    """It counts, or was taken back: what is older than that counts no more. Others are history."""
    return or_(marked.is_current, marked.taken_back_at.is_not(None))


def _held_arrivals(workshop_id: int) -> set[UUID]:
    query = select(FieldMark.content).where(
        FieldMark.workshop_id == workshop_id, FieldMark.kind == Kind.WALK_IN, FieldMark.state == MarkState.HELD
    )
    found = db.session.execute(query.order_by(FieldMark.id)).scalars()
    return {UUID(content["enrolment"]) for content in found if content is not None}


def _add(rows: list[M], row: M) -> None:
    if row not in rows:
        rows.append(row)


def find_former_desk(public_id: str, *, by: Marker) -> Desk | None:
    """The workshop that `by` led once and leads no more; None when they never did."""
    if by.person_id is None:
        return None
    query = (
        select(Workshop.id, Workshop.host_organisation_id)
        .join(WorkshopFacilitator, WorkshopFacilitator.workshop_id == Workshop.id)
        .where(Workshop.public_id == public_id, WorkshopFacilitator.person_id == by.person_id)
    )
    with scope.beyond(db.session(), _FORMER):
        row = db.session.execute(query).one_or_none()
    return Desk(row.id, row.host_organisation_id) if row else None


def _side(workshop: Workshop, part: Part | None, by: Marker) -> Side | None:
    if by.hosts.holds(workshop.host_organisation_id):
        return Side.STAFF
    leads = part in {Part.LEAD, Part.CO_LEAD, Part.SUBSTITUTE}
    return Side.PEER if leads else None
