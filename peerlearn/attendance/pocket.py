"""What a phone keeps for the room: the workshops around today, who comes, what is marked already.

First names as the room says them, and no way to reach anybody: a phone is lost more easily than a list.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from peerlearn.accounts.models import Account
from peerlearn.attendance.marks import Mark, ObservationSaid, PresenceSaid, SignatureSaid, WalkInSaid, read_mark
from peerlearn.attendance.models import FieldMark, Observation, Presence, SheetPhoto, Signature, WorkshopClosing
from peerlearn.attendance.room import Marker
from peerlearn.attendance.rules import LEADERS_MAY_FOR, MarkState, PresenceState, Side
from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.diagnoses.models import Diagnosis
from peerlearn.diagnoses.rules import Need
from peerlearn.people.rules import names_in_room
from peerlearn.tracks.models import Module, Skill
from peerlearn.workshops.models import Enrolment, Workshop, WorkshopFacilitator
from peerlearn.workshops.queries import facilitators_of_each, seated_in_each
from peerlearn.workshops.rules import Part, WorkshopState

# A facilitator prepares a fortnight ahead; the office looks at the day.
_AHEAD, _OFFICE_AHEAD = timedelta(days=14), timedelta(days=1)
_MOST = 30
# Beside the codes of skills, of which none looks like this.
PRESENCE = "presence"
_NEEDS = "what somebody needs to take part is on the guest card that the host sees; never an answer"


@dataclass(frozen=True)
class Here:
    """Whether somebody was there, as it counts now."""

    state: PresenceState
    minutes: int | None


@dataclass(frozen=True)
class NotedBy:
    """Who else noted something, and when."""

    name: str
    at: datetime


@dataclass(frozen=True)
class Guest:
    """Somebody who sits there: the name the room uses, what they need, and what was marked.

    `others` says of a presence (`PRESENCE`) and of each skill's code who noted it, when that was somebody else. Who
    `waits` came without a seat, and the office has not let them in yet.
    """

    enrolment: UUID
    name: str
    needs: Sequence[Need] = ()
    presence: Here | None = None
    levels: Mapping[str, int] = field(default_factory=dict)
    has_signed: bool = False
    others: Mapping[str, NotedBy] = field(default_factory=dict)
    waits: bool = False


@dataclass(frozen=True)
class Pocket:
    """One workshop with all that its room needs."""

    workshop: Workshop
    side: Side
    leaders: Sequence[str]
    skills: Sequence[Skill]
    guests: Sequence[Guest]
    is_closed: bool
    sheets: int


@dataclass
class _Marks:
    """Everything marked in these workshops that counts, by whom it is about."""

    presences: dict[int, Here] = field(default_factory=dict)
    levels: dict[tuple[int, Side], dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    others: dict[tuple[int, Side], dict[str, NotedBy]] = field(default_factory=lambda: defaultdict(dict))
    signed: frozenset[int] = frozenset()
    closed: frozenset[int] = frozenset()
    sheets: Mapping[int, int] = field(default_factory=dict)


def pockets(by: Marker, *, now: datetime) -> list[Pocket]:
    """The workshops that `by` runs, from those that may still be marked to a fortnight ahead; the earliest first."""
    found = _workshops(by, now)
    ids = [workshop.id for workshop, _ in found]
    seated, leaders = seated_in_each(ids), facilitators_of_each(ids)
    marks, arrivals, skills = _marks(ids, by), _arrivals(ids), _skills({workshop.module_id for workshop, _ in found})
    needs = needs_of({line.person_id for lines in seated.values() for line in lines})
    return [
        Pocket(
            workshop=workshop,
            side=side,
            leaders=[one.name for one in leaders.get(workshop.id, ())],
            skills=skills.get(workshop.module_id, []),
            guests=[*_guests(seated.get(workshop.id, ()), side, marks, needs), *arrivals[workshop.id].values()],
            is_closed=workshop.id in marks.closed,
            sheets=marks.sheets.get(workshop.id, 0),
        )
        for workshop, side in found
    ]


def needs_of(person_ids: Collection[int]) -> dict[int, list[Need]]:
    """Person → what they need to take part, from their latest finished diagnosis."""
    query = (
        select(Diagnosis.person_id, Diagnosis.result)
        .where(Diagnosis.person_id.in_(person_ids), Diagnosis.finished_at.is_not(None))
        .order_by(Diagnosis.finished_at, Diagnosis.id)
    )
    with scope.beyond(db.session(), _NEEDS):
        latest: dict[int, dict[str, Any]] = {row.person_id: row.result for row in db.session.execute(query)}
    return {person: [need for need in Need if need in result.get("needs", ())] for person, result in latest.items()}


def _workshops(by: Marker, now: datetime) -> list[tuple[Workshop, Side]]:
    query = (
        select(Workshop, WorkshopFacilitator.part)
        .outerjoin(
            WorkshopFacilitator,
            and_(WorkshopFacilitator.workshop_id == Workshop.id, WorkshopFacilitator.person_id == by.person_id),
        )
        .where(Workshop.state != WorkshopState.CANCELLED, or_(_led(now), _of_the_day(by, now)))
        .options(joinedload(Workshop.module).joinedload(Module.curriculum))
        .options(joinedload(Workshop.site), joinedload(Workshop.host))
        .order_by(Workshop.starts_at, Workshop.id)
        .limit(_MOST)
    )
    rows = db.session.execute(query).all()
    return [(one, Side.STAFF if by.hosts.holds(one.host_organisation_id) else Side.PEER) for one, _ in rows]


def _led(now: datetime) -> ColumnElement[bool]:
    return and_(
        WorkshopFacilitator.part != Part.REPLACED,
        Workshop.ends_at > now - LEADERS_MAY_FOR,
        Workshop.starts_at < now + _AHEAD,
    )


def _of_the_day(by: Marker, now: datetime) -> ColumnElement[bool]:
    hosts = Workshop.host_organisation_id.in_(by.hosts.organisation_ids)
    around = and_(Workshop.ends_at > now - _OFFICE_AHEAD, Workshop.starts_at < now + _OFFICE_AHEAD)
    return around if by.hosts.reason else and_(hosts, around)


def _marks(ids: Collection[int], by: Marker) -> _Marks:
    marks = _Marks()
    presences = (
        select(Presence, Account.name)
        .outerjoin(Account, _is_of_another(Presence, by))
        .where(Presence.workshop_id.in_(ids), Presence.is_current)
        .order_by(Presence.id)
    )
    for presence, name in db.session.execute(presences):
        marks.presences[presence.enrolment_id] = Here(presence.state, presence.minutes)
        if name:
            for side in Side:
                marks.others[presence.enrolment_id, side][PRESENCE] = NotedBy(name, presence.recorded_at)
    seen = (
        select(Observation, Skill.code, Account.name)
        .join(Skill, Skill.id == Observation.skill_id)
        .outerjoin(Account, _is_of_another(Observation, by))
        .where(Observation.workshop_id.in_(ids), Observation.is_current, Observation.enrolment_id.is_not(None))
        .order_by(Observation.id)
    )
    for observation, code, name in db.session.execute(seen):
        about = observation.enrolment_id or 0, observation.side
        marks.levels[about][code] = observation.level
        if name:
            marks.others[about][code] = NotedBy(name, observation.recorded_at)
    signed = select(Signature.enrolment_id).where(Signature.workshop_id.in_(ids), Signature.is_current)
    marks.signed = frozenset(db.session.execute(signed).scalars())
    closed = select(WorkshopClosing.workshop_id).where(WorkshopClosing.workshop_id.in_(ids), WorkshopClosing.is_current)
    marks.closed = frozenset(db.session.execute(closed).scalars())
    sheets = select(SheetPhoto.workshop_id, func.count(SheetPhoto.id)).where(SheetPhoto.workshop_id.in_(ids))
    sheets = sheets.group_by(SheetPhoto.workshop_id).order_by(SheetPhoto.workshop_id)
    marks.sheets = {row[0]: row[1] for row in db.session.execute(sheets)}
    return marks


def _is_of_another(marked: type[Presence] | type[Observation], by: Marker) -> ColumnElement[bool]:
    return and_(Account.id == marked.recorded_by_id, Account.id != by.account_id)


def _arrivals(ids: Collection[int]) -> dict[int, dict[UUID, Guest]]:
    """Workshop → who came without a seat and waits for the office, with what was noted about them since."""
    query = select(FieldMark).where(FieldMark.workshop_id.in_(ids), FieldMark.state == MarkState.HELD)
    held = db.session.execute(query.order_by(FieldMark.counted_at, FieldMark.id)).scalars().all()
    read = [(mark.workshop_id, read_mark(mark.content)) for mark in held]
    found: dict[int, dict[UUID, Guest]] = defaultdict(dict)
    for workshop_id, mark in read:
        if isinstance(mark.said, WalkInSaid):
            found[workshop_id][mark.said.enrolment] = Guest(mark.said.enrolment, mark.said.first_name, waits=True)
    for workshop_id, mark in read:
        if mark.enrolment is not None and (guest := found[workshop_id].get(mark.enrolment)) is not None:
            found[workshop_id][mark.enrolment] = _with(guest, mark)
    return found


def _with(guest: Guest, mark: Mark) -> Guest:
    said = mark.said
    if isinstance(said, PresenceSaid):
        return replace(guest, presence=Here(said.state, said.minutes) if said.state else None)
    if isinstance(said, ObservationSaid):
        return replace(guest, levels={**guest.levels, said.skill: int(said.level or 0)})
    return replace(guest, has_signed=guest.has_signed or isinstance(said, SignatureSaid))


def _skills(module_ids: Collection[int]) -> dict[int | None, list[Skill]]:
    query = select(Skill).where(Skill.module_id.in_(module_ids)).order_by(Skill.module_id, Skill.position)
    found: dict[int | None, list[Skill]] = defaultdict(list)
    for skill in db.session.execute(query).scalars():
        found[skill.module_id].append(skill)
    return found


def _guests(lines: Sequence[Enrolment], side: Side, marks: _Marks, needs: Mapping[int, Sequence[Need]]) -> list[Guest]:
    names = names_in_room([line.called for line in lines])
    return [
        Guest(
            enrolment=line.public_id,
            name=name,
            needs=needs.get(line.person_id, ()),
            presence=marks.presences.get(line.id),
            levels=marks.levels.get((line.id, side), {}),
            has_signed=line.id in marks.signed,
            others=marks.others.get((line.id, side), {}),
        )
        for line, name in zip(lines, names, strict=True)
    ]
