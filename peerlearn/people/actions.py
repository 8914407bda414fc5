"""Use cases of the people. They flush and never commit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import select

from peerlearn.core import audit, clock
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.nir import refuse_nir
from peerlearn.core.phones import find_phone
from peerlearn.core.searching import search_key, words_of_name
from peerlearn.core.texts import ensure_name
from peerlearn.people import queries
from peerlearn.people.models import Affiliation, Person, PersonWord
from peerlearn.people.rules import FURTHEST_YEARS, Called, Channel, Position, is_near


@dataclass(frozen=True)
class PersonFacts:
    """What is written down about a person. A first name is enough.

    The position is where somebody begins; it changes by `lifecycle/positions.py`, which knows what hangs on it.
    """

    first_name: str
    last_name: str | None = None
    birth_year: int | None = None
    channel: Channel = Channel.PAPER
    phone: str | None = None
    email: str | None = None
    position: Position = Position.EMPLOYEE
    contract_ends_on: date | None = None
    reference: str | None = None

    @property
    def called(self) -> Called:
        """The whole name."""
        return Called(self.first_name, self.last_name)


@dataclass(frozen=True)
class Sent:
    """A form as a browser sent it: which one it was, and from whom it tells the person apart (public ids)."""

    form_id: UUID = field(default_factory=uuid4)
    told_apart: Collection[str] = ()


def register_once(  # noqa: PLR0913 - who, by which form, where, by whom, when
    facts: PersonFacts, sent: Sent, *, organisation_id: int, by: int | None, now: datetime, on: date
) -> Person:
    """Register a person from a form: sent twice, it makes one, and people who may be the same are asked about first.

    Raises:
        DomainError: as for `register`, and `people.looks_like` with the public ids of those people.
    """
    queries.hold_register_of(organisation_id)
    if (before := queries.find_registered_by(sent.form_id)) is not None:
        return before
    _ensure_told_apart(facts, sent.told_apart, organisation_id=organisation_id)
    person = register(facts, organisation_id=organisation_id, by=by, now=now, on=on)
    person.form_id = sent.form_id
    db.session.flush()
    return person


def register(facts: PersonFacts, *, organisation_id: int, by: int | None, now: datetime, on: date) -> Person:
    """Register a person at an organisation, from the day `on`.

    Raises:
        DomainError: `people.phone_wrong`, `people.channel_needs_phone`, `people.channel_needs_email`;
            `people.day_too_far`; `not_a_name`; `nir` when both names together hold a social security number.
    """
    person = Person(
        organisation_id=organisation_id, created_at=now, form_id=None, merged_at=None, reference=facts.reference
    )
    _write(person, facts, today=on)
    db.session.add(person)
    db.session.flush()
    _index(person)
    db.session.add(
        Affiliation(
            person_id=person.id,
            organisation_id=organisation_id,
            position=facts.position,
            from_on=on,
            until_on=None,
            contract_ends_on=facts.contract_ends_on,
        )
    )
    audit.record(db.session(), "person.registered", person, account_id=by, organisation_id=organisation_id)
    return person


def register_many(newcomers: Sequence[tuple[PersonFacts, date]], *, organisation_id: int, now: datetime) -> list[int]:
    """Register many people at once, each from a day on; who brings them in notes the act once for all.

    Raises:
        DomainError: as for `register`.
    """
    new = {"organisation_id": organisation_id, "created_at": now, "form_id": None, "merged_at": None}
    people = [Person(reference=facts.reference, **new) for facts, _ in newcomers]
    for person, (facts, _) in zip(people, newcomers, strict=True):
        _write(person, facts, today=clock.day_of(now))
    db.session.add_all(people)
    db.session.flush()
    ids = [person.id for person in people]
    for person, (facts, from_on) in zip(people, newcomers, strict=True):
        home = {"organisation_id": organisation_id, "position": facts.position, "until_on": None}
        db.session.add(
            Affiliation(person_id=person.id, from_on=from_on, contract_ends_on=facts.contract_ends_on, **home)
        )
        _add_words(person, words_of_name(person.first_name, person.last_name))
    db.session.flush()
    return ids


def change(
    person: Person, facts: PersonFacts, *, by: int | None, on: date, told_apart: Collection[str] | None = None
) -> None:
    """Correct what is written down about the person; all but the position, which is history too.

    With `told_apart`, a new name or year of birth is compared with the others', as in `register_once`.

    Raises:
        DomainError: as for `register_once`.
    """
    is_renamed = (facts.called, facts.birth_year) != (Called(person.first_name, person.last_name), person.birth_year)
    if told_apart is not None and is_renamed:
        _ensure_told_apart(facts, told_apart, organisation_id=person.organisation_id, except_for=person.id)
    _write(person, facts, today=on)
    _index(person)
    affiliation = queries.current_affiliation(person.id)
    affiliation.contract_ends_on = facts.contract_ends_on
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


def _ensure_told_apart(
    facts: PersonFacts, told_apart: Collection[str], *, organisation_id: int, except_for: int | None = None
) -> None:
    found = queries.look_alikes(facts.called, facts.birth_year, organisation_id=organisation_id, except_for=except_for)
    if set(found) - set(told_apart):
        raise DomainError("people.looks_like", people=found)


def _index(person: Person) -> None:
    """Under which words the person is found from now on."""
    wanted = words_of_name(person.first_name, person.last_name)
    stored = select(PersonWord).where(PersonWord.person_id == person.id)
    known = {row.word: row for row in db.session.execute(stored.order_by(PersonWord.id)).scalars()}
    for word in sorted(known.keys() - wanted):
        db.session.delete(known[word])
    _add_words(person, wanted - known.keys())


def _add_words(person: Person, words: Collection[str]) -> None:
    for word in sorted(words):
        db.session.add(PersonWord(person_id=person.id, organisation_id=person.organisation_id, word=word))


def _write(person: Person, facts: PersonFacts, *, today: date) -> None:
    refuse_nir(facts.first_name, facts.last_name)
    ensure_name(facts.first_name, facts.last_name)
    phone = phone_as_stored(facts.phone) if facts.phone else None
    if facts.channel in {Channel.SMS, Channel.CALL} and not phone:
        raise DomainError("people.channel_needs_phone")
    if facts.channel is Channel.EMAIL and not facts.email:
        raise DomainError("people.channel_needs_email")
    if facts.contract_ends_on and not is_near(facts.contract_ends_on, today=today):
        raise DomainError("people.day_too_far", years=FURTHEST_YEARS)
    person.first_name = facts.first_name
    person.last_name = facts.last_name
    person.search_key = search_key(facts.first_name, facts.last_name)
    person.birth_year = facts.birth_year
    person.channel = facts.channel
    person.phone = phone
    person.email = facts.email
