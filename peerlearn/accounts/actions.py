"""Use cases of the accounts. They flush and never commit."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Update, delete, func, or_, select, update

from peerlearn.accounts import queries
from peerlearn.accounts.models import Account, FailedSignIn, Invitation, Membership, SignInSession
from peerlearn.accounts.rules import (
    INVITATION_LASTS,
    SESSION_LASTS,
    SHORTEST_PASSWORD,
    SHORTEST_PIN,
    TRIES_PER_ADDRESS,
    TRIES_PER_IDENTIFIER,
    WINDOW,
    as_identifier,
    is_too_common,
    token_hash,
)
from peerlearn.core import audit
from peerlearn.core.db import db, random_code
from peerlearn.core.errors import DomainError
from peerlearn.core.permissions import Role, may_grant
from peerlearn.people.models import Person

_hasher = PasswordHasher()
_CARD_CODE = 8
_DIGITS = "0123456789"


@dataclass(frozen=True)
class Attempt:
    """Who tries to sign in, as keyed hashes; noted before the secret is looked at, so that no guess goes uncounted."""

    identifier_hash: str
    address_hash: str


@dataclass(frozen=True)
class Checked:
    """Whose secret it was, the hash it was checked against, and the one to keep from now on."""

    account_id: int
    stored_hash: str = field(repr=False)
    better_hash: str = field(repr=False)


@dataclass(frozen=True)
class Guest:
    """Who is invited: `person` when it is somebody registered here, whose account it will be."""

    email: str
    name: str
    person: Person | None = None


@dataclass(frozen=True)
class Invited:
    """What came of an invitation: the link's token, shown once; None when the e-mail already signs in."""

    token: str | None


