"""Who leads a workshop: named, replaced even an hour before, and never in two rooms at once."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.people import queries as people
from peerlearn.people.models import Person
from peerlearn.workshops import queries
from peerlearn.workshops.engagements import find_other_workshop
from peerlearn.workshops.locking import note, planned, welcome
from peerlearn.workshops.models import Workshop, WorkshopFacilitator
from peerlearn.workshops.readiness import ensure_may_meet_people
from peerlearn.workshops.rules import LEADERS_STAY_OPEN, Part


def name_facilitator(
    workshop_id: int, person_id: int, *, part: Part | None = None, by: int | None, now: datetime
) -> WorkshopFacilitator:
    """Let the person lead: alone, or, unless `part` says otherwise, with whoever leads already.

    Raises:
        NoResultFound: the workshop or the person is not in scope.
        DomainError: `workshops.cancelled`, `workshops.in_the_past`, `workshops.already_leads`,
            `workshops.facilitator_enrolled`, `workshops.person_busy`.
    """
    workshop = _open(workshop_id, now)
    if part is None:
        part = Part.CO_LEAD if queries.facilitators_of(workshop.id) else Part.LEAD
    facilitator = appoint(workshop, person_id, part=part, now=now)
    note(workshop, "facilitator_named", by=by, person=person_id, part=part)
    return facilitator


def replace_facilitator(
    facilitator: WorkshopFacilitator, person_id: int, *, by: int | None, now: datetime
) -> WorkshopFacilitator:
    """Let the person step in for someone, who stays in history; up to a week late, since that is when one hears of it.

    Raises:
        NoResultFound: the workshop or the person is not in scope.
        DomainError: as for `name_facilitator`, and `workshops.facilitator_not_here`.
    """
    workshop = _open(facilitator.workshop_id, now)
    if facilitator.person_id == person_id:
        raise DomainError("workshops.already_leads", name=facilitator.name)
    _step_down(facilitator)
    substitute = appoint(workshop, person_id, part=Part.SUBSTITUTE, now=now)
    note(workshop, "facilitator_replaced", by=by, person=person_id, instead_of=facilitator.person_id)
    return substitute


def release_facilitator(facilitator: WorkshopFacilitator, *, by: int | None, now: datetime) -> None:
    """Someone does not lead after all, and nobody steps in yet; they stay in history.

    Raises:
        DomainError: `workshops.cancelled`, `workshops.in_the_past`, `workshops.facilitator_not_here`.
    """
    workshop = _open(facilitator.workshop_id, now)
    _step_down(facilitator)
    note(workshop, "facilitator_released", by=by, person=facilitator.person_id)


def appoint(workshop: Workshop, person_id: int, *, part: Part, now: datetime) -> WorkshopFacilitator:
    """Write down that the person leads this locked workshop.

    Raises:
        NoResultFound: the person is not in scope.
        DomainError: `workshops.already_leads`, `workshops.facilitator_enrolled`, `workshops.person_busy`,
            `workshops.not_trained_yet`.
    """
    person, affiliation = people.person_by_id(person_id), people.current_affiliation(person_id)
    facilitator = queries.find_facilitator(workshop.id, person_id)
    if facilitator is not None and facilitator.part.is_in_the_room:
        raise DomainError("workshops.already_leads", name=person.first_name)
    enrolment = queries.find_enrolment(workshop.id, person_id)
    if enrolment is not None and enrolment.place.is_on_the_list:
        raise DomainError("workshops.facilitator_enrolled", name=person.first_name)
    ensure_may_meet_people(person_id, person.first_name)
    ensure_free({person_id: person.first_name}, workshop)
    facilitator = facilitator or WorkshopFacilitator(
        workshop_id=workshop.id, host_organisation_id=workshop.host_organisation_id, person_id=person_id
    )
    facilitator.affiliation_id, facilitator.home_organisation_id = affiliation.id, affiliation.organisation_id
    facilitator.name, facilitator.part, facilitator.named_at = person.full_name, part, now
    welcome(workshop, affiliation.organisation_id)
    db.session.add(facilitator)
    db.session.flush()
    return facilitator


def ensure_free(names: Mapping[int, str], workshop: Workshop) -> None:
    """Refuse those of these people (person id → name) who lead, or have a seat, elsewhere at that time.

    Raises:
        DomainError: `workshops.person_busy`; `workshops.person_busy_at` where the other workshop may be told.
    """
    hold(names)
    busy = queries.busy_at(workshop, list(names))
    if not busy:
        return
    person_id, name = next((person_id, name) for person_id, name in names.items() if person_id in busy)
    other = find_other_workshop(person_id, workshop)
    if other is None:
        raise DomainError("workshops.person_busy", name=name, person_id=person_id)
    raise DomainError(
        "workshops.person_busy_at",
        name=name,
        person_id=person_id,
        title=other.module.title,
        starts=other.starts_local,
        place=f"{other.host.name}, {other.site.name}",
    )


def hold(person_ids: Collection[int]) -> None:
    """Lock these people's rows until the transaction ends, always in one order.

    Of two bookings at once, the second waits for the first and then sees it. SQLite's transactions wait already.
    """
    rows = select(Person.id).where(Person.id.in_(person_ids)).order_by(Person.id).with_for_update(key_share=True)
    with scope.beyond(db.session(), "someone who leads may belong to an organisation the host does not see"):
        db.session.execute(rows).all()


def _step_down(facilitator: WorkshopFacilitator) -> None:
    db.session.refresh(facilitator)
    if not facilitator.part.is_in_the_room:
        raise DomainError("workshops.facilitator_not_here")
    facilitator.part = Part.REPLACED


def _open(workshop_id: int, now: datetime) -> Workshop:
    workshop = planned(workshop_id)
    if workshop.has_ended(now - LEADERS_STAY_OPEN):
        raise DomainError("workshops.in_the_past")
    return workshop
