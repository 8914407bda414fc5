"""Reads of the accounts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from peerlearn.accounts.models import Account, FailedSignIn, Invitation, Membership, SignInSession
from peerlearn.accounts.rules import WINDOW, Tries, as_identifier, token_hash
from peerlearn.core.db import db
from peerlearn.core.permissions import Role
from peerlearn.organisations.models import Organisation
from peerlearn.people.models import Person


@dataclass(frozen=True)
class Standing:
    """A role at an organisation, as it holds today."""

    role: Role
    organisation_id: int
    organisation_name: str
    region_code: str | None

    def reaches(self, organisation: Organisation) -> bool:
        """Whether this role answers for that organisation: coordinators for their region, the nation for all."""
        in_region = self.role is Role.COORDINATOR and self.region_code == organisation.region_code is not None
        return self.role is Role.NATIONAL or in_region or self.organisation_id == organisation.id


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


def find_account(public_id: str) -> Account | None:
    """The account with this public id, open or closed."""
    return db.session.execute(select(Account).where(Account.public_id == public_id)).scalar_one_or_none()


def find_account_by_identifier(identifier: str) -> Account | None:
    """The open account with this e-mail or card code."""
    query = select(Account).where(
        or_(Account.email == identifier, Account.card_code == identifier), Account.closed_at.is_(None)
    )
    return db.session.execute(query).scalar_one_or_none()


def role_over(standings: Collection[Standing], organisation: Organisation) -> Role | None:
    """The widest role with which someone answers for an organisation: what they may grant there follows from it."""
    reaching = [standing.role for standing in standings if standing.reaches(organisation)]
    return min(reaching, key=list(Role).index, default=None)


def regions_answered_for(standings: Collection[Standing]) -> frozenset[str] | None:
    """The regions in which someone may register organisations; None for all of them."""
    if any(standing.role is Role.NATIONAL for standing in standings):
        return None
    coordinating = (standing.region_code for standing in standings if standing.role is Role.COORDINATOR)
    return frozenset(code for code in coordinating if code is not None)


def standings_of(account: Account, *, on: date) -> tuple[Standing, ...]:
    """The roles that hold on that day, the widest first."""
    query = (
        select(Membership.role, Organisation.id, Organisation.name, Organisation.region_code)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Membership.account_id == account.id,
            Membership.from_on <= on,
            or_(Membership.until_on.is_(None), Membership.until_on > on),
            Organisation.closed_at.is_(None),
        )
        .order_by(Organisation.name, Membership.id)
    )
    found = [Standing(*row) for row in db.session.execute(query)]
    return tuple(sorted(found, key=lambda standing: list(Role).index(standing.role)))


def recent_tries(identifier_hash: str, address_hash: str, device_hash: str | None, *, now: datetime) -> Tries:
    """How often this was tried within the window; a known device is counted by itself, and no other counts it."""
    since = now - WINDOW
    named = FailedSignIn.identifier_hash == identifier_hash
    if device_hash is not None:
        return Tries(by_device=_tries(named, FailedSignIn.device_hash == device_hash, since=since))
    unknown, here = FailedSignIn.device_hash.is_(None), FailedSignIn.address_hash == address_hash
    return Tries(
        by_pair=_tries(named, here, unknown, since=since),
        by_address=_tries(here, unknown, since=since),
        by_identifier=_tries(named, unknown, since=since),
    )


def was_tried_since(identifier_hash: str, since: datetime) -> bool:
    """Whether a browser unknown to this account tried its identifier after that moment."""
    return _tries(FailedSignIn.identifier_hash == identifier_hash, FailedSignIn.device_hash.is_(None), since=since) > 0


def memberships_at(organisation_id: int, *, on: date) -> Sequence[Membership]:
    """Who has a role at the organisation on that day, by role and name."""
    query = (
        select(Membership)
        .join(Membership.account)
        .where(
            Membership.organisation_id == organisation_id,
            or_(Membership.until_on.is_(None), Membership.until_on > on),
            Account.closed_at.is_(None),
        )
        .options(contains_eager(Membership.account))
        .order_by(Account.name, Membership.id)
    )
    found = db.session.execute(query).scalars().all()
    return sorted(found, key=lambda membership: list(Role).index(membership.role))


def membership_at(organisation_id: int, public_id: str) -> Membership:
    """A role at that organisation.

    Raises:
        NoResultFound: there is none.
    """
    query = select(Membership).where(Membership.public_id == public_id, Membership.organisation_id == organisation_id)
    return db.session.execute(query).scalar_one()


def roles_of(account: Account, *, organisation_id: int, on: date) -> frozenset[Role]:
    """The roles of the account at one organisation on that day."""
    query = select(Membership.role).where(
        Membership.account_id == account.id,
        Membership.organisation_id == organisation_id,
        Membership.from_on <= on,
        or_(Membership.until_on.is_(None), Membership.until_on > on),
    )
    return frozenset(db.session.execute(query).scalars())


def open_sessions_of(account_id: int, *, now: datetime) -> Sequence[SignInSession]:
    """The browsers where the account is signed in, the latest first."""
    query = select(SignInSession).where(
        SignInSession.account_id == account_id, SignInSession.ended_at.is_(None), SignInSession.expires_at > now
    )
    return db.session.execute(query.order_by(SignInSession.started_at.desc(), SignInSession.id)).scalars().all()


def session_of(account_id: int, public_id: str) -> SignInSession:
    """One browser where the account is or was signed in.

    Raises:
        NoResultFound: there is none.
    """
    query = select(SignInSession).where(SignInSession.account_id == account_id, SignInSession.public_id == public_id)
    return db.session.execute(query).scalar_one()


def account(account_id: int) -> Account:
    """The account.

    Raises:
        NoResultFound: there is none.
    """
    return db.session.execute(select(Account).where(Account.id == account_id)).scalar_one()


def account_with(account_id: int, *, email: str) -> Account:
    """The account, if it signs in with this e-mail.

    Raises:
        NoResultFound: it signs in with something else.
    """
    return db.session.execute(select(Account).where(Account.id == account_id, Account.email == email)).scalar_one()


def is_person(account_id: int, person_id: int) -> bool:
    """Whether the account is that person's: tied to their record, or with the e-mail written there."""
    known = account(account_id)
    if known.person_id == person_id:
        return True
    email = db.session.execute(select(Person.email).where(Person.id == person_id)).scalar_one_or_none()
    return email is not None and as_identifier(email) == known.email


