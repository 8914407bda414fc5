"""Workshops to mark in, straight into the tables: planning and enrolling have tests of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from peerlearn.accounts import actions as accounts
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.permissions import Role
from peerlearn.core.scope import Scope
from peerlearn.organisations.models import Site
from peerlearn.people.models import Person
from peerlearn.people.queries import current_affiliation
from peerlearn.tracks.models import Module
from peerlearn.workshops.models import Enrolment, Workshop, WorkshopFacilitator, WorkshopGuest
from peerlearn.workshops.rules import Part, Place, WorkshopState
from tests.cast import Cast

ZONE = "Europe/Paris"
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Staged:
    """A stored workshop: its identifiers, and those of the enrolments by the short name of the person."""

    id: int
    public_id: str
    enrolments: dict[str, str]
    module: str

    def presence(self, name: str = "") -> str:
        """The address of the roster, or of one person on it."""
        return f"/workshops/{self.public_id}/presence" + (f"/{self.enrolments[name]}" if name else "")

    def skill(self, number: int, name: str = "") -> str:
        """The address of one skill, or of one person under it."""
        return f"/workshops/{self.public_id}/skills/{number}" + (f"/{self.enrolments[name]}" if name else "")


def stage_workshop(
    cast: Cast,
    *,
    module: str = "M02",
    host: str = "tilleuls",
    starts_in: timedelta = -HOUR / 2,
    lasts: timedelta = 2 * HOUR,
    leaders: dict[str, Part] | None = None,
    seated: Sequence[str] = ("awa", "ibrahim", "rosa"),
    waiting: Sequence[str] = (),
    guests: Sequence[str] = (),
    state: WorkshopState = WorkshopState.PLANNED,
    now: datetime | None = None,
) -> Staged:
    """A workshop that started half an hour ago, led by Moussa at Les Tilleuls, unless said otherwise."""
    now = now or clock.now()
    workshop = _workshop(cast, module, host, starts_at=now + starts_in, lasts=lasts, now=now)
    workshop.seats_taken, workshop.capacity, workshop.state = len(seated), max(8, len(seated)), state
    db.session.add(workshop)
    db.session.flush()
    for name, part in ({"moussa": Part.LEAD} if leaders is None else leaders).items():
        db.session.add(_leading(workshop, _person(cast, name), part, now))
    for guest in guests:
        db.session.add(WorkshopGuest(workshop_id=workshop.id, organisation_id=cast.organisations[guest]))
    places = {**dict.fromkeys(seated, Place.SEATED), **dict.fromkeys(waiting, Place.WAITING)}
    enrolments = {name: _enrolled(workshop, _person(cast, name), place, now) for name, place in places.items()}
    db.session.add_all(enrolments.values())
    db.session.flush()
    seats = {name: str(one.public_id) for name, one in enrolments.items()}
    return Staged(workshop.id, workshop.public_id, seats, module)


def stored_workshop(cast: Cast, **choices: object) -> Staged:
    """The same, committed, for tests that come in through the pages."""
    scope.enter(db.session(), Scope.everything("a test's workshop"))
    with transaction():
        staged = stage_workshop(cast, **choices)  # type: ignore[arg-type]
    scope.leave(db.session())
    db.session.remove()
    return staged


def let_sign_in(cast: Cast, name: str, role: Role, organisation: str = "tilleuls") -> None:
    """Give someone of the cast an account of their own, so that `client_of(name)` works."""
    scope.enter(db.session(), Scope.everything("a test's account"))
    with transaction():
        person = _person(cast, name)
        account = accounts.open_account(person.first_name, secret_hash="x", now=clock.now(), person=person)
        accounts.give_role(account, role, organisation_id=cast.organisations[organisation], on=date(2020, 1, 1))
        cast.accounts[name] = account.id
    scope.leave(db.session())
    db.session.remove()


def _workshop(cast: Cast, module: str, host: str, *, starts_at: datetime, lasts: timedelta, now: datetime) -> Workshop:
    site = db.session.execute(select(Site).where(Site.public_id == cast.sites[host])).scalar_one()
    taught = db.session.execute(select(Module).where(Module.code == module)).scalar_one()
    return Workshop(
        host_organisation_id=cast.organisations[host],
        site_id=site.id,
        module_id=taught.id,
        starts_local=clock.at_place(starts_at, ZONE).replace(tzinfo=None, microsecond=0),
        time_zone=ZONE,
        starts_at=starts_at,
        ends_at=starts_at + lasts,
        created_at=now,
    )


def _person(cast: Cast, name: str) -> Person:
    return db.session.execute(select(Person).where(Person.id == cast.people[name])).scalar_one()


def _leading(workshop: Workshop, person: Person, part: Part, now: datetime) -> WorkshopFacilitator:
    return WorkshopFacilitator(
        workshop_id=workshop.id,
        person_id=person.id,
        affiliation_id=current_affiliation(person.id).id,
        host_organisation_id=workshop.host_organisation_id,
        home_organisation_id=person.organisation_id,
        name=person.full_name,
        part=part,
        named_at=now,
    )


def _enrolled(workshop: Workshop, person: Person, place: Place, now: datetime) -> Enrolment:
    return Enrolment(
        workshop_id=workshop.id,
        person_id=person.id,
        affiliation_id=current_affiliation(person.id).id,
        host_organisation_id=workshop.host_organisation_id,
        home_organisation_id=person.organisation_id,
        first_name=person.first_name,
        last_name=person.last_name,
        channel=person.channel,
        place=place,
        queued_at=now,
        seated_at=now if place is Place.SEATED else None,
        enrolled_by_id=None,
    )
