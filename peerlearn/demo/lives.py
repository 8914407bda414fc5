"""What happens to people in the demonstration besides workshops: contracts end, someone moves, someone is hired, and
someone is listed twice.

Told last, so that the workshops stay the same story.
"""

from datetime import date, datetime, timedelta

from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.demo.registry import World
from peerlearn.lifecycle.actions import transfer
from peerlearn.lifecycle.positions import change_position
from peerlearn.people import actions as people
from peerlearn.people.actions import PersonFacts
from peerlearn.people.models import Person
from peerlearn.people.rules import Channel, Position

# Who leaves, and in how many days.
_LEAVING = {
    "tilleuls": {
        "Ibrahim Diallo": 6,
        "Nadège Lefèvre": 20,
        "Fatoumata Diarra": 34,
        "Malika Toumi": 41,
        "Serge Mabiala": 99,
    },
    "relais-port": {"Abdou Ndiaye": 12, "Yannick Leroy": 33},
    "meurthe": {"Pascal Muller": 25},
    "garonne": {"Leïla Bouzid": 17, "Monique Castel": 50},
}
_HIRED = "Malika Benali"
_MOVED_DAYS_AGO, _HIRED_DAYS_AGO, _LISTED_TWICE_DAYS_AGO = 2, 9, 1


def live(world: World, *, now: datetime) -> None:
    """Contracts with an end, a person who changed houses, one who was hired, and one who was written down twice."""
    today = clock.day_of(now)
    for house, leaving in _LEAVING.items():
        for name, days in leaving.items():
            _let_leave(_called(world, house, name), today + timedelta(days=days))
    _move(world, _called(world, "lens-services", "Gérard Vasseur"), "relais-port", now=now)
    _hire(world, _called(world, "tilleuls", _HIRED), now=now)
    _list_twice(world, now=now)
    db.session.flush()


def _let_leave(person: Person, ends_on: date) -> None:
    facts = PersonFacts(
        first_name=person.first_name,
        last_name=person.last_name,
        birth_year=person.birth_year,
        channel=person.channel,
        phone=person.phone,
        email=person.email,
        contract_ends_on=ends_on,
    )
    people.change(person, facts, by=None, on=ends_on)


def _move(world: World, person: Person, house: str, *, now: datetime) -> None:
    """The coordinator moves someone of the region, who keeps what they did."""
    by = world.office["carole"].id
    with clock.standing_at(now - timedelta(days=_MOVED_DAYS_AGO)) as then:
        transfer(person, world.organisations[house], by=by, on=then.date(), now=then)


def _hire(world: World, person: Person, *, now: datetime) -> None:
    """An employee in insertion supervises from a day on; what they learnt before stays counted as it was."""
    by = world.office["claire"].id
    with clock.standing_at(now - timedelta(days=_HIRED_DAYS_AGO)) as then:
        change_position(person, Position.SUPERVISOR, since=then.date(), by=by, on=then.date(), now=then)


def _list_twice(world: World, *, now: datetime) -> None:
    """A colleague wrote Lucie down again, with a slip of the hand."""
    facts = PersonFacts("Lucie", "Moreaux", channel=Channel.PAPER)
    with clock.standing_at(now - timedelta(days=_LISTED_TWICE_DAYS_AGO)) as then:
        people.register(
            facts,
            organisation_id=world.organisations["tilleuls"].id,
            by=world.office["claire"].id,
            now=then,
            on=then.date(),
        )


def _called(world: World, house: str, name: str) -> Person:
    return next(person for person in world.people[house] if person.full_name == name)
