"""Reads of the people; the session's scope decides whose."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from peerlearn.core import scope
from peerlearn.core.audit import AuditEntry
from peerlearn.core.db import db
from peerlearn.core.paging import Page, page_of
from peerlearn.organisations.models import Organisation
from peerlearn.people.finding import is_called, is_there
from peerlearn.people.models import Affiliation, Person
from peerlearn.people.rules import LEAVING_WITHIN, LEFT_SINCE, Called, Position, may_be_born_alike, may_be_same

_MOST_ALIKE = 20


def person(public_id: str) -> Person:
    """The person.

    Raises:
        NoResultFound: there is none in scope, or the record was merged into another.
    """
    return db.session.execute(select(Person).where(Person.public_id == public_id, is_there())).scalar_one()


def find_person(public_id: str) -> Person | None:
    """The person, or None where there is none in scope: perhaps no more."""
    return db.session.execute(select(Person).where(Person.public_id == public_id, is_there())).scalar_one_or_none()


@dataclass(frozen=True)
class Former:
    """Someone who was here and is elsewhere now: the name, and nothing of where they are."""

    id: int
    public_id: str
    first_name: str
    last_name: str | None

    @property
    def full_name(self) -> str:
        """First name, and last name when it is known."""
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name


def former_person(public_id: str) -> Former:
    """Who was at an organisation of the scope and belongs to another now.

    Raises:
        NoResultFound: nobody who was here has this id.
    """
    found = _former(Person.public_id == public_id)
    if not found or not affiliations_of(found[0].id):
        raise NoResultFound("nobody who was here")
    return found[0]


def people_who_left(*, most: int = 200) -> Sequence[Former]:
    """Who was at an organisation of the scope and belongs to another now, by name."""
    gone = select(Affiliation.person_id).where(
        Affiliation.until_on.is_not(None), Affiliation.person_id.not_in(select(Person.id))
    )
    latest = gone.order_by(Affiliation.until_on.desc(), Affiliation.id.desc()).limit(most)
    ids = db.session.execute(latest).scalars().all()
    return _former(Person.id.in_(ids)) if ids else []


def _former(which: ColumnElement[bool]) -> Sequence[Former]:
    called = select(Person.id, Person.public_id, Person.first_name, Person.last_name).where(which, is_there())
    with scope.beyond(db.session(), "what somebody who left is called where they were"):
        return [Former(*row) for row in db.session.execute(called.order_by(Person.search_key, Person.id))]


def person_by_id(person_id: int) -> Person:
    """The person of an account or a row already loaded.

    Raises:
        NoResultFound: there is none in scope, or the record was merged into another.
    """
    return db.session.execute(select(Person).where(Person.id == person_id, is_there())).scalar_one()


def find_registrar(person: Person) -> int | None:
    """The account that wrote the person down; None for those who came with a file, or from elsewhere."""
    query = select(AuditEntry.account_id).where(
        AuditEntry.subject_type == "person",
        AuditEntry.subject_id == person.id,
        AuditEntry.action == "person.registered",
    )
    return db.session.execute(query.order_by(AuditEntry.id).limit(1)).scalar_one_or_none()


def find_registered_by(form_id: UUID) -> Person | None:
    """Whom this form has registered already."""
    return db.session.execute(select(Person).where(Person.form_id == form_id)).scalar_one_or_none()


def hold_register_of(organisation_id: int) -> None:
    """Let one registration after the other look for the same name, until the transaction ends."""
    query = select(Organisation.id).where(Organisation.id == organisation_id).with_for_update(key_share=True)
    db.session.execute(query)


def look_alikes(called: Called, birth_year: int | None, *, organisation_id: int, except_for: int | None) -> list[str]:
    """Public ids of the people of an organisation who may be the same as somebody called so, by name; not more than
    one can look at.
    """
    query = select(Person.id, Person.public_id, Person.first_name, Person.last_name, Person.birth_year)
    query = query.where(Person.organisation_id == organisation_id, is_there()).order_by(Person.search_key, Person.id)
    found = (
        row.public_id
        for row in db.session.execute(query)
        if row.id != except_for
        and may_be_born_alike(row.birth_year, birth_year)
        and may_be_same(Called(row.first_name, row.last_name), called)
    )
    return list(islice(found, _MOST_ALIKE))


def people_with(public_ids: Collection[str]) -> Sequence[Person]:
    """The people with these ids, by name."""
    query = select(Person).where(Person.public_id.in_(public_ids), is_there())
    return db.session.execute(query.order_by(Person.search_key, Person.id)).scalars().all()


def leaving(*, on: date) -> Sequence[Affiliation]:
    """Whose contract ends soon, or ended of late, the first to leave first; with their people and organisations."""
    query = (
        select(Affiliation)
        .join(Affiliation.person)
        .where(_leaves_about(on), is_there())
        .options(contains_eager(Affiliation.person), joinedload(Affiliation.organisation))
    )
    order = (Affiliation.contract_ends_on, Person.search_key, Affiliation.id)
    return db.session.execute(query.order_by(*order)).scalars().all()


def count_leaving(*, on: date) -> int:
    """How many people are on that list."""
    query = select(func.count(Affiliation.id)).join(Affiliation.person).where(_leaves_about(on), is_there())
    return db.session.execute(query).scalar_one()


def people_page(
    words: str = "", *, number: int, organisation_id: int | None = None, among: Select[int] | None = None
) -> Page[Person]:
    """One page of the people whose names hold all `words`, by first name, with their organisations; if given, only
    those `among` the person ids that a query finds."""
    query = _matching(words, organisation_id).options(selectinload(Person.organisation))
    if among is not None:
        query = query.where(Person.id.in_(among))
    return page_of(query.order_by(Person.search_key, Person.id), number)


def people_of(person_ids: Collection[int]) -> dict[int, Person]:
    """Those of these people that are in scope, by identifier."""
    query = select(Person).where(Person.id.in_(person_ids)).order_by(Person.id)
    return {found.id: found for found in db.session.execute(query).scalars()}


def names_at(organisation_id: int) -> list[tuple[int, str, int | None, str | None]]:
    """Identifier, key of the name, year of birth and reference of everybody at an organisation: to know them again."""
    query = select(Person.id, Person.search_key, Person.birth_year, Person.reference)
    found = db.session.execute(query.where(Person.organisation_id == organisation_id).order_by(Person.id))
    return [(one.id, one.search_key, one.birth_year, one.reference) for one in found]


def people_in_full(words: str = "", *, organisation_id: int | None = None) -> Iterator[Any]:
    """The same people as `people_page`, all of them, a few at a time: person, affiliation and organisation.

    Asked when the first one is wanted.
    """
    query = (
        _matching(words, organisation_id)
        .join(Affiliation, Affiliation.person_id == Person.id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(Affiliation.until_on.is_(None))
        .with_only_columns(
            *(Person.first_name, Person.last_name, Person.birth_year, Person.channel, Person.phone, Person.email),
            Person.reference,
            *(Affiliation.position, Affiliation.from_on, Affiliation.contract_ends_on),
            *(Organisation.name.label("organisation"), Organisation.siret),
        )
        .order_by(Person.search_key, Person.id)
    )
    yield from db.session.execute(query.execution_options(yield_per=500))


def counts_by_organisation(organisation_ids: Collection[int]) -> dict[int, int]:
    """Organisation → how many people belong to it now."""
    query = (
        select(Person.organisation_id, func.count(Person.id).label("people"))
        .where(Person.organisation_id.in_(organisation_ids), is_there())
        .group_by(Person.organisation_id)
        .order_by(Person.organisation_id)
    )
    return {found.organisation_id: found.people for found in db.session.execute(query)}


def current_affiliation(person_id: int) -> Affiliation:
    """Where the person is now.

    Raises:
        NoResultFound: nowhere in scope.
    """
    query = select(Affiliation).where(Affiliation.person_id == person_id, Affiliation.until_on.is_(None))
    return db.session.execute(query).scalar_one()


def affiliations_of(person_id: int) -> Sequence[Affiliation]:
    """Where the person is and was, the present first."""
    query = select(Affiliation).where(Affiliation.person_id == person_id)
    query = query.options(selectinload(Affiliation.organisation))
    return db.session.execute(query.order_by(Affiliation.from_on.desc(), Affiliation.id.desc())).scalars().all()


def positions_of(person_ids: Collection[int]) -> dict[int, Position]:
    """What each of these people is at their present organisation."""
    query = select(Affiliation.person_id, Affiliation.position).where(
        Affiliation.person_id.in_(person_ids), Affiliation.until_on.is_(None)
    )
    return {found.person_id: found.position for found in db.session.execute(query)}


def _leaves_about(day: date) -> ColumnElement[bool]:
    return and_(
        Affiliation.until_on.is_(None),
        Affiliation.contract_ends_on.between(day - LEFT_SINCE, day + LEAVING_WITHIN),
    )


def _matching(words: str, organisation_id: int | None) -> Select[Person]:
    query = select(Person).where(is_called(words), is_there())
    if organisation_id is not None:
        query = query.where(Person.organisation_id == organisation_id)
    return query
