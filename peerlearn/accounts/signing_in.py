"""Signing in: a try is counted, the secret is checked, the account let in. They flush and never commit."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import delete, func, select

from peerlearn.accounts import queries
from peerlearn.accounts.actions import better_hash, hash_of, is_secret
from peerlearn.accounts.models import Account, FailedSignIn
from peerlearn.accounts.rules import SLOW_PACE, WINDOW, Pace, as_identifier, pace_of
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError


@dataclass(frozen=True)
class Attempt:
    """Who tries to sign in, as keyed hashes; noted before the secret is looked at, so that no guess goes uncounted.

    `device_hash` is known for a browser that signed in to this account before: it is counted by itself.
    `welcomes_strangers` for a code that people type who were never here, as an employer the one on a card.
    """

    identifier_hash: str
    address_hash: str
    device_hash: str | None = None
    welcomes_strangers: bool = False


@dataclass(frozen=True)
class Checked:
    """Whose secret it was, the hash it was checked against, and the one to keep from now on."""

    account_id: int
    stored_hash: str = field(repr=False)
    better_hash: str = field(repr=False)


def note_attempt(attempt: Attempt, *, now: datetime) -> None:
    """Count this try, and refuse when there were too many; commit it whatever becomes of the sign-in.

    Raises:
        DomainError: `accounts.too_many_attempts` with `minutes`, `accounts.one_try_at_a_time` with `seconds`.
    """
    _one_at_a_time(attempt)
    tries = queries.recent_tries(attempt.identifier_hash, attempt.address_hash, attempt.device_hash, now=now)
    pace = pace_of(tries, welcomes_strangers=attempt.welcomes_strangers)
    if pace is Pace.WAIT:
        raise DomainError("accounts.too_many_attempts", minutes=int(WINDOW.total_seconds() // 60))
    if pace is Pace.SLOW and queries.was_tried_since(attempt.identifier_hash, now - SLOW_PACE):
        raise DomainError("accounts.one_try_at_a_time", seconds=int(SLOW_PACE.total_seconds()))
    db.session.execute(delete(FailedSignIn).where(FailedSignIn.at < now - WINDOW))
    db.session.add(
        FailedSignIn(
            identifier_hash=attempt.identifier_hash,
            address_hash=attempt.address_hash,
            device_hash=attempt.device_hash,
            at=now,
        )
    )


def check_secret(identifier: str, secret: str) -> Checked:
    """Find out whose secret this is. Slow on purpose (argon2), and only reads: call it while no write lock is held.

    An unknown identifier costs as much time as a wrong secret.

    Raises:
        DomainError: `accounts.sign_in_refused`, the same for either.
    """
    account = queries.find_account_by_identifier(as_identifier(identifier))
    # A PIN is read off the card as it is printed, "346 449".
    if account is not None and account.card_code is not None and secret.replace(" ", "").isdigit():
        secret = secret.replace(" ", "")
    stored = account.secret_hash if account else _hash_of_nothing()
    if not is_secret(stored, secret) or account is None:
        raise DomainError("accounts.sign_in_refused")
    return Checked(account.id, stored_hash=stored, better_hash=better_hash(stored, secret))


def ensure_own_secret(account_id: int, secret: str) -> None:
    """Whoever is signed in types their own secret again, before something that cannot be undone. Slow, and only reads.

    Raises:
        DomainError: `accounts.secret_wrong`.
    """
    account = queries.account(account_id)
    if account.closed_at is not None or not is_secret(account.secret_hash, secret):
        raise DomainError("accounts.secret_wrong")


def recognise(checked: Checked) -> Account:
    """The account whose secret was checked a moment ago.

    Raises:
        DomainError: `accounts.sign_in_refused` when the secret changed or the account closed in between.
    """
    account = db.session.get_one(Account, checked.account_id)
    if account.secret_hash != checked.stored_hash or account.closed_at is not None:
        raise DomainError("accounts.sign_in_refused")
    account.secret_hash = checked.better_hash
    return account


def let_in(checked: Checked, attempt: Attempt, *, on: date) -> Account:
    """Recognise the account and forgive its earlier failed tries from here.

    Raises:
        DomainError: as `recognise`; `accounts.no_access` for someone whose every role has ended.
    """
    account = recognise(checked)
    if not queries.standings_of(account, on=on):
        raise DomainError("accounts.no_access")
    forgive(attempt)
    return account


def forgive(attempt: Attempt) -> None:
    """Forget the tries counted with this one: those of this device or, for one unknown here, of this address.

    Those made elsewhere stay: the holder's own success must not give a stranger who guesses another eight.
    """
    mine = delete(FailedSignIn).where(FailedSignIn.identifier_hash == attempt.identifier_hash)
    if attempt.device_hash is not None:
        mine = mine.where(FailedSignIn.device_hash == attempt.device_hash)
    else:
        mine = mine.where(FailedSignIn.address_hash == attempt.address_hash, FailedSignIn.device_hash.is_(None))
    db.session.execute(mine)


def _one_at_a_time(attempt: Attempt) -> None:
    """Let parallel tries of one identifier, or from one address, count each other: SQLite writes one by one anyway."""
    if db.session.connection().dialect.name != "postgresql":
        return
    counted = {attempt.device_hash} if attempt.device_hash else {attempt.identifier_hash, attempt.address_hash}
    for key in sorted(filter(None, counted)):
        db.session.execute(select(func.pg_advisory_xact_lock(int(key[:15], 16))))


@lru_cache(maxsize=1)
def _hash_of_nothing() -> str:
    return hash_of(secrets.token_urlsafe(32))
