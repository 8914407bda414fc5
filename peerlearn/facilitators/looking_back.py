"""Which workshops somebody led and may look back at. Fetching the workshop *is* the permission."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import NoResultFound

from peerlearn.attendance import room
from peerlearn.attendance.queries import workshops_led_done
from peerlearn.attendance.room import Marker
from peerlearn.facilitators.queries import reviewed_workshops
from peerlearn.workshops.models import Workshop, WorkshopFacilitator
from peerlearn.workshops.queries import workshop as workshop_in_scope
from peerlearn.workshops.queries import workshops_led_by


@dataclass(frozen=True)
class Led:
    """One workshop that somebody led: when, what about, whether they looked back, and whether it may be opened here."""

    public_id: str
    on: date
    title: dict[str, str]
    is_reviewed: bool
    is_in_scope: bool


def workshop_led(public_id: str, person_public_id: str, *, by: Marker) -> tuple[Workshop, WorkshopFacilitator]:
    """The workshop and the one who led it: for themselves, and for staff of the host or of their home.

    Raises:
        NoResultFound: `by` is neither, or that person does not lead there.
    """
    workshop = workshop_in_scope(public_id)
    leading = room.leader(workshop, person_public_id)
    houses = (leading.host_organisation_id, leading.home_organisation_id)
    if leading.person_id != by.person_id and not any(by.hosts.holds(house) for house in houses):
        raise NoResultFound
    return workshop, leading


def led_by(person_id: int, *, most: int, now: datetime) -> list[Led]:
    """What the person led and is over, the latest first."""
    reviewed = reviewed_workshops([person_id]).get(person_id, frozenset())
    here = {workshop.id for workshop in workshops_led_by(person_id, before=now)}
    return [
        Led(fact.public_id, fact.on, fact.module_title, fact.workshop_id in reviewed, fact.workshop_id in here)
        for fact in list(reversed(workshops_led_done(person_id, now=now)))[:most]
    ]
