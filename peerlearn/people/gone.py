"""Whoever was anonymised stays so: nothing is written about them any more, whichever page or phone it comes from.

The guard looks at every new row that names a person, and at every row of theirs whose words change. It holds the
person's key until the transaction ends, and anonymising takes the whole row: of the two, one waits for the other and
then sees what it did. States and dates may still change: a badge that was left to its holder can be withdrawn.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session

from peerlearn.core.db import holds_words
from peerlearn.core.errors import DomainError
from peerlearn.people.models import Person

_PEOPLE = Person.__table__
_HELD = "living people held"
_MOST_AT_ONCE = 500


def arm() -> None:
    """Look at every flush from now on. Twice is once."""
    if not event.contains(Session, "before_flush", _refuse_who_is_gone):
        event.listen(Session, "before_flush", _refuse_who_is_gone)


def hold_as_living(session: Session, person_ids: Iterable[int]) -> None:
    """Whoever read these people as living and locked their keys says so: the guard does not ask about them again.

    It holds until this transaction ends, or until others are said.
    """
    session.info[_HELD] = (session.get_transaction(), frozenset(person_ids))


def _held_as_living(session: Session) -> frozenset[int]:
    transaction, held = session.info.get(_HELD, (None, frozenset()))
    return held if transaction is not None and transaction is session.get_transaction() else frozenset()


def _refuse_who_is_gone(session: Session, *_: Any) -> None:
    """Raise DomainError `people.gone`."""
    changed = [*session.new, *(row for row in session.dirty if _person_of(row) is not None and _says_something(row))]
    about = {person_id for row in changed if (person_id := _person_of(row)) is not None}
    named = sorted(about - _held_as_living(session))
    for start in range(0, len(named), _MOST_AT_ONCE):
        wanted = named[start : start + _MOST_AT_ONCE]
        query = select(_PEOPLE.c.id).where(_PEOPLE.c.id.in_(wanted), _PEOPLE.c.anonymised_at.is_(None))
        held = query.order_by(_PEOPLE.c.id).with_for_update(read=True, key_share=True)
        if len(session.connection().execute(held).all()) < len(wanted):
            raise DomainError("people.gone")


def _person_of(row: Any) -> int | None:
    """The person that a row is about. One that is still to be stored is nobody who is gone."""
    found = row.id if isinstance(row, Person) else getattr(row, "person_id", None)
    return found if isinstance(found, int) else None


def _says_something(row: Any) -> bool:
    """Whether a text of the row changes."""
    state = inspect(row)
    texts = (one for one in state.mapper.column_attrs if holds_words(one.columns[0].type))
    return any(state.attrs[one.key].history.has_changes() for one in texts)
