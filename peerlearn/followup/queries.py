"""Reads of the follow-up; the session's scope decides whose."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from peerlearn.accounts.models import Account, Membership
from peerlearn.core.db import db
from peerlearn.followup.models import Follow
from peerlearn.followup.rules import FOLLOWERS
from peerlearn.organisations.models import Organisation
from peerlearn.people.finding import is_there
from peerlearn.people.models import Person


@dataclass(frozen=True)
class LeftBehind:
    """Somebody who works here no more and still follows people here."""

    account: Account
    organisation: Organisation
    people: int


def possible_followers(organisation_id: int, *, on: date) -> Sequence[Account]:
    """Who may follow somebody of this organisation on that day, by name."""
    query = select(Account).where(Account.id.in_(_at_work(organisation_id, on=on)), Account.closed_at.is_(None))
    return db.session.execute(query.order_by(Account.name, Account.id)).scalars().all()


def current_follow(person_id: int) -> Follow | None:
    """Who follows this person now."""
    query = select(Follow).where(Follow.person_id == person_id, Follow.ended_at.is_(None))
    return db.session.execute(query.options(joinedload(Follow.account))).scalar_one_or_none()


def follows_of(person_id: int) -> Sequence[Follow]:
    """Who followed this person, the latest first."""
    query = select(Follow).where(Follow.person_id == person_id).options(joinedload(Follow.account))
    return db.session.execute(query.order_by(Follow.started_at.desc(), Follow.id.desc())).scalars().all()


def followed_ids(account_id: int) -> Select[int]:
    """The people this account follows, as a query to be asked inside another one."""
    return select(Follow.person_id).where(Follow.account_id == account_id, Follow.ended_at.is_(None))


def followers_of_each(person_ids: Collection[int]) -> dict[int, str]:
    """Person → the name of who follows them."""
    query = (
        select(Follow.person_id, Account.name)
        .join(Account, Account.id == Follow.account_id)
        .where(Follow.person_id.in_(person_ids), Follow.ended_at.is_(None))
        .order_by(Follow.id)
    )
    return {row.person_id: row.name for row in db.session.execute(query)}


def follower_counts(organisation_id: int) -> dict[int, int]:
    """Account → how many people of this organisation it follows."""
    query = select(Follow.account_id, func.count(Follow.id).label("people")).where(
        Follow.organisation_id == organisation_id, Follow.ended_at.is_(None)
    )
    found = db.session.execute(query.group_by(Follow.account_id).order_by(Follow.account_id))
    return {row.account_id: row.people for row in found}


def followed_at(organisation_id: int, account_id: int) -> Sequence[Person]:
    """The people of this organisation whom the account follows, by name."""
    query = (
        select(Person)
        .join(Follow, Follow.person_id == Person.id)
        .where(
            Follow.account_id == account_id,
            Follow.organisation_id == organisation_id,
            Follow.ended_at.is_(None),
            is_there(),
        )
        .order_by(Person.search_key, Person.id)
    )
    return db.session.execute(query).scalars().all()


def follower_at(organisation_id: int, public_id: str) -> Account:
    """Somebody who follows, or works at, this organisation, or did.

    Raises:
        NoResultFound: nobody of that id was ever seen here.
    """
    here = select(Membership.account_id).where(Membership.organisation_id == organisation_id)
    follows = select(Follow.account_id).where(Follow.organisation_id == organisation_id)
    query = select(Account).where(Account.public_id == public_id, or_(Account.id.in_(here), Account.id.in_(follows)))
    return db.session.execute(query).scalar_one()


def left_behind(*, on: date) -> Sequence[LeftBehind]:
    """Who works at an organisation of the scope no more, and whose people there nobody has taken over yet."""
    works = select(Membership.id).where(
        Membership.account_id == Follow.account_id, Membership.organisation_id == Follow.organisation_id, _holds(on)
    )
    query = (
        select(Account, Organisation, func.count(Follow.id))
        .join(Follow, Follow.account_id == Account.id)
        .join(Organisation, Organisation.id == Follow.organisation_id)
        .join(Person, Person.id == Follow.person_id)
        .where(Follow.ended_at.is_(None), is_there(), or_(~works.exists(), Account.closed_at.is_not(None)))
        .group_by(Account.id, Organisation.id)
        .order_by(Account.name, Account.id, Organisation.id)
    )
    return [LeftBehind(account, house, people) for account, house, people in db.session.execute(query).all()]


def follows_to_end(organisation_id: int, account_id: int) -> Sequence[Follow]:
    """The follows of one account at one organisation that hold now, locked in one order, with their people."""
    query = (
        select(Follow)
        .join(Follow.person)
        .where(Follow.organisation_id == organisation_id, Follow.account_id == account_id, Follow.ended_at.is_(None))
        .options(contains_eager(Follow.person))
        .order_by(Follow.person_id)
        .with_for_update(of=Follow)
    )
    return db.session.execute(query.execution_options(populate_existing=True)).scalars().all()


def _at_work(organisation_id: int, *, on: date) -> Select[int]:
    return select(Membership.account_id).where(Membership.organisation_id == organisation_id, _holds(on))


def _holds(on: date) -> ColumnElement[bool]:
    is_open = or_(Membership.until_on.is_(None), Membership.until_on > on)
    return is_open & (Membership.from_on <= on) & Membership.role.in_(FOLLOWERS)
