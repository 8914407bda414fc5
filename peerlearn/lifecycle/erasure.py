"""A person is anonymised after a long silence, or erased because they asked: in every table, and for good.

The rows stay, so that every figure stays as it was; what tells who the person is goes. Both work on all records that
were ever put together with this one. What erasing does more: badges that the holder published end too.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Update, and_, delete, not_, select, update

from peerlearn.accounts.models import Account, Invitation
from peerlearn.awards.actions import end_for_erasure
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award
from peerlearn.awards.queries import awards_for_update
from peerlearn.awards.rules import AwardState
from peerlearn.core import audit, scope
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.permissions import Role
from peerlearn.core.searching import search_key
from peerlearn.imports.actions import discard
from peerlearn.imports.models import FileImport
from peerlearn.lifecycle import stores
from peerlearn.lifecycle.models import PersonMerge
from peerlearn.lifecycle.shared_sheets import empty_sheets_about
from peerlearn.lifecycle.standing import is_own, may_do_more
from peerlearn.lifecycle.striking import names_of, strike_out
from peerlearn.lifecycle.waiting_marks import set_aside_marks_about
from peerlearn.people.models import Affiliation, Person
from peerlearn.workshops.models import Enrolment, Workshop, WorkshopFacilitator
from peerlearn.workshops.queries import workshop_for_update
from peerlearn.workshops.rules import Part, Place

_REASON = "what is known of one person is wherever they were, so all of it goes"
_UNDER_WAY = (AwardState.PROPOSED, AwardState.OFFERED)


def ensure_meant(person: Person, typed: str) -> None:
    """Whoever typed the name has looked at whom they erase. Accents and capitals do not matter.

    Raises:
        DomainError: `lifecycle.not_the_name`.
    """
    if search_key(typed) != search_key(person.full_name):
        raise DomainError("lifecycle.not_the_name")


def erase(  # noqa: PLR0913 - whom, for whom and why, with what
    person: Person,
    folder: KeyFolder,
    *,
    by: int | None,
    granting: Role | None,
    now: datetime,
    reason: str = "asked",
) -> list[str]:
    """Everything that tells who the person is goes, their badges included; returns the public ids of their records.

    Erasing somebody who is erased already changes nothing, and whoever was anonymised loses the badges that were left.
    `granting` is the role of whoever asks; None for the server itself. `reason` is a word of a list, never a text.

    Raises:
        DomainError: `lifecycle.own_erasure`, `lifecycle.may_not_erase` (they may do more than who asks),
            `lifecycle.merged_meanwhile`.
    """
    with scope.beyond(db.session(), _REASON):
        _ensure_may_erase(person, by, granting, now=now)
        records = _held(person)
        awards = select(Award.id).where(Award.person_id.in_([one.id for one in records]))
        # All of them before the first is withdrawn: that takes the list, which whoever signs the next one waits for.
        found = awards_for_update(db.session.execute(awards).scalars().all())
        if _is_empty(records) and not any(one.state in stores.PUBLISHED for one in found):
            return [one.public_id for one in records]
        for award in found:
            end_for_erasure(award, folder, by=by, now=now)
        _empty(records, now=now)
    home = person.organisation_id
    audit.record(db.session(), "person.erased", person, account_id=by, organisation_id=home, reason=reason)
    db.session.flush()
    return [one.public_id for one in records]


def anonymise(person: Person, *, now: datetime) -> list[str]:
    """Everything that tells who the person is goes, but the badges that they chose to publish; returns the public ids.

    Raises:
        DomainError: `lifecycle.merged_meanwhile`.
    """
    with scope.beyond(db.session(), _REASON):
        records = _held(person)
        waiting = select(Award).where(Award.person_id.in_([one.id for one in records]), Award.state.in_(_UNDER_WAY))
        for award in db.session.execute(waiting.order_by(Award.id).with_for_update()).scalars().all():
            award.state = AwardState.TAKEN_BACK
        _empty(records, now=now)
    audit.record(db.session(), "person.anonymised", person, account_id=None, organisation_id=person.organisation_id)
    db.session.flush()
    return [one.public_id for one in records]


def _is_empty(records: Sequence[Person]) -> bool:
    return all(one.anonymised_at is not None for one in records)


def _ensure_may_erase(person: Person, by: int | None, granting: Role | None, *, now: datetime) -> None:
    """Nobody erases themself, nor an account that may do more than theirs."""
    if by is None:
        return
    if is_own(person, by):
        raise DomainError("lifecycle.own_erasure")
    if granting is None or may_do_more(person, granting, now=now):
        raise DomainError("lifecycle.may_not_erase")


def _held(person: Person) -> list[Person]:
    """The record and all that were put together with it, locked in one order; the first stays the person's own."""
    known = {person.id}
    while True:
        merged = select(PersonMerge.merged_id).where(PersonMerge.kept_id.in_(known), PersonMerge.undone_at.is_(None))
        more = set(db.session.execute(merged).scalars()) - known
        if not more:
            break
        known |= more
    query = select(Person).where(Person.id.in_(known)).order_by(Person.id).with_for_update(key_share=True)
    held = db.session.execute(query.execution_options(populate_existing=True)).scalars().all()
    if person.merged_at is not None:
        raise DomainError("lifecycle.merged_meanwhile")
    return sorted(held, key=lambda one: one.id != person.id)


