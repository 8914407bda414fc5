"""Use cases of the follow-up. They flush and never commit."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select

from peerlearn.accounts.models import Account
from peerlearn.core import audit
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.followup.models import Follow
from peerlearn.followup.queries import current_follow, follows_to_end, possible_followers
from peerlearn.people.models import Person


def follow(person: Person, follower: Account | None, *, by: int | None, on: date, now: datetime) -> Follow | None:
    """Let `follower` accompany the person from now on; None: nobody does. Said twice, nothing changes.

    Raises:
        DomainError: `followup.not_a_follower`: does not work at the person's organisation.
    """
    # One after the other for this person.
    db.session.refresh(person, with_for_update={"key_share": True, "of": Person})
    before = current_follow(person.id)
    if follower is not None and follower.id not in _ids_at_work(person.organisation_id, on):
        raise DomainError("followup.not_a_follower", name=follower.name)
    if (before.account_id if before else None) == (follower.id if follower else None):
        return before
    _end(before, by=by, now=now)
    return None if follower is None else _begin(person, follower.id, by=by, now=now)


def follow_if_at_work(person: Person, account_id: int, *, on: date, now: datetime) -> None:
    """Whoever registers somebody of their own house accompanies them, until somebody else is named."""
    if account_id in _ids_at_work(person.organisation_id, on) and current_follow(person.id) is None:
        _begin(person, account_id, by=account_id, now=now)


def hand_over(  # noqa: PLR0913 - of whom, where, to whom, by whom and when
    account: Account, organisation_id: int, to: Mapping[int, int | None], *, by: int | None, on: date, now: datetime
) -> dict[int, int | None]:
    """Give the people whom a colleague follows here to others, all of it or nothing; returns who went to whom.

    `to` is person id → account id, or None for nobody. Whom a colleague has taken over meanwhile stays with them.

    Raises:
        DomainError: `followup.not_a_follower`.
    """
    at_work = _ids_at_work(organisation_id, on)
    if strangers := {one for one in to.values() if one is not None} - at_work:
        raise DomainError("followup.not_a_follower", name=_name_of(min(strangers)))
    # One after the other for each person, as in `follow`: their rows first, in one order, and then who follows them.
    everyone = select(Person.id).where(Person.id.in_(to)).order_by(Person.id).with_for_update(key_share=True)
    db.session.execute(everyone).all()
    given: dict[int, int | None] = {}
    for held in follows_to_end(organisation_id, account.id):
        if held.person_id in to and to[held.person_id] != account.id:
            person, follower_id = held.person, to[held.person_id]
            _end(held, by=by, now=now)
            if follower_id is not None:
                _begin(person, follower_id, by=by, now=now)
            given[person.id] = follower_id
    return given


def end_follow(person: Person, *, by: int | None, now: datetime) -> None:
    """Nobody of the former house accompanies the person any more."""
    _end(current_follow(person.id), by=by, now=now)


def _begin(person: Person, account_id: int, *, by: int | None, now: datetime) -> Follow:
    begun = Follow(
        organisation_id=person.organisation_id,
        person_id=person.id,
        account_id=account_id,
        started_at=now,
        ended_at=None,
        named_by_id=by,
    )
    db.session.add(begun)
    db.session.flush()
    audit.record(db.session(), "follow.begun", begun, account_id=by, organisation_id=begun.organisation_id)
    return begun


def _end(held: Follow | None, *, by: int | None, now: datetime) -> None:
    if held is not None:
        held.ended_at = max(now, held.started_at)
        db.session.flush()
        audit.record(db.session(), "follow.ended", held, account_id=by, organisation_id=held.organisation_id)


def _ids_at_work(organisation_id: int, on: date) -> frozenset[int]:
    return frozenset(one.id for one in possible_followers(organisation_id, on=on))


def _name_of(account_id: int) -> str:
    account = db.session.get(Account, account_id)
    return account.name if account else ""
