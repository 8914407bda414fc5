"""Use cases of the people. They flush and never commit."""

from dataclasses import dataclass
from datetime import date, datetime

from peerlearn.core import audit
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.nir import refuse_nir
from peerlearn.core.phones import find_phone
from peerlearn.core.searching import search_key
from peerlearn.core.texts import ensure_name
from peerlearn.people.models import Affiliation, Person
from peerlearn.people.queries import current_affiliation
from peerlearn.people.rules import Channel, Position


@dataclass(frozen=True)
class PersonFacts:
    """What is written down about a person. A first name is enough."""

    first_name: str
    last_name: str | None = None
    birth_year: int | None = None
    channel: Channel = Channel.PAPER
    phone: str | None = None
    email: str | None = None
    position: Position = Position.EMPLOYEE


def register(facts: PersonFacts, *, organisation_id: int, by: int | None, now: datetime, on: date) -> Person:
    """Register a person at an organisation, from the day `on`.

    Raises:
        DomainError: `people.phone_wrong`, `people.channel_needs_phone`, `people.channel_needs_email`;
            `not_a_name`; `nir` when both names together hold a social security number.
    """
    person = Person(organisation_id=organisation_id, created_at=now)
    _write(person, facts)
    db.session.add(person)
    db.session.flush()
    db.session.add(
        Affiliation(
            person_id=person.id, organisation_id=organisation_id, position=facts.position, from_on=on, until_on=None
        )
    )
    audit.record(db.session(), "person.registered", person, account_id=by, organisation_id=organisation_id)
    return person


def change(person: Person, facts: PersonFacts, *, by: int | None) -> None:
    """Correct what is written down about the person, and what they are at their present organisation.

    Raises:
        DomainError: as for `register`.
    """
    _write(person, facts)
    current_affiliation(person.id).position = facts.position
    audit.record(db.session(), "person.changed", person, account_id=by, organisation_id=person.organisation_id)


def phone_as_stored(text: str) -> str:
    """A phone number as people write it, in the international form (E.164).

    Raises:
        DomainError: `people.phone_wrong`.
    """
    stored = find_phone(text)
    if stored is None:
        raise DomainError("people.phone_wrong")
    return stored


def _write(person: Person, facts: PersonFacts) -> None:
    refuse_nir(facts.first_name, facts.last_name)
    ensure_name(facts.first_name, facts.last_name)
    phone = phone_as_stored(facts.phone) if facts.phone else None
    if facts.channel in {Channel.SMS, Channel.CALL} and not phone:
        raise DomainError("people.channel_needs_phone")
    if facts.channel is Channel.EMAIL and not facts.email:
        raise DomainError("people.channel_needs_email")
    person.first_name = facts.first_name
    person.last_name = facts.last_name
    person.search_key = search_key(facts.first_name, facts.last_name)
    person.birth_year = facts.birth_year
    person.channel = facts.channel
    person.phone = phone
    person.email = facts.email
