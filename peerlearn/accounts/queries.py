"""Reads of the accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select

from peerlearn.accounts.models import Account, FailedSignIn, Invitation, Membership, SignInSession
from peerlearn.accounts.rules import WINDOW, token_hash
from peerlearn.core.db import db
from peerlearn.core.permissions import Role
from peerlearn.organisations.models import Organisation


@dataclass(frozen=True)
class Standing:
    """A role at an organisation, as it holds today."""

    role: Role
    organisation_id: int
    organisation_name: str
    region_code: str | None


@dataclass(frozen=True)
class Tries:
    """Sign-ins that were tried within the window and not forgiven by a success."""

    by_identifier: int
    by_address: int


def find_account_by_token(token: str, *, now: datetime) -> Account | None:
    """The account behind a browser's token, while its session lasts."""
    query = (
        select(Account)
        .join(SignInSession, SignInSession.account_id == Account.id)
        .where(
            SignInSession.token_hash == token_hash(token),
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > now,
            Account.closed_at.is_(None),
        )
    )
    return db.session.execute(query).scalar_one_or_none()


def find_account_by_identifier(identifier: str) -> Account | None:
    """The open account with this e-mail or card code."""
    query = select(Account).where(
        or_(Account.email == identifier, Account.card_code == identifier), Account.closed_at.is_(None)
    )
    return db.session.execute(query).scalar_one_or_none()


def standings_of(account: Account, *, on: date) -> tuple[Standing, ...]:
    """The roles that hold on that day, the widest first."""
    query = (
        select(Membership.role, Organisation.id, Organisation.name, Organisation.region_code)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Membership.account_id == account.id,
            Membership.from_on <= on,
            or_(Membership.until_on.is_(None), Membership.until_on >= on),
            Organisation.closed_at.is_(None),
        )
        .order_by(Organisation.name, Membership.id)
    )
    found = [Standing(*row) for row in db.session.execute(query)]
    return tuple(sorted(found, key=lambda standing: list(Role).index(standing.role)))


def recent_tries(identifier_hash: str, address_hash: str, *, now: datetime) -> Tries:
    """How often this identifier, and this address, were tried within the window."""
    since = now - WINDOW
    return Tries(
        by_identifier=_count(FailedSignIn.identifier_hash == identifier_hash, since=since),
        by_address=_count(FailedSignIn.address_hash == address_hash, since=since),
    )


def memberships_at(organisation_id: int, *, on: date) -> Sequence[Membership]:
    """Who has a role at the organisation on that day, by role and name."""
    query = (
        select(Membership)
        .join(Membership.account)
        .where(
            Membership.organisation_id == organisation_id,
            or_(Membership.until_on.is_(None), Membership.until_on >= on),
            Account.closed_at.is_(None),
        )
        .order_by(Membership.role, Account.name, Membership.id)
    )
    return db.session.execute(query).scalars().all()


def find_account_of(person_id: int) -> Account | None:
    """The open account of a person."""
    query = select(Account).where(Account.person_id == person_id, Account.closed_at.is_(None))
    return db.session.execute(query).scalar_one_or_none()


def open_invitation(token: str, *, now: datetime) -> Invitation:
    """The invitation behind a link that can still be used.

    Raises:
        NoResultFound: there is none.
    """
    query = select(Invitation).where(
        Invitation.token_hash == token_hash(token), Invitation.used_at.is_(None), Invitation.expires_at > now
    )
    return db.session.execute(query).scalar_one()


def names_of(account_ids: set[int | None]) -> dict[int, str]:
    """Account → the name to show for who did something."""
    query = select(Account.id, Account.name).where(Account.id.in_({i for i in account_ids if i is not None}))
    return {found.id: found.name for found in db.session.execute(query)}


def _count(condition: object, *, since: datetime) -> int:
    query = select(func.count()).select_from(FailedSignIn).where(condition, FailedSignIn.at > since)  # type: ignore[arg-type]
    return db.session.execute(query).scalar_one()
