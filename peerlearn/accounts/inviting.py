"""Invitations: a link, and what its holder makes of it. They flush and never commit.

Who invites learns nothing about an e-mail: there is always a link, and only the holder of the e-mail's account, by its
password or signed in, makes anything of it when there is one. Nobody is tied to a person's record without that yes.
"""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import update

from peerlearn.accounts import queries
from peerlearn.accounts.actions import ensure_good_secret, give_role, hash_of, open_account
from peerlearn.accounts.models import Account, Invitation
from peerlearn.accounts.rules import INVITATION_LASTS, SHORTEST_PASSWORD, as_identifier, token_hash
from peerlearn.accounts.signing_in import Attempt, Checked, check_secret, forgive, recognise
from peerlearn.core import audit
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.permissions import Role, may_grant
from peerlearn.people.models import Person


@dataclass(frozen=True)
class Guest:
    """Who is invited: `person` when it is somebody registered here, whose account it will be."""

    email: str
    name: str
    person: Person | None = None


@dataclass(frozen=True)
class Chosen:
    """The password of an account that is still to be opened."""

    secret_hash: str = field(repr=False)


def invite(  # noqa: PLR0913 - who, as what, where, by whom
    guest: Guest, role: Role, *, organisation_id: int, granting: Role | None, by: int | None, now: datetime
) -> str:
    """Invite someone to a role: returns the link's token, shown once, whether the e-mail has an account or not.

    Raises:
        DomainError: `accounts.may_not_grant`; `accounts.person_has_account` when the person signs in otherwise.
    """
    if granting is None or not may_grant(granting, role):
        raise DomainError("accounts.may_not_grant")
    email, person = as_identifier(guest.email), guest.person
    if person is not None:
        of_person = queries.find_account_of(person.id)
        if of_person is not None and of_person.email != email:
            raise DomainError("accounts.person_has_account")
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        organisation_id=organisation_id,
        token_hash=token_hash(token),
        email=email,
        name=guest.name,
        role=role,
        person_id=person.id if person else None,
        invited_by_id=by,
        created_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    db.session.add(invitation)
    _note(invitation, "account.invited", by=by)
    return token


def cancel_invitation(invitation: Invitation, *, by: int | None, now: datetime) -> None:
    """The link is worth nothing from now on; one that was used stays used."""
    invitation.expires_at = min(invitation.expires_at, now)
    _note(invitation, "account.invitation_cancelled", by=by)


def check_password(invitation: Invitation, password: str) -> Checked | Chosen:
    """What the password is: that of the account with this e-mail or, when there is none, the one of an account to be.

    Slow on purpose (argon2) either way, and only reads: call it while no write lock is held.

    Raises:
        DomainError: `accounts.secret_too_short`, `accounts.secret_too_common`, whether there is an account or not;
            `accounts.invitation_refused` when it is not the account's.
    """
    ensure_good_secret(password, shortest=SHORTEST_PASSWORD)
    if queries.find_account_by_identifier(invitation.email) is None:
        return Chosen(hash_of(password))
    try:
        return check_secret(invitation.email, password)
    except DomainError as refused:
        raise DomainError("accounts.invitation_refused") from refused


def accept_invitation(
    invitation: Invitation, password: Checked | Chosen, attempt: Attempt, *, now: datetime, on: date
) -> Account:
    """Open the account, or recognise it, and take what was offered. The link is spent once: twice is once.

    Raises:
        DomainError: `accounts.invitation_spent`, `accounts.person_has_account`, `accounts.account_has_person`.
    """
    _spend(invitation, now=now)
    if isinstance(password, Checked):
        account = recognise(password)
    else:
        account = open_account(
            invitation.name,
            email=invitation.email,
            secret_hash=password.secret_hash,
            now=now,
            invited_by_id=invitation.invited_by_id,
        )
        audit.record(db.session(), "account.opened", account, account_id=account.id)
    forgive(attempt)
    _take(invitation, account, on=on)
    return account


def accept_signed_in(invitation: Invitation, account: Account, *, now: datetime, on: date) -> None:
    """Whoever is signed in with the invited e-mail takes what was offered.

    Raises:
        DomainError: as `accept_invitation`.
    """
    _spend(invitation, now=now)
    _take(invitation, account, on=on)


def unlink(account: Account, person: Person, *, by: int) -> None:
    """This account is not that person's after all: it stays, and no longer counts as theirs.

    Raises:
        DomainError: `accounts.card_belongs` for a card, which is nobody else's; it can be made anew.
    """
    if account.email is None:
        raise DomainError("accounts.card_belongs")
    account.person_id = None
    at = person.organisation_id
    audit.record(db.session(), "account.unlinked", account, account_id=by, organisation_id=at, person=person.id)


def _spend(invitation: Invitation, *, now: datetime) -> None:
    spent = update(Invitation).where(Invitation.id == invitation.id, Invitation.used_at.is_(None)).values(used_at=now)
    if db.session.execute(spent).rowcount != 1:  # type: ignore[attr-defined]
        raise DomainError("accounts.invitation_spent")


def _take(invitation: Invitation, account: Account, *, on: date) -> None:
    if invitation.person_id is not None:
        _link(account, db.session.get_one(Person, invitation.person_id))
    give_role(account, invitation.role, organisation_id=invitation.organisation_id, on=on)
    _note(invitation, "account.invitation_accepted", by=account.id)


def _link(account: Account, person: Person) -> None:
    """One account is one person's, and one person has one account."""
    if account.person_id == person.id:
        return
    if account.person_id is not None:
        raise DomainError("accounts.account_has_person")
    if queries.find_account_of(person.id) is not None:
        raise DomainError("accounts.person_has_account")
    account.person_id = person.id
    at = person.organisation_id
    audit.record(db.session(), "account.linked", account, account_id=account.id, organisation_id=at, person=person.id)


def _note(invitation: Invitation, action: str, *, by: int | None) -> None:
    at, role = invitation.organisation_id, invitation.role
    audit.record(db.session(), action, invitation, account_id=by, organisation_id=at, role=role)
