"""A programme of the size of the pilot, straight into the tables: 250 SIAE, 280 staff, 70 who lead, 130 who learn.

Beside them stand those who must not be counted: supervisors, staff half trained, who was away, who only led.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from peerlearn.attendance.models import Presence
from peerlearn.attendance.rules import HalfDay, PresenceState
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.core.permissions import Permission
from peerlearn.organisations.models import Organisation, OrganisationInWave, Site, Wave
from peerlearn.organisations.rules import SIAE_KINDS
from peerlearn.people.models import Affiliation, Person
from peerlearn.people.rules import Channel, Position
from peerlearn.tracks.models import Module, Outcome
from peerlearn.workshops.models import Enrolment, Workshop, WorkshopFacilitator
from peerlearn.workshops.rules import Part, Place

ZONE = "Europe/Paris"
SIAE, STAFF, SUPERVISORS, LEADING, LEARNING = 250, 280, 12, 70, 130
_REGIONS = ("32", "44", "76")
_KINDS = tuple(sorted(SIAE_KINDS))
_AT_ONE_TABLE = 8


@dataclass
class Pilot:
    """What was made: the houses, and the two waves they are in."""

    houses: list[Organisation]
    first: Wave
    second: Wave


def load_pilot(*, began: date) -> Pilot:
    """The whole pilot; the first half of the houses is in the first wave, the others join a month later."""
    houses = [_house(number, began) for number in range(SIAE)]
    db.session.add_all(houses)
    first, second = (Wave(name=name, starts_on=began) for name in ("Vague 1", "Vague 2"))
    db.session.add_all([first, second])
    db.session.flush()
    for number, house in enumerate(houses):
        wave, on = (first, began) if number < SIAE // 2 else (second, began + timedelta(days=30))
        db.session.add(OrganisationInWave(wave_id=wave.id, organisation_id=house.id, from_on=on))
    at = clock.to_instant(datetime.combine(began + timedelta(days=40), datetime.min.time()), ZONE)
    _train_staff(houses, at)
    leading = _people(houses, LEADING, "Anime", Position.EMPLOYEE, began)
    learning = _people(houses, LEARNING, "Apprend", Position.EMPLOYEE, began)
    extra = _people(houses, 5, "Encadre", Position.SUPERVISOR, began)
    for number, code in enumerate(("T1", "T2")):
        _workshops(houses, code, [*leading, *extra], at + timedelta(days=number), leader=None)
    _workshops(houses, "T1", _people(houses, 9, "Commence", Position.EMPLOYEE, began), at, leader=None)
    for number, code in enumerate(("M01", "M02")):
        _workshops(houses, code, [*learning, *extra], at + timedelta(days=9 + number), leader=leading[number])
    away = _people(houses, 6, "Absente", Position.EMPLOYEE, began)
    _workshops(houses, "M01", away, at + timedelta(days=9), leader=leading[2], state=PresenceState.ABSENT)
    db.session.flush()
    return Pilot(houses, first, second)


def _house(number: int, began: date) -> Organisation:
    return Organisation(
        kind=_KINDS[number % len(_KINDS)],
        name=f"Structure {number}",
        search_key=f"structure {number}",
        region_code=_REGIONS[number % len(_REGIONS)],
        created_at=clock.to_instant(datetime.combine(began, datetime.min.time()), ZONE),
    )


def _people(
    houses: Sequence[Organisation], count: int, name: str, position: Position, began: date
) -> list[Affiliation]:
    made = []
    for number in range(count):
        house = houses[number % len(houses)]
        person = Person(
            organisation_id=house.id,
            first_name=name,
            search_key=name.lower(),
            channel=Channel.PAPER,
            created_at=clock.now(),
        )
        db.session.add(person)
        made.append(Affiliation(person=person, organisation_id=house.id, position=position, from_on=began))
    db.session.add_all(made)
    db.session.flush()
    return made


def _train_staff(houses: Sequence[Organisation], at: datetime) -> None:
    began = at.date() - timedelta(days=40)
    trained = [
        *_people(houses, STAFF, "Accompagne", Position.STAFF, began),
        *_people(houses, SUPERVISORS, "Encadre", Position.SUPERVISOR, began),
    ]
    for home in trained:
        db.session.add(
            Outcome(
                person_id=home.person_id,
                organisation_id=home.organisation_id,
                permission=Permission.DIAGNOSE,
                because="accompagnant",
                gained_at=at,
            )
        )
    db.session.flush()


def _workshops(
    houses: Sequence[Organisation],
    code: str,
    people: Sequence[Affiliation],
    at: datetime,
    *,
    leader: Affiliation | None,
    state: PresenceState = PresenceState.PRESENT,
) -> None:
    """Tables of eight, one after the other, until everybody has sat at one."""
    module = db.session.execute(select(Module).where(Module.code == code)).scalar_one()
    for start in range(0, len(people), _AT_ONE_TABLE):
        host = houses[start % len(houses)]
        workshop = _workshop(host, module, at + timedelta(hours=8))
        if leader is not None:
            db.session.add(_leads(workshop, leader))
        seats = [_seat(workshop, home) for home in people[start : start + _AT_ONE_TABLE]]
        db.session.add_all(seats)
        db.session.flush()
        db.session.add_all([_mark(seat, state) for seat in seats])


def _workshop(host: Organisation, module: Module, starts_at: datetime) -> Workshop:
    site = Site(organisation_id=host.id, name=f"Salle {module.code} {starts_at:%d%H}")
    known = select(Site).where(Site.organisation_id == host.id, Site.name == site.name)
    site = db.session.execute(known).scalar_one_or_none() or site
    db.session.add(site)
    db.session.flush()
    workshop = Workshop(
        host_organisation_id=host.id,
        site_id=site.id,
        module_id=module.id,
        starts_local=clock.at_place(starts_at, ZONE).replace(tzinfo=None),
        time_zone=ZONE,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        created_at=starts_at,
    )
    db.session.add(workshop)
    db.session.flush()
    return workshop


def _leads(workshop: Workshop, home: Affiliation) -> WorkshopFacilitator:
    return WorkshopFacilitator(
        workshop_id=workshop.id,
        person_id=home.person_id,
        affiliation_id=home.id,
        host_organisation_id=workshop.host_organisation_id,
        home_organisation_id=home.organisation_id,
        name="Anime",
        part=Part.LEAD,
        named_at=workshop.created_at,
    )


def _seat(workshop: Workshop, home: Affiliation) -> Enrolment:
    workshop.seats_taken += 1
    return Enrolment(
        workshop_id=workshop.id,
        person_id=home.person_id,
        affiliation_id=home.id,
        host_organisation_id=workshop.host_organisation_id,
        home_organisation_id=home.organisation_id,
        first_name="Anonyme",
        channel=Channel.PAPER,
        place=Place.SEATED,
        queued_at=workshop.created_at,
        seated_at=workshop.created_at,
    )


def _mark(seat: Enrolment, state: PresenceState) -> Presence:
    return Presence(
        enrolment_id=seat.id,
        workshop_id=seat.workshop_id,
        person_id=seat.person_id,
        host_organisation_id=seat.host_organisation_id,
        home_organisation_id=seat.home_organisation_id,
        half_day=HalfDay.MORNING,
        state=state,
        minutes=120,
        recorded_at=seat.queued_at,
        received_at=seat.queued_at,
    )
