"""Use cases of the accounts. They flush and never commit."""

import secrets
from datetime import date, datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Update, or_, select, update

from peerlearn.accounts import queries
from peerlearn.accounts.models import Account, Membership, SignInSession
from peerlearn.accounts.rules import (
    SESSION_LASTS,
    SHORTEST_PASSWORD,
    SHORTEST_PIN,
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
    if not is_secret(account.secret_hash, current):
        raise DomainError("accounts.secret_wrong")
    ensure_good_secret(new, shortest=SHORTEST_PASSWORD if account.email else SHORTEST_PIN)
    account.secret_hash = _hasher.hash(new)
    others = _open_sessions(account).where(SignInSession.token_hash != token_hash(token))
    db.session.execute(others.values(ended_at=now))
    audit.record(db.session(), "account.secret_changed", account, account_id=account.id)


def open_account(  # noqa: PLR0913 - whose, with what, through whom, when
    name: str,
    *,
    secret_hash: str,
    now: datetime,
    email: str | None = None,
    person: Person | None = None,
    invited_by_id: int | None = None,
) -> Account:
    """Open an account: with an e-mail, or with a card code made here when there is none."""
    account = Account(
        name=name,
        email=as_identifier(email) if email else None,
        card_code=None if email else new_card_code(),
        secret_hash=secret_hash,
        person_id=person.id if person else None,
        invited_by_id=invited_by_id,
        created_at=now,
        closed_at=None,
    )
    db.session.add(account)
    db.session.flush()
    return account


def hash_of(secret: str) -> str:
    """What is stored of a password or PIN (argon2)."""
    return _hasher.hash(secret)


def better_hash(stored: str, secret: str) -> str:
    """The hash to keep from now on of a secret that was right: another one when the old way of hashing grew weak."""
    return _hasher.hash(secret) if _hasher.check_needs_rehash(stored) else stored


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


def choose_letters(account_id: int, *, large: bool) -> None:
    """Keep whether the account reads large letters."""
    db.session.execute(update(Account).where(Account.id == account_id).values(reads_large=large))


def new_pin() -> str:
    """Six random digits that are not a run or one digit repeated."""
    while is_too_common(pin := "".join(secrets.choice(_DIGITS) for _ in range(SHORTEST_PIN))):
        pass
    return pin


def _open_sessions(account: Account) -> Update:
    return update(SignInSession).where(SignInSession.account_id == account.id, SignInSession.ended_at.is_(None))


def new_card_code() -> str:
    """Eight characters that survive being read aloud, on no other card."""
    while db.session.execute(select(Account.id).where(Account.card_code == (code := random_code(_CARD_CODE)))).first():
        pass
    return code


def ensure_good_secret(secret: str, *, shortest: int) -> None:
    """Let nobody choose what is guessed at once.

    Raises:
        DomainError: `accounts.secret_too_short`, `accounts.secret_too_common`.
    """
    if len(secret) < shortest:
        raise DomainError("accounts.secret_too_short", shortest=shortest)
    if is_too_common(secret):
        raise DomainError("accounts.secret_too_common")


def is_secret(secret_hash: str, secret: str) -> bool:
    """Whether that is what was stored. Slow on purpose."""
    try:
        return _hasher.verify(secret_hash, secret)
    except (VerificationError, InvalidHashError):
        return False
