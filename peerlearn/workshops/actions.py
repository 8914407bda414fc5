"""Use cases of the workshops. They flush and never commit.

Each locks the workshop's row first, so that two people cannot take the last seat; who leads is locked by the
person's row, so that two workshops cannot take the same facilitator at the same hour.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete

from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.organisations.models import Organisation, Site
from peerlearn.people import queries as people
from peerlearn.people.models import Person
from peerlearn.tracks import queries as tracks
from peerlearn.workshops import queries
from peerlearn.workshops.leading import (
    appoint,
    ensure_free,
    hold,
    name_facilitator,
    release_facilitator,
    replace_facilitator,
)
from peerlearn.workshops.locking import note, planned, welcome
from peerlearn.workshops.models import Enrolment, Workshop, WorkshopGuest
from peerlearn.workshops.readiness import ensure_learns_here
from peerlearn.workshops.rules import (
    DEFAULT_CAPACITY,
    FURTHEST_YEARS,
    LARGEST_CAPACITY,
    LONGEST,
    Part,
    Place,
    Seats,
    WorkshopState,
    is_too_far,
    is_too_late_to_wait,
    place_for_next,
    queued_after,
    reasons_with,
)

__all__ = [
    "WorkshopFacts",
    "cancel",
    "change",
    "enrol",
    "exceed",
    "invite",
    "move_up",
    "name_facilitator",
    "plan",
    "release_facilitator",
    "replace_facilitator",
    "uninvite",
    "withdraw",
]


@dataclass(frozen=True)
class WorkshopFacts:
    """What staff write down about a workshop. The time is the wall clock of the place; the host owns the place.

    Without `minutes` it lasts as long as its module.
    """

    site_id: int
    module_id: int
    starts_local: datetime
    minutes: int | None = None
    capacity: int = DEFAULT_CAPACITY
    note: str = ""


def plan(facts: WorkshopFacts, *, led_by: Sequence[int] = (), by: int | None, now: datetime) -> Workshop:
    """Plan a workshop at a place of the scope; the first of `led_by` (person ids) leads, the others lead with them.

    Raises:
        DomainError: `workshops.site_elsewhere`, `workshops.module_elsewhere`, `workshops.starts_in_the_past`,
            `workshops.too_far`, `workshops.too_long`, `workshops.room_is_full`, `workshops.leads_twice`,
            `workshops.person_busy`.
    """
    site = _site_in_scope(facts.site_id)
    workshop = Workshop(host_organisation_id=site.organisation_id, seats=Seats(0, 0, 0), created_at=now)
    _write(workshop, facts, site, now=now)
    if workshop.has_started(now):
        raise DomainError("workshops.starts_in_the_past")
    if len(set(led_by)) < len(led_by):
        raise DomainError("workshops.leads_twice")
    hold(led_by)
    db.session.add(workshop)
    note(workshop, "planned", by=by)
    for place, person_id in enumerate(led_by):
        appoint(workshop, person_id, part=Part.CO_LEAD if place else Part.LEAD, now=now)
    db.session.flush()
    return workshop


def change(workshop_id: int, facts: WorkshopFacts, *, by: int | None, now: datetime) -> Workshop:
    """Change what was planned, until it starts. Enrolments stay; the table never gets smaller than who sits at it.

    Raises:
        DomainError: as for `plan`, and `workshops.cancelled`, `workshops.started`,
            `workshops.capacity_below_taken`.
    """
    workshop = planned(workshop_id)
    if workshop.has_started(now):
        raise DomainError("workshops.started")
    before = (workshop.starts_at, workshop.ends_at, workshop.site_id)
    _write(workshop, facts, _site_in_scope(facts.site_id), now=now)
    if workshop.has_started(now):
        raise DomainError("workshops.starts_in_the_past")
    moved = before != (workshop.starts_at, workshop.ends_at, workshop.site_id)
    leaders = queries.facilitators_of(workshop.id)
    ensure_free({one.person_id: one.name for one in leaders}, workshop)
    note(workshop, "moved" if moved else "changed", by=by)
    return workshop


def cancel(
    workshop_id: int, *, reason: str, presence_recorded: Callable[[Workshop], bool], by: int | None, now: datetime
) -> Workshop:
    """Cancel, saying why. The list stays as it is: it says whom to tell.

    Presence lies above workshops, so the caller brings the question, asked here under the lock: `presence_recorded`
    says whether someone was marked in this workshop. Once someone was, it took place.

    Raises:
        DomainError: `workshops.cancelled`, `workshops.cancel_reason_needed`, `workshops.not_cancellable`.
    """
    workshop = planned(workshop_id)
    if not reason.strip():
        raise DomainError("workshops.cancel_reason_needed")
    if presence_recorded(workshop):
        raise DomainError("workshops.not_cancellable")
    workshop.state = WorkshopState.CANCELLED
    workshop.cancelled_reason = reason.strip()
    note(workshop, "cancelled", by=by, after_start=workshop.has_started(now))
    return workshop


def enrol(workshop_id: int, person_id: int, *, by: int | None, now: datetime) -> Enrolment:
    """Give the person a seat, or a place on the waiting list when the workshop is full or others wait before.

    `now` is when it was asked for: a walk-in that a phone sends later counts from when they walked in.

    Raises:
        NoResultFound: the workshop or the person is not in scope.
        DomainError: `workshops.cancelled`, `workshops.in_the_past`, `workshops.already_enrolled`,
            `workshops.person_leads`, `workshops.person_busy` (a seat elsewhere at that time),
            `workshops.comes_to_help` (a volunteer on a learner's seat), `workshops.full_and_on` (nobody waits for a
            seat in a workshop that has begun).
    """
    workshop = _open(workshop_id, now)
    enrolment = _line_for(workshop, people.person_by_id(person_id), by=by)
    ensure_learns_here(person_id, enrolment.first_name, workshop)
    queue = queries.queue_of(workshop.id)
    enrolment.place = place_for_next(workshop.seats, waiting=queue.waiting)
    if is_too_late_to_wait(workshop.seats, has_started=workshop.has_started(now)):
        raise DomainError("workshops.full_and_on", name=enrolment.first_name)
    enrolment.queued_at = queued_after(queue.last_joined_at, now=now)
    enrolment.seated_at = None
    if enrolment.place is Place.SEATED:
        _sit(workshop, enrolment, now=now)
    db.session.add(enrolment)
    note(workshop, "enrolled", by=by, person=person_id, place=enrolment.place)
    return enrolment


def exceed(workshop_id: int, person_id: int, *, reason: str, by: int | None, now: datetime) -> Enrolment:
    """Give the person a seat now, beyond the capacity if need be: that takes a reason, which is kept.

    Raises:
        NoResultFound: the workshop is not in scope, nor, unless already waiting, the person.
        DomainError: `workshops.cancelled`, `workshops.in_the_past`, `workshops.already_enrolled`,
            `workshops.person_leads`, `workshops.person_busy`, `workshops.reason_needed`, `workshops.room_is_full`,
            `workshops.comes_to_help`.
    """
    workshop = _open(workshop_id, now)
    enrolment = queries.find_enrolment(workshop.id, person_id)
    if enrolment is None or enrolment.place is not Place.WAITING:
        enrolment = _line_for(workshop, people.person_by_id(person_id), by=by)
        enrolment.queued_at = queued_after(queries.queue_of(workshop.id).last_joined_at, now=now)
    if not reason.strip():
        raise DomainError("workshops.reason_needed")
    if not workshop.seats.has_room:
        raise DomainError("workshops.room_is_full", most=LARGEST_CAPACITY)
    ensure_learns_here(person_id, enrolment.first_name, workshop)
    was_free = bool(workshop.seats.free)
    if not was_free:
        workshop.extra_reason = reasons_with(workshop.extra_reason, reason)
    _sit(workshop, enrolment, now=now)
    db.session.add(enrolment)
    note(workshop, "moved_up" if was_free else "exceeded", by=by, person=person_id)
    return enrolment


def move_up(enrolment: Enrolment, *, by: int | None, now: datetime) -> Enrolment:
    """Give a free seat to someone who waits. Staff choose whom; nobody is moved without them.

    Raises:
        DomainError: `workshops.cancelled`, `workshops.in_the_past`, `workshops.not_waiting`,
            `workshops.no_free_seat`, `workshops.person_busy`, `workshops.comes_to_help`.
    """
    workshop = _open(enrolment.workshop_id, now)
    db.session.refresh(enrolment)
    if enrolment.place is not Place.WAITING:
        raise DomainError("workshops.not_waiting", name=enrolment.first_name)
    ensure_learns_here(enrolment.person_id, enrolment.first_name, workshop)
    if not workshop.seats.free:
        raise DomainError("workshops.no_free_seat")
    _sit(workshop, enrolment, now=now)
    note(workshop, "moved_up", by=by, person=enrolment.person_id)
    return enrolment


def withdraw(enrolment: Enrolment, *, marked: Callable[[Enrolment], bool], by: int | None, now: datetime) -> Enrolment:
    """Take the person off the list, until the workshop starts: from then on presence says who did not come.

    A seat that becomes free is given to nobody by itself. `marked`, as in `cancel`, says whether presence was noted
    for this person already, as it may be before the start.

    Raises:
        DomainError: `workshops.cancelled`, `workshops.too_late_to_leave`, `workshops.attended`,
            `workshops.not_enrolled`.
    """
    workshop = planned(enrolment.workshop_id)
    db.session.refresh(enrolment)
    if workshop.has_started(now):
        raise DomainError("workshops.too_late_to_leave")
    if enrolment.place is Place.WITHDRAWN:
        raise DomainError("workshops.not_enrolled", name=enrolment.first_name)
    if marked(enrolment):
        raise DomainError("workshops.attended", name=enrolment.first_name)
    if enrolment.place is Place.SEATED:
        workshop.seats = workshop.seats.with_one_less()
    enrolment.place = Place.WITHDRAWN
    enrolment.seated_at = None
    note(workshop, "withdrawn", by=by, person=enrolment.person_id)
    return enrolment


def invite(workshop_id: int, organisation: Organisation, *, by: int | None) -> None:
    """Let another organisation see the workshop and enrol its own people. Twice is once.

    Raises:
        DomainError: `workshops.cancelled`, `workshops.guest_is_host`.
    """
    workshop = planned(workshop_id)
    if organisation.id == workshop.host_organisation_id:
        raise DomainError("workshops.guest_is_host")
    if not queries.is_guest(workshop.id, organisation.id):
        welcome(workshop, organisation.id)
        note(workshop, "guest_invited", by=by, organisation=organisation.id)


def uninvite(workshop_id: int, organisation: Organisation, *, by: int | None) -> None:
    """Take an invitation back, while nobody of that organisation is on the list or leads.

    Raises:
        DomainError: `workshops.guest_has_people`.
    """
    workshop = queries.workshop_for_update(workshop_id)
    if organisation.id in queries.organisations_with_people_in(workshop.id):
        raise DomainError("workshops.guest_has_people", organisation=organisation.name)
    taken_back = delete(WorkshopGuest).where(
        WorkshopGuest.workshop_id == workshop.id, WorkshopGuest.organisation_id == organisation.id
    )
    db.session.execute(taken_back)
    note(workshop, "guest_uninvited", by=by, organisation=organisation.id)


def _site_in_scope(site_id: int) -> Site:
    site = db.session.get(Site, site_id)
    if site is None or not scope.current(db.session()).holds(site.organisation_id):
        raise DomainError("workshops.site_elsewhere")
    return site


def _write(workshop: Workshop, facts: WorkshopFacts, site: Site, *, now: datetime) -> None:
    if site.organisation_id != workshop.host_organisation_id:
        # Enrolments and marks carry the host: a workshop does not change hands.
        raise DomainError("workshops.site_elsewhere")
    _ensure_within_reach(facts.starts_local.date(), today=clock.day_of(now, site.time_zone))
    module = tracks.module(facts.module_id)
    if module.curriculum.organisation_id not in {None, workshop.host_organisation_id}:
        raise DomainError("workshops.module_elsewhere")
    lasts = timedelta(minutes=module.duration_minutes if facts.minutes is None else facts.minutes)
    if not timedelta(0) < lasts <= LONGEST:
        raise DomainError("workshops.too_long", hours=int(LONGEST.total_seconds() // 3600))
    workshop.starts_at = clock.to_instant(facts.starts_local, site.time_zone)
    workshop.ends_at = workshop.starts_at + lasts
    # Read back from the instant: a wall clock that was skipped in spring shows the hour it really is.
    workshop.starts_local = clock.at_place(workshop.starts_at, site.time_zone).replace(tzinfo=None)
    workshop.time_zone = site.time_zone
    workshop.site_id, workshop.module_id, workshop.note = site.id, module.id, facts.note
    _resize(workshop, facts.capacity)


def _ensure_within_reach(day: date, *, today: date) -> None:
    """Before any calculation: at the ends of the calendar an hour may have no instant."""
    if day < today:
        raise DomainError("workshops.starts_in_the_past")
    if is_too_far(day, today=today):
        raise DomainError("workshops.too_far", years=FURTHEST_YEARS)


def _resize(workshop: Workshop, capacity: int) -> None:
    if not 1 <= capacity <= LARGEST_CAPACITY:
        raise DomainError("workshops.room_is_full", most=LARGEST_CAPACITY)
    if not workshop.seats.may_be_resized(capacity):
        raise DomainError("workshops.capacity_below_taken", taken=workshop.seats_taken)
    workshop.seats = workshop.seats.resized(capacity)


def _open(workshop_id: int, now: datetime) -> Workshop:
    workshop = planned(workshop_id)
    if workshop.has_ended(now):
        raise DomainError("workshops.in_the_past")
    return workshop


def _line_for(workshop: Workshop, person: Person, *, by: int | None) -> Enrolment:
    """The person's line on the list: a new one, or the one they had before they withdrew, with today's card."""
    facilitator = queries.find_facilitator(workshop.id, person.id)
    if facilitator is not None and facilitator.part.is_in_the_room:
        raise DomainError("workshops.person_leads", name=person.first_name)
    line = queries.find_enrolment(workshop.id, person.id)
    if line is not None and line.place.is_on_the_list:
        raise DomainError("workshops.already_enrolled", name=person.first_name)
    affiliation = people.current_affiliation(person.id)
    line = line or Enrolment(
        workshop_id=workshop.id, host_organisation_id=workshop.host_organisation_id, person_id=person.id
    )
    line.affiliation_id, line.home_organisation_id = affiliation.id, affiliation.organisation_id
    line.first_name, line.last_name, line.channel = person.first_name, person.last_name, person.channel
    line.enrolled_by_id = by
    welcome(workshop, affiliation.organisation_id)
    return line


def _sit(workshop: Workshop, enrolment: Enrolment, *, now: datetime) -> None:
    ensure_free({enrolment.person_id: enrolment.first_name}, workshop)
    workshop.seats = workshop.seats.with_one_more()
    enrolment.place = Place.SEATED
    enrolment.seated_at = now
