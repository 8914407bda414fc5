"""What a verification may believe: stored keys, our own issuers and the register of what we issued."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

from .keys import VerificationKey


class RegisterState(StrEnum):
    """What the register says of an edition today."""

    ISSUED = "issued"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


@dataclass(frozen=True, kw_only=True)
class Registered:
    """One edition in the register, written before the badge counts.

    Attributes:
        credential_id: `urn:uuid:…` (OB 3.0), or the address of the hosted assertion (OB 2.0).
        digests: SHA-256, in hexadecimal, of the bytes of each signed or hosted form under this id.
        registered_at: when it entered the register; a stolen key cannot reach back before that.
        state: issued, suspended or revoked.
        reason: why it is suspended or revoked, in words that may be shown.
        compromised_since: since when a key of any of its forms may be in other hands. An edition counts in all of its
            forms or in none: the hosted one needs no key, and another may have one that was not stolen.
        document: the stored bytes of a hosted assertion, which has no signature to compare.
    """

    credential_id: str
    digests: frozenset[str]
    registered_at: datetime
    state: RegisterState = RegisterState.ISSUED
    reason: str = ""
    compromised_since: datetime | None = None
    document: bytes | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.registered_at.utcoffset() is None:
            raise ValueError("registered_at needs its time zone")
        if self.compromised_since is not None and self.compromised_since.utcoffset() is None:
            raise ValueError("compromised_since needs its time zone")

    @property
    def is_void(self) -> bool:
        """Whether it was registered when one of its keys was in other hands already."""
        return self.compromised_since is not None and self.registered_at >= self.compromised_since


class Trust(Protocol):
    """The caller's own knowledge. Lookups are exact; nothing is fetched.

    An implementation that cannot answer now raises `RegisterUnavailable`.
    """

    @property
    def issuer_ids(self) -> Collection[str]:
        """Every identifier of our own issuers: `did:web:…` and OB 2.0 addresses."""
        ...

    def find_key(self, kid: str) -> VerificationKey | None:
        """Return the stored key with exactly this kid, which is untrusted: no path, no SQL is built of it."""
        ...

    def find_registered(self, credential_id: str) -> Registered | None:
        """Return the register's entry with exactly this id, which is untrusted too."""
        ...


class Resolve(Protocol):
    """Fetches the document at an address, for badges of other issuers; guarded by whoever implements it."""

    def __call__(self, url: str, /) -> bytes:
        """Return the bytes behind `url`."""
        ...


class StoredTrust:
    """A `Trust` held in memory: for an archive read from files, and for tests."""

    def __init__(
        self,
        *,
        issuer_ids: Iterable[str],
        keys: Iterable[VerificationKey],
        registered: Iterable[Registered],
    ) -> None:
        self._issuer_ids = frozenset(issuer_ids)
        self._keys = {key.kid: key for key in keys}
        self._registered = {entry.credential_id: entry for entry in registered}

    @property
    def issuer_ids(self) -> Collection[str]:
        """Every identifier of our own issuers."""
        return self._issuer_ids

    def find_key(self, kid: str) -> VerificationKey | None:
        """Return the stored key with exactly this kid."""
        return self._keys.get(kid)

    def find_registered(self, credential_id: str) -> Registered | None:
        """Return the entry with exactly this id."""
        return self._registered.get(credential_id)


def digest(document: bytes | str) -> str:
    """Return the SHA-256 of signed or hosted bytes, in hexadecimal, as the register keeps it."""
    return sha256(document.encode() if isinstance(document, str) else document).hexdigest()
