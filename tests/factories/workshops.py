"""Workshops for the tests of pages: planned and filled by the actions themselves, and committed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from babel.dates import format_date
from flask import Flask
from sqlalchemy import select

from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.organisations.actions import add_site
from peerlearn.organisations.models import Organisation, Site
from peerlearn.people import actions as people
from peerlearn.people.actions import PersonFacts
from peerlearn.tracks.models import Module
from peerlearn.workshops import actions, queries
from peerlearn.workshops.actions import WorkshopFacts
from peerlearn.workshops.models import Workshop
from peerlearn.workshops.rules import Place
from tests.cast import Cast


@dataclass(frozen=True)
class Planned:
    """A stored workshop: its identifiers, its address, and those of the enrolments by the short name of the person."""

    id: int
    public_id: str
    enrolments: dict[str, str]

    def url(self, rest: str = "") -> str:
        """The address of its page, or of one under it."""
        return f"/workshops/{self.public_id}{rest}"

    def line_url(self, name: str, rest: str) -> str:
        """The address of something to do with one person on the list."""
        return self.url(f"/enrolments/{self.enrolments[name]}/{rest}")

    def presence_url(self, name: str) -> str:
        """The address of the tap that says that someone is here."""
        return self.url(f"/presence/{self.enrolments[name]}")


def local(text: str) -> datetime:
    """A wall clock, without a zone: the place says which."""
    return datetime.fromisoformat(text)


def in_days(days: int) -> datetime:
    """Nine in the morning in so many days, on the wall clock."""
    return (clock.now() + timedelta(days=days)).replace(hour=9, minute=0, second=0, microsecond=0, tzinfo=None)


def facts(
    cast: Cast,
    *,
    host: str = "tilleuls",
    module: str = "M02",
    starts_local: datetime | None = None,
    minutes: int | None = 120,
    capacity: int = 8,
) -> WorkshopFacts:
    """What staff would write down, at nine in three days unless said otherwise."""
    site_id = db.session.execute(select(Site.id).where(Site.public_id == cast.sites[host])).scalar_one()
    module_id = db.session.execute(select(Module.id).where(Module.code == module)).scalar_one()
    return WorkshopFacts(site_id, module_id, starts_local or in_days(3), minutes, capacity)


def next_year(month: int, day: int) -> date:
    """A day of next year: near enough to be planned, far enough for its year to be said."""
    return date(clock.today().year + 1, month, day)


def said(day: date) -> str:
    """ "samedi 3 mars 2040", as pages say it."""
    name, number, rest = format_date(day, "EEEE d MMMM y", locale="fr").split(" ", 2)
    return f"{name} {number}\u00a0{rest}"


def plan_workshop(
    app: Flask,
    cast: Cast,
    *,
    host: str = "tilleuls",
    module: str = "M02",
    starts_local: datetime | None = None,
    capacity: int = 8,
    led_by: Sequence[str] = ("moussa",),
    enrolled: Sequence[str] = (),
    guests: Sequence[str] = (),
    decided: datetime | None = None,
    zone: str = "",
) -> Planned:
    """Plan a workshop, invite the guests, enrol these people in this order; `zone` moves it to a place there."""
    now = decided or clock.now()
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test plans a workshop"))
        with transaction():
            wanted = facts(cast, host=host, module=module, starts_local=starts_local, capacity=capacity)
            if zone:
                owner = db.session.get_one(Organisation, cast.organisations[host])
                wanted = replace(wanted, site_id=add_site(owner, "Ailleurs", time_zone=zone).id)
            workshop = actions.plan(wanted, led_by=[cast.people[name] for name in led_by], by=None, now=now)
            for name in guests:
                actions.invite(workshop.id, db.session.get_one(Organisation, cast.organisations[name]), by=None)
            lines = {name: actions.enrol(workshop.id, cast.people[name], by=None, now=now) for name in enrolled}
            planned = Planned(
                id=workshop.id,
                public_id=workshop.public_id,
                enrolments={name: str(line.public_id) for name, line in lines.items()},
            )
        scope.leave(db.session())
        db.session.remove()
    return planned


def add_people(app: Flask, cast: Cast, about: Sequence[PersonFacts], *, organisation: str = "tilleuls") -> list[str]:
    """People more than the cast; their short names are "n0", "n1" and so on."""
    now = clock.now()
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test registers people"))
        with transaction():
            for number, one in enumerate(about):
                person = people.register(
                    one, organisation_id=cast.organisations[organisation], by=None, now=now, on=now.date()
                )
                cast.people[f"n{number}"], cast.person_ids[f"n{number}"] = person.id, person.public_id
        scope.leave(db.session())
        db.session.remove()
    return [f"n{number}" for number in range(len(about))]


@dataclass(frozen=True)
class Seen:
    """A workshop as it is stored: counters, and first names by place, the waiting in their order."""

    capacity: int
    extra: int
    taken: int
    seated: list[str]
    waiting: list[str]


def seen(app: Flask, planned: Planned) -> Seen:
    """Look at the workshop with eyes of their own."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test looks at a workshop"))
        workshop = db.session.get_one(Workshop, planned.id)
        listed = queries.enrolments_of_workshop(planned.id)
        found = Seen(
            capacity=workshop.capacity,
            extra=workshop.extra_seats,
            taken=workshop.seats_taken,
            seated=[line.first_name for line in listed if line.place is Place.SEATED],
            waiting=[line.first_name for line in listed if line.place is Place.WAITING],
        )
        scope.leave(db.session())
        db.session.remove()
    return found
