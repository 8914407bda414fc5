"""Reads of the people; the session's scope decides whose."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from peerlearn.core.db import db
from peerlearn.people.models import Affiliation, Person
from peerlearn.people.rules import Position, search_key


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


def people_matching(words: str = "", *, organisation_id: int | None = None, limit: int = 200) -> Sequence[Person]:
    """People whose names hold all `words`, accents, case and order forgiven; by first name."""
    query = select(Person)
    for word in search_key(words).split():
        query = query.where(Person.search_key.contains(word, autoescape=True))
    if organisation_id is not None:
        query = query.where(Person.organisation_id == organisation_id)
    return db.session.execute(query.order_by(Person.search_key, Person.id).limit(limit)).scalars().all()


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
    return db.session.execute(query.order_by(Affiliation.from_on.desc(), Affiliation.id.desc())).scalars().all()


def positions_of(person_ids: Collection[int]) -> dict[int, Position]:
    """What each of these people is at their present organisation."""
    query = select(Affiliation.person_id, Affiliation.position).where(
        Affiliation.person_id.in_(person_ids), Affiliation.until_on.is_(None)
    )
    return {found.person_id: found.position for found in db.session.execute(query)}
