"""Who has not been in touch for long: announced for thirty days, then anonymised, unless somebody spoke with them.

The last contact is the latest of everything that `stores` calls one, in whichever house it was.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, exists, func, not_, or_, select
from sqlalchemy.orm import joinedload

from peerlearn.core import audit, clock, scope
from peerlearn.core.db import db
from peerlearn.lifecycle import stores
from peerlearn.lifecycle.erasure import anonymise
from peerlearn.lifecycle.rules import NOTICE, anonymised_on, months_after
from peerlearn.people.finding import is_there
from peerlearn.people.models import NotedContact, Person

_REASON = "the last contact with a person counts wherever it was"
_MOST_SHOWN = 200
_MOST_AT_ONCE = 1000


@dataclass(frozen=True)
class Silent:
    """Someone who will be anonymised, on which day, and when somebody was last in touch."""

    person: Person
    last_contact_on: date
    on: date


def silent_people(*, months: int, today: date) -> list[Silent]:
    """Those in scope who will be anonymised within the time of notice, or are late already; the first to go first."""
    query = _silent(months, today).options(joinedload(Person.organisation)).order_by(Person.search_key, Person.id)
    found = db.session.execute(query.limit(_MOST_SHOWN)).scalars().all()
    days = last_contacts([one.id for one in found])
    told = [
        Silent(one, days[one.id], anonymised_on(days[one.id], one.to_anonymise_on, months=months, today=today))
        for one in found
    ]
    return sorted(told, key=lambda one: one.on)


def count_silent(*, months: int, today: date) -> int:
    """How many people are on that list."""
    query = select(func.count(Person.id)).where(is_there(), _was_silent(months, today))
    return db.session.execute(query).scalar_one()


def last_contacts(person_ids: Sequence[int]) -> dict[int, date]:
    """The day of the last contact with each of these people: one question a column, for many people at a time."""
    latest: dict[int, date] = {}
    columns = [(name, column) for name, store in stores.STORES.items() for column in store.contact]
    with scope.beyond(db.session(), _REASON):
        for start in range(0, len(person_ids), _MOST_AT_ONCE):
            ids = person_ids[start : start + _MOST_AT_ONCE]
            found = (row for place in columns for row in db.session.execute(_latest(*place, ids)).all())
            for person_id, when in found:
                day = _day_of(when)
                if day is not None and day > latest.get(person_id, date.min):
                    latest[person_id] = day
    return latest


def note_contact(person: Person, *, by: int | None, on: date, now: datetime) -> None:
    """Somebody spoke with the person on that day, so they are not forgotten. Twice a day is once."""
    db.session.refresh(person, with_for_update={"key_share": True})
    person.to_anonymise_on = None
    said = select(NotedContact.id).where(NotedContact.person_id == person.id, NotedContact.spoken_on == on)
    if db.session.execute(said).first() is None:
        home = person.organisation_id
        row = NotedContact(person_id=person.id, organisation_id=home, spoken_on=on, noted_at=now, noted_by_id=by)
        db.session.add(row)
        audit.record(db.session(), "person.contact_noted", person, account_id=by, organisation_id=home)
    db.session.flush()


def announce(*, months: int, today: date) -> tuple[int, int]:
    """Write down the day for whoever fell silent, and forget it for whoever was in touch since; how many of each."""
    silent = db.session.execute(_silent(months, today).where(Person.to_anonymise_on.is_(None))).scalars().all()
    days = last_contacts([one.id for one in silent])
    for one in silent:
        one.to_anonymise_on = anonymised_on(days[one.id], None, months=months, today=today)
    back = select(Person).where(is_there(), Person.to_anonymise_on.is_not(None), not_(_was_silent(months, today)))
    spared = db.session.execute(back.order_by(Person.id)).scalars().all()
    for one in spared:
        one.to_anonymise_on = None
    db.session.flush()
    return len(silent), len(spared)


def due(*, months: int, today: date) -> Sequence[int]:
    """Whose day has come: they were announced for thirty days, and nobody was in touch."""
    query = _silent(months, today).where(Person.to_anonymise_on <= today).with_only_columns(Person.id)
    return db.session.execute(query.order_by(Person.id)).scalars().all()


def anonymise_if_due(person_id: int, *, months: int, today: date, now: datetime) -> list[str]:
    """Anonymise the person if nobody has been in touch at the last moment; the public ids of their records, or none."""
    held = select(Person).where(Person.id == person_id, is_there()).with_for_update(key_share=True)
    person = db.session.execute(held.execution_options(populate_existing=True)).scalar_one_or_none()
    still = _silent(months, today).where(Person.id == person_id, Person.to_anonymise_on <= today)
    if person is None or db.session.execute(still).first() is None:
        return []
    return anonymise(person, now=now)


def _silent(months: int, today: date) -> Select[Person]:
    return select(Person).where(is_there(), _was_silent(months, today))


def _was_silent(months: int, today: date) -> ColumnElement[bool]:
    """Whether nothing happened with the person since the day that counts at the end of the time of notice."""
    since = months_after(today + NOTICE, -months)
    touched = (
        _touched(name, column, since)
        for name, store in stores.STORES.items()
        for column in store.contact
        if name != "person"
    )
    return and_(Person.created_at < _start_of(since), not_(or_(*touched)))


def _touched(name: str, column: str, since: date) -> ColumnElement[bool]:
    table, store = stores.table_of(name), stores.STORES[name]
    when = table.c[column]
    is_late = when >= (since if isinstance(when.type, Date) else _start_of(since))
    if not store.through:
        return exists().where(or_(*(table.c[by] == Person.id for by in store.by)), is_late)
    between = stores.table_of(store.through)
    (by,), (owner,) = store.by, stores.STORES[store.through].by
    return exists().where(between.c[owner] == Person.id, table.c[by] == between.c.id, is_late)


def _latest(name: str, column: str, person_ids: Collection[int]) -> Any:
    table, store = stores.table_of(name), stores.STORES[name]
    source: Any = table
    owner = table.c[store.by[0]]
    if store.through:
        between = stores.table_of(store.through)
        source = table.join(between, table.c[store.by[0]] == between.c.id)
        owner = between.c[stores.STORES[store.through].by[0]]
    return select(owner, func.max(table.c[column])).select_from(source).where(owner.in_(person_ids)).group_by(owner)


def _day_of(when: date | datetime | None) -> date | None:
    return clock.day_of(when) if isinstance(when, datetime) else when


def _start_of(day: date) -> datetime:
    return clock.to_instant(datetime.combine(day, time()), clock.DEFAULT_ZONE)