def _empty(records: Sequence[Person], *, now: datetime) -> None:
    """Workshops are held before the person is, as whoever seats somebody does: two that wait for one another would
    never end."""
    ids = [one.id for one in records]
    _leave_what_is_to_come(ids, now)
    _drop_drafts(ids)
    everyone = select(Person).where(Person.id.in_(ids)).order_by(Person.id).with_for_update()
    held = db.session.execute(everyone.execution_options(populate_existing=True)).scalars().all()
    accounts = db.session.execute(select(Account).where(Account.person_id.in_(ids))).scalars().all()
    emails = [email for email in (*(one.email for one in held), *(one.email for one in accounts)) if email]
    pattern = names_of(held, emails)
    strike_out(held, pattern)
    set_aside_marks_about(ids, pattern)
    empty_sheets_about(ids)
    if emails:
        db.session.execute(delete(Invitation.__table__).where(Invitation.__table__.c.email.in_(emails)))  # type: ignore[arg-type]
    for name in stores.STORES:
        _empty_table(name, ids)
    db.session.execute(_closing(ids, now))
    people: Any = Person.__table__
    gone = update(people).where(people.c.id.in_(ids), people.c.anonymised_at.is_(None))
    db.session.execute(gone.values(anonymised_at=now))
    # What the session loaded before would still say it.
    db.session.expire_all()


def _leave_what_is_to_come(ids: Collection[int], now: datetime) -> None:
    """Seats in workshops that have not started are free again, and who was to lead is to be replaced."""
    coming = select(Workshop.id).where(Workshop.starts_at > now)
    seats = select(Enrolment).where(
        Enrolment.person_id.in_(ids), Enrolment.place != Place.WITHDRAWN, Enrolment.workshop_id.in_(coming)
    )
    leads = select(WorkshopFacilitator).where(
        WorkshopFacilitator.person_id.in_(ids),
        WorkshopFacilitator.part != Part.REPLACED,
        WorkshopFacilitator.workshop_id.in_(coming),
    )
    for seat in db.session.execute(seats.order_by(Enrolment.workshop_id)).scalars().all():
        workshop = workshop_for_update(seat.workshop_id)
        db.session.refresh(seat)
        if seat.place is Place.SEATED:
            workshop.seats = workshop.seats.with_one_less()
        seat.place, seat.seated_at = Place.WITHDRAWN, None
        db.session.flush()
    for lead in db.session.execute(leads.order_by(WorkshopFacilitator.workshop_id)).scalars().all():
        lead.part = Part.REPLACED
    db.session.flush()


def _drop_drafts(ids: Collection[int]) -> None:
    """Files that wait to be imported, in every house where the person was: one of them may name them."""
    houses = select(Affiliation.organisation_id).where(Affiliation.person_id.in_(ids))
    drafts = select(FileImport).where(FileImport.done_at.is_(None), FileImport.organisation_id.in_(houses))
    for draft in db.session.execute(drafts.order_by(FileImport.id)).scalars().all():
        discard(draft)


def _empty_table(name: str, ids: Collection[int]) -> None:
    store, table = stores.STORES[name], stores.table_of(name)
    about = stores.rows_of(name, ids)
    if store.is_deleted:
        db.session.execute(delete(table).where(about))
    if store.emptied:
        _write(name, about, store.emptied)
    if store.unless_published:
        _write(name, and_(about, not_(stores.published_of(name))), store.unless_published)


def _write(name: str, about: Any, wanted: Any) -> None:
    table = stores.table_of(name)
    if not stores.differs_by_row(wanted):
        db.session.execute(update(table).where(about).values(**wanted))
        return
    for row in db.session.execute(select(table).where(about).order_by(table.c.id)).all():
        db.session.execute(update(table).where(table.c.id == row.id).values(**stores.values_for(row, wanted)))


def _closing(ids: Collection[int], now: datetime) -> Update:
    table: Any = Account.__table__
    return update(table).where(table.c.person_id.in_(ids), table.c.closed_at.is_(None)).values(closed_at=now)
