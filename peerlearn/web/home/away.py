"""Who is away when: what a supervisor plans the work around. First names by day, and no way to reach anyone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.permissions import Permission
from peerlearn.people.rules import names_in_room
from peerlearn.web.kit.session import SignedIn
from peerlearn.workshops import queries as workshops
from peerlearn.workshops.models import Enrolment, Workshop

_AHEAD = timedelta(days=21)


@dataclass(frozen=True)
class Away:
    """The people of one house who are at one workshop."""

    workshop: Workshop
    names: Sequence[str]
    leaders: Sequence[str]


@dataclass(frozen=True)
class AwayDay:
    """One day, and who is away at which hours."""

    on: date
    groups: Sequence[Away]


def away_days(account: SignedIn, *, now: datetime) -> list[AwayDay]:
    """The days to come on which someone of this account's house is at a workshop, wherever it is."""
    if not account.may(Permission.SEE_WORKSHOPS):
        return []
    with scope.within(db.session(), account.scope_for(Permission.SEE_WORKSHOPS)):
        return _away_days(account, now)


def _away_days(account: SignedIn, now: datetime) -> list[AwayDay]:
    coming = [one for one in workshops.upcoming_workshops(now=now).rows if one.starts_at < now + _AHEAD]
    ids = [workshop.id for workshop in coming]
    house = account.scope_for(Permission.SEE_WORKSHOPS)
    seated, leaders = workshops.seated_in_each(ids), workshops.facilitators_of_each(ids)
    groups = [
        Away(
            workshop=one,
            names=_names([line for line in seated[one.id] if house.holds(line.home_organisation_id)]),
            leaders=[who.name for who in leaders.get(one.id, ()) if house.holds(who.home_organisation_id)],
        )
        for one in coming
    ]
    taken = [group for group in groups if group.names or group.leaders]
    by_day = groupby(taken, key=lambda group: group.workshop.starts_local.date())
    return [AwayDay(on, list(found)) for on, found in by_day]


def _names(lines: Sequence[Enrolment]) -> list[str]:
    return [name.replace(" ", "\xa0") for name in names_in_room([line.called for line in lines])]
