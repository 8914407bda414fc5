"""Reads of the people; the session's scope decides whose."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from peerlearn.core.db import db
from peerlearn.core.paging import Page, page_of
from peerlearn.core.searching import search_key
from peerlearn.people.models import Affiliation, Person
from peerlearn.people.rules import Position


def person(public_id: str) -> Person:
    """The person.

    Raises:
        NoResultFound: there is none in scope.
    """
    return db.session.execute(select(Person).where(Person.public_id == public_id)).scalar_one()


def person_by_id(person_id: int) -> Person:
    """The person of an account or a row already loaded.

    Raises:
        NoResultFound: there is none in scope.
    """
    return db.session.execute(select(Person).where(Person.id == person_id)).scalar_one()


def people_page(words: str = "", *, number: int, organisation_id: int | None = None) -> Page[Person]:
    """One page of the people whose names hold all `words`, by first name, with their organisations."""
    query = _matching(words, organisation_id).options(selectinload(Person.organisation))
    return page_of(query.order_by(Person.search_key, Person.id), number)


def counts_by_organisation(organisation_ids: Collection[int]) -> dict[int, int]:
    """Organisation → how many people belong to it now."""
    query = (
        select(Person.organisation_id, func.count(Person.id).label("people"))
        .where(Person.organisation_id.in_(organisation_ids))
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


def _matching(words: str, organisation_id: int | None) -> Select[Person]:
    query = select(Person)
    for word in search_key(words).split():
        query = query.where(Person.search_key.contains(word, autoescape=True))
    if organisation_id is not None:
        query = query.where(Person.organisation_id == organisation_id)
    return query
