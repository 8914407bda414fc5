"""A room as a batch of marks needs it: the locked workshop, who sits there, and every mark made so far.

Loaded with few queries, whatever the number of people and skills: a phone sends eight people's marks at once.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import contains_eager

from peerlearn.attendance.models import Observation, Presence
from peerlearn.attendance.outcomes import settle
from peerlearn.attendance.room import Marker
from peerlearn.attendance.rules import Side
from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.tracks.models import Module, Skill
from peerlearn.workshops.models import Enrolment, Workshop, WorkshopFacilitator
from peerlearn.workshops.rules import Part

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
    observations: dict[tuple[int, int], list[Observation]] = field(default_factory=dict)
    # Made by this batch, stored once it is known which of them count.
    fresh: list[Presence | Observation] = field(default_factory=list)
    marked: dict[int, Enrolment] = field(default_factory=dict)

    def settle(self, *, by: Marker, now: datetime) -> None:
        """What presence leads to, counted once for each person of the batch."""
        for enrolment in self.marked.values():
            if self.workshop is not None:
                settle(enrolment, self.workshop, by=by.account_id, now=now)


def desks_for(public_ids: Collection[str], *, by: Marker, seen_from: Side | None = None) -> dict[str, Desk]:
    """Public id → desk, of the workshops that `by` is in charge of now. Their rows are locked, in one order.

    With `seen_from`, what is observed counts from that side: staff let a mark count that a peer made.
    """
    desks: dict[int, Desk] = {}
    if not public_ids:
        return {}
    query = (
        select(Workshop, Enrolment, Presence, WorkshopFacilitator.part)
        .join(Workshop.module)
        .join(Module.curriculum)
        .outerjoin(Enrolment, Enrolment.workshop_id == Workshop.id)
        .outerjoin(Presence, Presence.enrolment_id == Enrolment.id)
        .outerjoin(
            WorkshopFacilitator,
            and_(WorkshopFacilitator.workshop_id == Workshop.id, WorkshopFacilitator.person_id == by.person_id),
        )
        .options(contains_eager(Workshop.module).contains_eager(Module.curriculum))
        .where(Workshop.public_id.in_(public_ids))
        .order_by(Workshop.id, Enrolment.id, Presence.id)
        .with_for_update(key_share=True, of=Workshop)
    )
    for workshop, enrolment, presence, part in db.session.execute(query, execution_options={"populate_existing": True}):
        side = _side(workshop, part, by)
        if side is None:
            continue
        desk = Desk(workshop.id, workshop.host_organisation_id, workshop, seen_from or side)
        desk = desks.setdefault(workshop.id, desk)
        if enrolment is not None:
            desk.enrolments[enrolment.public_id] = enrolment
        if presence is not None:
            desk.presences.setdefault(presence.enrolment_id, []).append(presence)
    _bring_skills(desks)
    return {desk.workshop.public_id: desk for desk in desks.values() if desk.workshop}


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


def _bring_skills(desks: dict[int, Desk]) -> None:
    """The skills of each module, and what was observed of them here, from the sides of who sends."""
    if not desks:
        return
    query = (
        select(Workshop.id, Skill, Observation)
        .join(Skill, Skill.module_id == Workshop.module_id)
        .outerjoin(
            Observation,
            and_(Observation.skill_id == Skill.id, Observation.workshop_id == Workshop.id),
        )
        .where(Workshop.id.in_(desks))
        .order_by(Skill.id, Observation.id)
    )
    for workshop_id, skill, found in db.session.execute(query):
        observation: Observation | None = found  # nothing was seen of this skill yet
        desk = desks[workshop_id]
        desk.skills[skill.code] = skill
        if observation is not None and observation.side is desk.side:
            desk.observations.setdefault((observation.person_id, skill.id), []).append(observation)
