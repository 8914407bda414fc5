"""What somebody is at their organisation changes, or was written down wrongly: two things that figures tell apart.

A change opens a new affiliation, as a move to another house does: what happened before stays counted as it was. A
mistake is mended where it stands, and what was counted by it is counted anew.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from peerlearn.core import audit, scope
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.lifecycle.actions import move_badges_under_way
from peerlearn.people.models import Affiliation, Person
from peerlearn.people.queries import current_affiliation
from peerlearn.people.rules import Position
from peerlearn.workshops.models import Enrolment, Workshop, WorkshopFacilitator
from peerlearn.workshops.readiness import ensure_may_become

_REASON = "a seat after that day belongs to what somebody is then, wherever the workshop is"


def change_position(  # noqa: PLR0913 - who, to what, from when, by whom, today and now
    person: Person, position: Position, *, since: date, by: int | None, on: date, now: datetime
) -> Affiliation:
    """From the day `since` on the person is something else here. Seats and badges to come go along.

    Raises:
        DomainError: `lifecycle.position_to_come`, `lifecycle.position_before_arrival`; `workshops.leads_soon`,
            `workshops.learns_soon`.
    """
    before = _held(person, position, now=now)
    if before.position is position:
        return before
    if since > on:
        raise DomainError("lifecycle.position_to_come")
    if since < before.from_on:
        raise DomainError("lifecycle.position_before_arrival", name=person.first_name, since=before.from_on)
    before.until_on = since
    db.session.flush()
    after = Affiliation(
        person_id=person.id,
        organisation_id=before.organisation_id,
        position=position,
        from_on=since,
        until_on=None,
        contract_ends_on=before.contract_ends_on,
    )
    db.session.add(after)
    db.session.flush()
    _take_along(before, after, now=now)
    _record("person.position_changed", person, by)
    return after


def correct_position(person: Person, position: Position, *, by: int | None, now: datetime) -> Affiliation:
    """The person never was what was written down here since they came, or since the last change.

    Raises:
        DomainError: `workshops.leads_soon`, `workshops.learns_soon`.
    """
    held = _held(person, position, now=now)
    if held.position is not position:
        held.position = position
        _record("person.position_corrected", person, by)
    return held


def _held(person: Person, position: Position, *, now: datetime) -> Affiliation:
    db.session.refresh(person, with_for_update={"key_share": True, "of": Person})
    present = current_affiliation(person.id)
    db.session.refresh(present)
    if present.position is not position:
        ensure_may_become(person, position, now=now)
    return present


def _take_along(before: Affiliation, after: Affiliation, *, now: datetime) -> None:
    """Where somebody sits or leads after that day, they are what they are now; what began on the day itself stays."""
    day_after = datetime.combine(after.from_on + timedelta(days=1), time.min)
    later = select(Workshop.id).where(or_(Workshop.starts_local >= day_after, Workshop.starts_at > now))
    with scope.beyond(db.session(), _REASON):
        for table in (Enrolment, WorkshopFacilitator):
            entity: Any = table
            moved = update(entity).where(entity.affiliation_id == before.id, entity.workshop_id.in_(later))
            db.session.execute(moved.values(affiliation_id=after.id))
        move_badges_under_way(before, after)
        db.session.flush()


def _record(act: str, person: Person, by: int | None) -> None:
    audit.record(db.session(), act, person, account_id=by, organisation_id=person.organisation_id)
    db.session.flush()
