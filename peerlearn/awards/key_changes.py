"""Changes of keys that somebody confirmed on a page: only on the keys they saw, one after the other.

The steps are those of `issuers`, as the commands take them.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from peerlearn.awards import issuers
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import IssuerKey, IssuerProfile
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError


@dataclass(frozen=True)
class Confirmed:
    """Who confirmed a change, when, and the keys that they saw (`seen`)."""

    keys: str
    by: int
    now: datetime


def issuer_with(public_id: str) -> IssuerProfile:
    """The issuer.

    Raises:
        NoResultFound: there is none.
    """
    return db.session.execute(select(IssuerProfile).where(IssuerProfile.public_id == public_id)).scalar_one()


def key_named(name: str) -> IssuerKey:
    """The key with this short name, which is what stands after `#` in its kid.

    Raises:
        NoResultFound: there is none.
    """
    named = (key for issuer in issuers.issuers() for key in issuers.keys_of(issuer) if _name(key) == name)
    key = next(named, None)
    if key is None:
        raise NoResultFound
    return key


def seen(issuer: IssuerProfile) -> str:
    """A fingerprint of the issuer's keys and their states: what a page showed."""
    known = sorted(f"{key.kid} {key.state.value}" for key in issuers.keys_of(issuer))
    return hashlib.sha256("\n".join(known).encode()).hexdigest()[:16]


def make_missing(issuer: IssuerProfile, folder: KeyFolder, *, as_seen: Confirmed) -> list[IssuerKey]:
    """Make the keys that are missing.

    Raises:
        DomainError: `awards.keys_changed`, and those of `issuers.new_keys`.
    """
    _hold(issuer, as_seen.keys)
    return issuers.new_keys(issuer, folder, now=as_seen.now, by=as_seen.by)


def rotate(issuer: IssuerProfile, folder: KeyFolder, *, as_seen: Confirmed) -> list[IssuerKey]:
    """Replace the keys in use. Two people at once make one rotation: the second is told.

    Raises:
        DomainError: `awards.keys_changed`, `awards.key_not_kept`.
    """
    _hold(issuer, as_seen.keys)
    return issuers.rotate_keys(issuer, folder, now=as_seen.now, by=as_seen.by)


def retire(key: IssuerKey, *, as_seen: Confirmed) -> IssuerKey:
    """Let the key sign no more.

    Raises:
        DomainError: `awards.keys_changed`, `awards.key_not_active`.
    """
    _hold(key.issuer, as_seen.keys)
    issuers.retire_key(key, now=as_seen.now, by=as_seen.by)
    return key


def tell_theft(key: IssuerKey, folder: KeyFolder, *, since: datetime | None, as_seen: Confirmed) -> IssuerKey:
    """Somebody else may hold the key since then.

    Raises:
        DomainError: `awards.since_too_early` when it is no moment of a key, `awards.keys_changed`, and those of
            `issuers.mark_compromised`.
    """
    if since is None:
        raise DomainError("awards.since_too_early")
    _hold(key.issuer, as_seen.keys)
    issuers.mark_compromised(key, folder, since=since, now=as_seen.now, by=as_seen.by)
    return key


def _hold(issuer: IssuerProfile, shown: str) -> None:
    """One at a time, and only what was looked at: what somebody else changed meanwhile has other consequences."""
    issuers.hold_keys(issuer)
    if seen(issuer) != shown:
        raise DomainError("awards.keys_changed")


def _name(key: IssuerKey) -> str:
    return key.kid.rpartition("#")[2]
