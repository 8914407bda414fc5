"""Whether somebody may do to a record what changes the access behind it: nobody to their own, nor to one that may do
more than they may."""

from datetime import datetime

from peerlearn.accounts.queries import find_account_of, is_person, standings_of
from peerlearn.core import clock
from peerlearn.core.permissions import Role, may_grant
from peerlearn.people.models import Person


def is_own(person: Person, by: int | None) -> bool:
    """Whether the account behind `by` is the person's own; the server itself (None) is nobody."""
    return by is not None and is_person(by, person.id)


def may_do_more(person: Person, granting: Role | None, *, now: datetime) -> bool:
    """Whether the person signs in with a role that somebody with the role `granting` there may not give."""
    account = find_account_of(person.id)
    held = standings_of(account, on=clock.day_of(now)) if account else ()
    return not all(granting is not None and may_grant(granting, one.role) for one in held)
