"""The figures of the programme, each with one definition; every page and file asks here.

Counted are rows with identifiers and days, never names: whoever is erased and whoever moved stays counted where it
happened. So the rows are looked at beyond the scope, and the houses one may see are named in each question.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Date, and_, distinct, exists, func, or_, select, true
from sqlalchemy.orm import aliased

from peerlearn.attendance.models import Presence
from peerlearn.attendance.rules import WAS_THERE
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.permissions import Permission
from peerlearn.facilitators.path import theory_codes
from peerlearn.organisations.models import Organisation, OrganisationInWave
from peerlearn.organisations.rules import SIAE_KINDS
from peerlearn.people.models import Affiliation
from peerlearn.people.rules import Position
from peerlearn.reports.rules import Attended, Event, Figure, Span, completed, people_in
from peerlearn.tracks.models import Curriculum, Module, Outcome
from peerlearn.tracks.rules import TrackCode
from peerlearn.workshops.models import Enrolment, Workshop, WorkshopFacilitator
from peerlearn.workshops.rules import Part

_COUNTED = "counts of what happened in the named houses, also of people who moved since; no row leaves"


@dataclass(frozen=True)
class Asked:
    """What is counted: until which day, of which wave, region and organisation; nothing named means all one may see."""

    until: date
    wave_id: int | None = None
    region_code: str = ""
    organisation_id: int | None = None


def figures(asked: Asked) -> dict[Figure, int]:
    """Every figure."""
    houses = _houses(asked)
    wave = _wave(asked)
    trained = _trained_to_diagnose()
    with scope.beyond(db.session(), _COUNTED):
        led = _employees_trained_to_lead()
        learners = (_learners(asked, houses, by_peers=True), _learners(asked, houses, by_peers=False))
    return {
        Figure.ORGANISATIONS: _organisations(asked, houses),
        Figure.STAFF: people_in(trained[Position.STAFF], houses=houses, until=asked.until, wave=wave),
        Figure.SUPERVISORS: people_in(trained[Position.SUPERVISOR], houses=houses, until=asked.until, wave=wave),
        Figure.FACILITATORS: people_in(led, houses=houses, until=asked.until, wave=wave),
        Figure.LEARNERS: learners[0],
        Figure.BEGUN: learners[1],
    }


def _houses(asked: Asked) -> frozenset[int]:
    """The organisations one may see and asked for, closed ones included: what happened there happened."""
    allowed = scope.current(db.session())
    query = select(Organisation.id)
    query = query.where(true() if allowed.reason else Organisation.id.in_(allowed.organisation_ids))
    if asked.region_code:
        query = query.where(Organisation.region_code == asked.region_code)
    if asked.organisation_id is not None:
        query = query.where(Organisation.id == asked.organisation_id)
    return frozenset(db.session.execute(query.order_by(Organisation.id)).scalars())


def _wave(asked: Asked) -> Mapping[int, Sequence[Span]] | None:
    """Organisation → when it takes part in the wave that is asked for."""
    if asked.wave_id is None:
        return None
    query = select(OrganisationInWave).where(OrganisationInWave.wave_id == asked.wave_id)
    spans: dict[int, list[Span]] = defaultdict(list)
    for one in db.session.execute(query.order_by(OrganisationInWave.id)).scalars():
        spans[one.organisation_id].append(Span(one.from_on, one.until_on))
    return spans


def _organisations(asked: Asked, houses: frozenset[int]) -> int:
    """SIAE involved: a SIAE on the register by that day; in a wave, one that had joined it by that day.

    One SIRET that carries two kinds is two SIAE, as in the State's own register.
    """
    query = select(func.count(distinct(Organisation.id))).where(
        Organisation.kind.in_(SIAE_KINDS), Organisation.created_at < _end_of(asked.until), Organisation.id.in_(houses)
    )
    if asked.wave_id is not None:
        joined = exists().where(
            OrganisationInWave.organisation_id == Organisation.id,
            OrganisationInWave.wave_id == asked.wave_id,
            OrganisationInWave.from_on <= asked.until,
        )
        query = query.where(joined)
    return db.session.execute(query).scalar_one()


def _trained_to_diagnose() -> Mapping[Position, Sequence[Event]]:
    """Staff trained to diagnose, supervisors trained: who gained the permission, by what they were at that house then.

    The row is there as long as the training counts: a presence that is taken back takes it along.
    """
    query = (
        select(Outcome.person_id, Outcome.organisation_id, Outcome.gained_at, Affiliation)
        .join(
            Affiliation,
            and_(
                Affiliation.person_id == Outcome.person_id,
                Affiliation.organisation_id == Outcome.organisation_id,
            ),
        )
        .where(Outcome.permission == Permission.DIAGNOSE)
        .order_by(Outcome.id, Affiliation.from_on, Affiliation.id)
    )
    events: dict[Position, list[Event]] = {position: [] for position in Position}
    counted: set[int] = set()
    with scope.beyond(db.session(), _COUNTED):
        for person_id, organisation_id, gained_at, home in db.session.execute(query):
            on = clock.day_of(gained_at)
            # Of two stays that both hold the day, the first one counts, and only it: a change is for what comes after.
            if person_id not in counted and Span(home.from_on, home.until_on).holds(on):
                counted.add(person_id)
                events[home.position].append(Event(person_id, organisation_id, on))
    return events


def _employees_trained_to_lead() -> Sequence[Event]:
    """Employees trained to lead: employees in insertion who attended every module of the facilitators' track that is
    learnt in a room (T1 and T2). Leading itself comes after, and is not asked for."""
    codes = theory_codes()
    query = (
        select(Presence.person_id, Presence.home_organisation_id, Module.code, Workshop.starts_local)
        .join(Enrolment, Enrolment.id == Presence.enrolment_id)
        .join(Affiliation, Affiliation.id == Enrolment.affiliation_id)
        .join(Workshop, Workshop.id == Presence.workshop_id)
        .join(Module, Module.id == Workshop.module_id)
        .join(Curriculum, Curriculum.id == Module.curriculum_id)
        .where(
            _was_there(),
            Curriculum.track == TrackCode.FACILITATOR,
            Module.code.in_(codes),
            Affiliation.position == Position.EMPLOYEE,
        )
        .order_by(Workshop.starts_at, Presence.id)
    )
    attended = (Attended(*row[:3], row[3].date()) for row in db.session.execute(query))
    return completed(attended, codes) if codes else []


def _learners(asked: Asked, houses: frozenset[int], *, by_peers: bool) -> int:
    """People trained by them: different employees in insertion who were at one learners' workshop at least that an
    employee led. Without `by_peers`: who began a module, whoever led it."""
    query = (
        select(func.count(distinct(Presence.person_id)))
        .join(Enrolment, Enrolment.id == Presence.enrolment_id)
        .join(Affiliation, Affiliation.id == Enrolment.affiliation_id)
        .join(Workshop, Workshop.id == Presence.workshop_id)
        .join(Module, Module.id == Workshop.module_id)
        .join(Curriculum, Curriculum.id == Module.curriculum_id)
        .where(
            _was_there(),
            Curriculum.track == TrackCode.LEARNER,
            Affiliation.position == Position.EMPLOYEE,
            Presence.home_organisation_id.in_(houses),
            Workshop.starts_local < datetime.combine(asked.until + timedelta(days=1), time.min),
        )
    )
    if asked.wave_id is not None:
        query = query.where(_in_wave(asked.wave_id))
    if by_peers:
        query = query.where(_led_by_an_employee())
    return db.session.execute(query).scalar_one()


def _was_there() -> ColumnElement[bool]:
    return and_(Presence.is_current, Presence.state.in_(WAS_THERE))


def _in_wave(wave_id: int) -> ColumnElement[bool]:
    """That the person's organisation took part in the wave on the day of the workshop."""
    day = func.date(Workshop.starts_local, type_=Date)
    return exists().where(
        OrganisationInWave.wave_id == wave_id,
        OrganisationInWave.organisation_id == Presence.home_organisation_id,
        OrganisationInWave.from_on <= day,
        or_(OrganisationInWave.until_on.is_(None), OrganisationInWave.until_on >= day),
    )


def _led_by_an_employee() -> ColumnElement[bool]:
    home = aliased(Affiliation)
    return exists().where(
        WorkshopFacilitator.workshop_id == Workshop.id,
        WorkshopFacilitator.part != Part.REPLACED,
        home.id == WorkshopFacilitator.affiliation_id,
        home.position == Position.EMPLOYEE,
    )


def _end_of(day: date) -> datetime:
    """The first instant after the day, where the programme is."""
    return clock.to_instant(datetime.combine(day + timedelta(days=1), time.min), clock.DEFAULT_ZONE)
