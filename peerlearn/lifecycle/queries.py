"""Reads of what touched every feature."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from peerlearn.core.db import Base, db
from peerlearn.lifecycle.models import PersonMerge
from peerlearn.lifecycle.stores import rows_of
from peerlearn.people.models import Person


def merge_into(person_id: int, public_id: str) -> PersonMerge:
    """One merge of another record into this one.

    Raises:
        NoResultFound: there is none.
    """
    query = select(PersonMerge).where(PersonMerge.public_id == public_id, PersonMerge.kept_id == person_id)
    return db.session.execute(query.options(joinedload(PersonMerge.kept))).scalar_one()


def merges_into(person_id: int) -> Sequence[PersonMerge]:
    """Which records were merged into this one, the latest first; those that were undone too."""
    query = select(PersonMerge).where(PersonMerge.kept_id == person_id).options(joinedload(PersonMerge.merged))
    return db.session.execute(query.order_by(PersonMerge.merged_at.desc(), PersonMerge.id.desc())).scalars().all()


def find_kept(public_id: str) -> str | None:
    """The public id of the record into which this one was merged; None when it was not."""
    query = (
        select(PersonMerge)
        .join(PersonMerge.merged)
        .where(Person.public_id == public_id, PersonMerge.undone_at.is_(None))
        .options(joinedload(PersonMerge.kept))
    )
    found = db.session.execute(query.order_by(PersonMerge.id.desc()).limit(1)).scalar_one_or_none()
    return found.kept.public_id if found else None


def rows_in_scope(name: str, person_id: int) -> frozenset[int]:
    """The numbers of the rows of one table (`stores`) about this person that the scope admits."""
    entity: Any = next(one.class_ for one in Base.registry.mappers if one.class_.__tablename__ == name)
    query = select(entity.id).where(rows_of(name, [person_id])).order_by(entity.id)
    return frozenset(db.session.execute(query).scalars())
