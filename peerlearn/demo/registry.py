"""The demonstration's organisations, waves, people and accounts."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from peerlearn.accounts import actions as accounts
from peerlearn.accounts.models import Account
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.core.permissions import Role
from peerlearn.organisations import actions as organisations
from peerlearn.organisations.actions import OrganisationFacts
from peerlearn.organisations.models import Organisation, Site
from peerlearn.organisations.rules import OrganisationKind
from peerlearn.people import actions as people
from peerlearn.people.actions import PersonFacts
from peerlearn.people.models import Person
from peerlearn.people.rules import Channel

_JOINED = timedelta(days=200)
_MORNING = time(9)


@dataclass
class World:
    """Everyone and every place of the demonstration, by the keys of its content."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    sites: dict[str, list[Site]] = field(default_factory=dict)
    office: dict[str, Account] = field(default_factory=dict)
    people: dict[str, list[Person]] = field(default_factory=dict)
    facilitators: dict[str, list[Person]] = field(default_factory=dict)
    accounts: dict[int, Account] = field(default_factory=dict)


def full_name(described: dict[str, Any]) -> str:
    """First name, and last name when there is one."""
    return " ".join(filter(None, (described["first_name"], described.get("last_name"))))


def bring_in(content: dict[str, Any], *, password: str, pin: str, now: datetime) -> World:
    """Store organisations, waves, people and accounts; each secret is hashed once for all who share it."""
    world = World()
    joined = (now - _JOINED).date()
    for described in content["organisations"]:
        _bring_organisation(world, described, now)
    for described in content["waves"]:
        _bring_wave(world, described, clock.day_of(now))
    secrets = {"office": accounts.hash_of(password), "card": accounts.hash_of(pin)}
    for described in content["office"]:
        account = accounts.open_account(
            described["name"], secret_hash=secrets["office"], now=now, email=described["email"]
        )
        _seat(world, account, Role(described["role"]), described["organisation"], joined)
        world.office[described["email"].split("@")[0]] = account
    for described in content["people"]:
        _bring_person(world, described, secrets["card"], now, joined)
    db.session.flush()
    return world


def _bring_organisation(world: World, described: dict[str, Any], now: datetime) -> None:
    facts = OrganisationFacts(
        name=described["name"],
        kind=OrganisationKind(described["kind"]),
        siret=described["siret"],
        department_code=described["department"],
        region_code=described["region"],
        phone=described["phone"],
    )
    organisation = organisations.create_organisation(facts, by=None, now=now)
    world.organisations[described["key"]] = organisation
    world.sites[described["key"]] = [
        organisations.add_site(organisation, site["name"], address=site["address"], directions=site["directions"])
        for site in described["sites"]
    ]
    world.people[described["key"]] = []
    world.facilitators[described["key"]] = []


def _bring_wave(world: World, described: dict[str, Any], today: date) -> None:
    starts_on = today + timedelta(days=described["starts"])
    wave = organisations.create_wave(described["name"], starts_on=starts_on, ends_on=None, on=today)
    for key in described["organisations"]:
        organisations.join_wave(world.organisations[key], wave, from_on=starts_on, by=None)


def _bring_person(world: World, described: dict[str, Any], pin_hash: str, now: datetime, joined: date) -> None:
    key = described["organisation"]
    facts = PersonFacts(
        first_name=described["first_name"],
        last_name=described["last_name"],
        birth_year=described.get("birth_year"),
        channel=Channel(described["channel"]),
        phone=described.get("phone"),
        email=described.get("email"),
    )
    organisation_id = world.organisations[key].id
    with clock.standing_at(min(now, clock.to_instant(datetime.combine(joined, _MORNING), clock.DEFAULT_ZONE))) as then:
        person = people.register(facts, organisation_id=organisation_id, by=None, now=then, on=joined)
    world.people[key].append(person)
    for card, role in (("card", Role.FACILITATOR), ("learner_card", Role.LEARNER)):
        if card in described:
            account = accounts.open_account(full_name(described), secret_hash=pin_hash, now=now, person=person)
            account.card_code = described[card]
            _seat(world, account, role, key, joined)
            world.accounts[person.id] = account
    if "card" in described:
        world.facilitators[key].append(person)


def _seat(world: World, account: Account, role: Role, key: str, joined: date) -> None:
    accounts.give_role(account, role, organisation_id=world.organisations[key].id, on=joined)


def at_local(day: date, hour: int, minute: int = 0) -> datetime:
    """A wall-clock time at the demonstration's places, which all lie in one zone."""
    return datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - local time, the zone is the site's


def working_day(day: date) -> date:
    """The day, or the Monday after a week-end."""
    return day + timedelta(days=(7 - day.weekday()) % 7) if day.weekday() > 4 else day


def instant(local: datetime) -> datetime:
    """The instant of a local time at the demonstration's places."""
    return clock.to_instant(local, clock.DEFAULT_ZONE)
