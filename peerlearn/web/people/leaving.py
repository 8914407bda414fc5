"""Who leaves soon, and what each still lacks for their badge."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import render_template
from flask.typing import ResponseReturnValue

from peerlearn.awards.ahead import Ahead, badges_ahead
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.people import queries
from peerlearn.people.models import Person
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.badge_ends import Former, former_in
from peerlearn.web.people.blueprint import pages


@dataclass(frozen=True)
class Leaver:
    """One person, the last day of their contract, how many days are left, the badge ahead, and how it ended before."""

    person: Person
    home: str
    ends_on: date
    days_left: int
    ahead: Ahead | None
    former: Former | None


@pages.get("/people/leaving")
@requires(Permission.SEE_PEOPLE)
def leaving() -> ResponseReturnValue:
    """The ends of contracts, the first one first, each with what is missing."""
    leavers = _leavers(on=clock.today(), now=clock.now())
    homes = {leaver.home for leaver in leavers}
    return render_template("people/leaving.html", leavers=leavers, shows_home=len(homes) > 1)


def _leavers(*, on: date, now: datetime) -> list[Leaver]:
    found = queries.leaving(on=on)
    account = session.account_here()
    told = [one.person_id for one in found if account.may(Permission.SEE_AWARDS, at=one.organisation_id)]
    ahead = badges_ahead(told, now=now)
    return [
        Leaver(
            person=one.person,
            home=one.organisation.name,
            ends_on=one.contract_ends_on,
            days_left=(one.contract_ends_on - on).days,
            ahead=(next_one := ahead.get(one.person_id)),
            former=former_in(next_one.ended, now=now) if next_one else None,
        )
        for one in found
        if one.contract_ends_on is not None
    ]