def note_attempt(attempt: Attempt, *, now: datetime) -> None:
    """Count this try, and refuse when there were too many; commit it whatever becomes of the sign-in.

    Raises:
        DomainError: `accounts.too_many_attempts` with `minutes`.
    """
    _one_at_a_time(attempt)
    tries = queries.recent_tries(attempt.identifier_hash, attempt.address_hash, now=now)
    if tries.by_identifier >= TRIES_PER_IDENTIFIER or tries.by_address >= TRIES_PER_ADDRESS:
        raise DomainError("accounts.too_many_attempts", minutes=int(WINDOW.total_seconds() // 60))
    db.session.execute(delete(FailedSignIn).where(FailedSignIn.at < now - WINDOW))
    db.session.add(FailedSignIn(identifier_hash=attempt.identifier_hash, address_hash=attempt.address_hash, at=now))


def check_secret(identifier: str, secret: str) -> Checked:
    """Find out whose secret this is. Slow on purpose (argon2), and only reads: call it while no write lock is held.

    An unknown identifier costs as much time as a wrong secret.

    Raises:
        DomainError: `accounts.sign_in_refused`, the same for either.
    """
    account = queries.find_account_by_identifier(as_identifier(identifier))
    stored = account.secret_hash if account else _hash_of_nothing()
    if not _is_secret(stored, secret) or account is None:
        raise DomainError("accounts.sign_in_refused")
    better = _hasher.hash(secret) if _hasher.check_needs_rehash(stored) else stored
    return Checked(account.id, stored_hash=stored, better_hash=better)


def let_in(checked: Checked, attempt: Attempt, *, on: date) -> Account:
    """The account whose secret was checked a moment ago; its earlier failed tries are forgiven.

    Raises:
        DomainError: `accounts.sign_in_refused` when the secret changed or the account closed in between;
            `accounts.no_access` for someone whose every role has ended.
    """
    account = db.session.get_one(Account, checked.account_id)
    if account.secret_hash != checked.stored_hash or account.closed_at is not None:
        raise DomainError("accounts.sign_in_refused")
    if not queries.standings_of(account, on=on):
        raise DomainError("accounts.no_access")
    db.session.execute(delete(FailedSignIn).where(FailedSignIn.identifier_hash == attempt.identifier_hash))
    account.secret_hash = checked.better_hash
    return account


def start_session(account: Account, *, now: datetime, device: str = "") -> str:
    """A new signed-in browser; the token is known to that browser alone."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        SignInSession(
            token_hash=token_hash(token),
            account_id=account.id,
            device=device,
            started_at=now,
            expires_at=now + SESSION_LASTS,
            ended_at=None,
        )
    )
    return token


def end_session(token: str, *, now: datetime) -> None:
    """The browser's token is worth nothing from now on."""
    query = update(SignInSession).where(SignInSession.token_hash == token_hash(token), SignInSession.ended_at.is_(None))
    db.session.execute(query.values(ended_at=now))


def end_sessions(account: Account, *, now: datetime) -> None:
    """Sign the account out everywhere."""
    db.session.execute(_open_sessions(account).values(ended_at=now))


def end_session_of(account_id: int, public_id: str, *, now: datetime) -> None:
    """Sign another browser of the account out: a lost phone, a forgotten desk.

    Raises:
        NoResultFound: it is not one of theirs.
    """
    found = queries.session_of(account_id, public_id)
    found.ended_at = found.ended_at or now


def change_secret(account: Account, *, current: str, new: str, token: str, now: datetime) -> None:
    """Choose another password or PIN; every browser but the one with `token` is signed out.

    Raises:
        DomainError: `accounts.secret_wrong`, `accounts.secret_too_short`, `accounts.secret_too_common`.
    """
    if not _is_secret(account.secret_hash, current):
        raise DomainError("accounts.secret_wrong")
    _ensure_good_secret(new, shortest=SHORTEST_PASSWORD if account.email else SHORTEST_PIN)
    account.secret_hash = _hasher.hash(new)
    others = _open_sessions(account).where(SignInSession.token_hash != token_hash(token))
    db.session.execute(others.values(ended_at=now))
    audit.record(db.session(), "account.secret_changed", account, account_id=account.id)


def invite(  # noqa: PLR0913 - who, as what, where, by whom
    guest: Guest, role: Role, *, organisation_id: int, granting: Role | None, by: int | None, now: datetime
) -> Invited:
    """Invite someone to a role. Who signs in with this e-mail already gets the role at once, and no link.

    Raises:
        DomainError: `accounts.may_not_grant`, `accounts.person_has_account`.
    """
    if granting is None or not may_grant(granting, role):
        raise DomainError("accounts.may_not_grant")
    known = queries.find_account_by_identifier(as_identifier(guest.email))
    person = guest.person
    if person is not None:
        _ensure_account_of(known, person)
    if known is not None:
        known.person_id = person.id if person else known.person_id
        membership = give_role(known, role, organisation_id=organisation_id, on=now.date())
        _note(membership, "account.role_given", by=by)
        return Invited(token=None)
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        organisation_id=organisation_id,
        token_hash=token_hash(token),
        email=as_identifier(guest.email),
        name=guest.name,
        role=role,
        person_id=person.id if person else None,
        invited_by_id=by,
        created_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    db.session.add(invitation)
    _note(invitation, "account.invited", by=by)
    return Invited(token=token)


def cancel_invitation(invitation: Invitation, *, by: int | None, now: datetime) -> None:
    """The link is worth nothing from now on; one that was used stays used."""
    invitation.expires_at = min(invitation.expires_at, now)
    audit.record(
        db.session(),
        "account.invitation_cancelled",
        invitation,
        account_id=by,
        organisation_id=invitation.organisation_id,
    )


def accept_invitation(invitation: Invitation, password: str, *, now: datetime, on: date) -> Account:
    """Open the account with the password its holder chose. The link is spent by one statement: twice is once.

    Raises:
        DomainError: `accounts.invitation_spent`, `accounts.secret_too_short`, `accounts.secret_too_common`,
            `accounts.person_has_account`.
    """
    _ensure_good_secret(password, shortest=SHORTEST_PASSWORD)
    person = db.session.get_one(Person, invitation.person_id) if invitation.person_id else None
    if person is not None:
        _ensure_account_of(None, person)
    spent = update(Invitation).where(Invitation.id == invitation.id, Invitation.used_at.is_(None)).values(used_at=now)
    if db.session.execute(spent).rowcount != 1:  # type: ignore[attr-defined]
        raise DomainError("accounts.invitation_spent")
    account = open_account(
        invitation.name, email=invitation.email, secret_hash=hash_of(password), now=now, person=person
    )
    give_role(account, invitation.role, organisation_id=invitation.organisation_id, on=on)
    audit.record(db.session(), "account.opened", account, account_id=account.id)
    return account


def open_account(
    name: str, *, secret_hash: str, now: datetime, email: str | None = None, person: Person | None = None
) -> Account:
    """Open an account: with an e-mail, or with a card code made here when there is none."""
    account = Account(
        name=name,
        email=as_identifier(email) if email else None,
        card_code=None if email else new_card_code(),
        secret_hash=secret_hash,
        person_id=person.id if person else None,
        created_at=now,
        closed_at=None,
    )
    db.session.add(account)
    db.session.flush()
    return account


def hash_of(secret: str) -> str:
    """What is stored of a password or PIN (argon2)."""
    return _hasher.hash(secret)


def give_role(account: Account, role: Role, *, organisation_id: int, on: date) -> Membership:
    """Let the account act in a role at an organisation from a day on; one it holds, or lost that day, goes on."""
    held = select(Membership).where(
        Membership.account_id == account.id,
        Membership.organisation_id == organisation_id,
        Membership.role == role,
        or_(Membership.until_on.is_(None), Membership.from_on == on),
    )
    if (known := db.session.execute(held.order_by(Membership.id).limit(1)).scalar_one_or_none()) is not None:
        known.until_on = None
        return known
    membership = Membership(
        account_id=account.id, organisation_id=organisation_id, role=role, from_on=on, until_on=None
    )
    db.session.add(membership)
    db.session.flush()
    return membership


def end_membership(membership: Membership, *, granting: Role | None, by: int | None, on: date) -> None:
    """Take a role back, from that day on; whoever could give it may. Twice is once.

    Raises:
        DomainError: `accounts.may_not_end`, `accounts.own_access`.
    """
    if membership.account_id == by:
        raise DomainError("accounts.own_access")
    if granting is None or not may_grant(granting, membership.role):
        raise DomainError("accounts.may_not_end")
    membership.until_on = max(membership.from_on, min(membership.until_on or on, on))
    audit.record(
        db.session(),
        "account.role_ended",
        membership.account,
        account_id=by,
        organisation_id=membership.organisation_id,
        role=membership.role,
    )


def reset_secret(account: Account, *, now: datetime) -> str:
    """A new secret for someone who lost theirs, shown once: a PIN for a card, a long password for an e-mail."""
    secret = new_pin() if account.email is None else random_code(16)
    account.secret_hash = _hasher.hash(secret)
    end_sessions(account, now=now)
    audit.record(db.session(), "account.secret_reset", account, account_id=None)
    return secret


def choose_language(account_id: int, code: str, *, offered: tuple[str, ...]) -> None:
    """Keep the language in which the account reads; one that is not offered changes nothing."""
    if code in offered:
        db.session.execute(update(Account).where(Account.id == account_id).values(language=code))


def new_pin() -> str:
    """Six random digits that are not a run or one digit repeated."""
    while is_too_common(pin := "".join(secrets.choice(_DIGITS) for _ in range(SHORTEST_PIN))):
        pass
    return pin


def _one_at_a_time(attempt: Attempt) -> None:
    """Let parallel tries of one identifier, or from one address, count each other: SQLite writes one by one anyway."""
    if db.session.connection().dialect.name != "postgresql":
        return
    for key in sorted({attempt.identifier_hash, attempt.address_hash}):
        db.session.execute(select(func.pg_advisory_xact_lock(int(key[:15], 16))))


def _open_sessions(account: Account) -> Update:
    return update(SignInSession).where(SignInSession.account_id == account.id, SignInSession.ended_at.is_(None))


def new_card_code() -> str:
    """Eight characters that survive being read aloud, on no other card."""
    while db.session.execute(select(Account.id).where(Account.card_code == (code := random_code(_CARD_CODE)))).first():
        pass
    return code


def _note(subject: Membership | Invitation, action: str, *, by: int | None) -> None:
    at, role = subject.organisation_id, subject.role
    audit.record(db.session(), action, subject, account_id=by, organisation_id=at, role=role)


def _ensure_account_of(known: Account | None, person: Person) -> None:
    """One account is one person's, and one person has one account."""
    of_person = queries.find_account_of(person.id)
    is_someone_else = known is not None and known.person_id not in {None, person.id}
    if is_someone_else or (of_person is not None and of_person is not known):
        raise DomainError("accounts.person_has_account")


def _ensure_good_secret(secret: str, *, shortest: int) -> None:
    if len(secret) < shortest:
        raise DomainError("accounts.secret_too_short", shortest=shortest)
    if is_too_common(secret):
        raise DomainError("accounts.secret_too_common")


def _is_secret(secret_hash: str, secret: str) -> bool:
    try:
        return _hasher.verify(secret_hash, secret)
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _hash_of_nothing() -> str:
    return _hasher.hash(secrets.token_urlsafe(32))