def own_people(account_id: int, person_ids: Collection[int]) -> set[int]:
    """Those of these people who are the account's own: tied to their record, or with the e-mail written there."""
    known = account(account_id)
    emails = db.session.execute(select(Person.id, Person.email).where(Person.id.in_(person_ids))).all()
    same = {row[0] for row in emails if row[1] is not None and as_identifier(row[1]) == known.email}
    return same | ({known.person_id} & set(person_ids) if known.person_id else set())


def find_account_of(person_id: int) -> Account | None:
    """The open account of a person."""
    query = select(Account).where(Account.person_id == person_id, Account.closed_at.is_(None))
    return db.session.execute(query).scalar_one_or_none()


def account_of(person_id: int) -> Account:
    """The open account of a person.

    Raises:
        NoResultFound: there is none.
    """
    query = select(Account).where(Account.person_id == person_id, Account.closed_at.is_(None))
    return db.session.execute(query).scalar_one()


def open_invitation(token: str, *, now: datetime) -> Invitation:
    """The invitation behind a link that can still be used, with its organisation.

    Raises:
        NoResultFound: there is none.
    """
    query = select(Invitation).where(
        Invitation.token_hash == token_hash(token), Invitation.used_at.is_(None), Invitation.expires_at > now
    )
    return db.session.execute(query.options(joinedload(Invitation.organisation))).scalar_one()


def open_invitations_at(organisation_id: int, *, now: datetime) -> Sequence[Invitation]:
    """The invitations to the organisation that nobody used yet, the latest first."""
    query = select(Invitation).where(
        Invitation.organisation_id == organisation_id, Invitation.used_at.is_(None), Invitation.expires_at > now
    )
    return db.session.execute(query.order_by(Invitation.created_at.desc(), Invitation.id)).scalars().all()


def invitation_at(organisation_id: int, public_id: str) -> Invitation:
    """An invitation to that organisation.

    Raises:
        NoResultFound: there is none.
    """
    query = select(Invitation).where(Invitation.public_id == public_id, Invitation.organisation_id == organisation_id)
    return db.session.execute(query).scalar_one()


def people_with_access(person_ids: Collection[int]) -> frozenset[int]:
    """Those of these people who have an account."""
    query = select(Account.person_id).where(Account.person_id.in_(person_ids), Account.closed_at.is_(None))
    return frozenset(found for found in db.session.execute(query).scalars() if found is not None)


def card_codes_of(person_ids: Collection[int]) -> dict[int, str]:
    """Person → the code of their access card, for those among these who have one."""
    query = select(Account.person_id, Account.card_code).where(Account.person_id.in_(person_ids))
    rows = db.session.execute(query.where(Account.card_code.is_not(None), Account.closed_at.is_(None))).all()
    return {person_id: code for person_id, code in rows if person_id is not None and code is not None}


def names_of(account_ids: set[int | None]) -> dict[int, str]:
    """Account → the name to show for who did something."""
    query = select(Account.id, Account.name).where(Account.id.in_({i for i in account_ids if i is not None}))
    return {found.id: found.name for found in db.session.execute(query)}


def _tries(*conditions: ColumnElement[bool], since: datetime) -> int:
    query = select(func.count()).select_from(FailedSignIn).where(*conditions, FailedSignIn.at > since)
    return db.session.execute(query).scalar_one()
