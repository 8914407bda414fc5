"""Whom colleagues propose to lead. A proposal is no word of the person: it makes them somebody to ask, no more, and it
never speaks against their own no. Nobody is left out or placed by what they know.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Subquery, exists, func, select

from peerlearn.accounts.models import Account
from peerlearn.attendance.models import Presence
from peerlearn.attendance.rules import WAS_THERE
from peerlearn.core.db import db
from peerlearn.facilitators.models import Interest
from peerlearn.facilitators.rules import Answer, Source
from peerlearn.people.finding import is_there
from peerlearn.people.models import Person
from peerlearn.workshops.models import WorkshopFacilitator
from peerlearn.workshops.rules import Part


@dataclass(frozen=True)
class Proposal:
    """Who proposed somebody, and when."""

    name: str
    said_at: datetime


def people_to_propose(leader_id: int) -> Sequence[Person]:
    """People of the scope who were at a workshop that this person led, by name; not themselves."""
    led = select(WorkshopFacilitator.workshop_id).where(
        WorkshopFacilitator.person_id == leader_id, WorkshopFacilitator.part != Part.REPLACED
    )
    came = select(Presence.person_id).where(
        Presence.workshop_id.in_(led), Presence.is_current, Presence.state.in_(WAS_THERE)
    )
    query = select(Person).where(Person.id.in_(came), Person.id != leader_id, is_there())
    return db.session.execute(query.order_by(Person.search_key, Person.id)).scalars().all()


def proposals_by(account_id: int) -> Mapping[int, Interest]:
    """Person → what this account proposed, one row each, be it taken back."""
    query = select(Interest).where(Interest.by_id == account_id, Interest.source == Source.COLLEAGUE)
    return {one.person_id: one for one in db.session.execute(query.order_by(Interest.id)).scalars()}


def proposals_of(person_ids: Collection[int]) -> Mapping[int, Sequence[Proposal]]:
    """Person → who proposed them, the first one first."""
    query = (
        select(Interest.person_id, Account.name, Interest.said_at)
        .join(Account, Account.id == Interest.by_id)
        .where(
            Interest.person_id.in_(person_ids),
            Interest.source == Source.COLLEAGUE,
            Interest.taken_back_at.is_(None),
        )
        .order_by(Interest.said_at, Interest.id)
    )
    found: dict[int, list[Proposal]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row.person_id].append(Proposal(row.name, row.said_at))
    return found


def proposed() -> Subquery:
    """Each person whom somebody proposed and who did not say no, with the day of the first proposal."""
    # The bare table, as for wishes: a proposal follows the person to another house.
    said, refusals = Interest.__table__.alias("proposals"), Interest.__table__.alias("own_refusals")
    refused = exists().where(
        refusals.c.person_id == said.c.person_id,
        refusals.c.answer == Answer.NO,
        refusals.c.taken_back_at.is_(None),
    )
    query = select(said.c.person_id, func.min(said.c.said_at).label("since"))
    query = query.where(said.c.source == Source.COLLEAGUE, said.c.taken_back_at.is_(None), ~refused)
    return query.group_by(said.c.person_id).subquery("proposed")
