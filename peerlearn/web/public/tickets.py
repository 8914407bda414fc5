"""The ticket for a result that comes later: an address that nobody can guess, and the key to what is kept behind it.

Any process can read a ticket, so that nothing is stored when it is given out: it carries a seal of ours, until when the
answer must be there, and what was being done. What is stored then goes by a hash of its secret, and is closed
with another: whoever has the database, or a backup of it, can read none of it.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from itsdangerous import BadData

from peerlearn.web.public import sealed

# With the time until the answer is there, less than a quarter of an hour.
KEPT = timedelta(minutes=14)
_KIND = "ticket of a result"
_SECRET_BYTES = 32
_NONCE_BYTES = 12


@dataclass(frozen=True)
class Ticket:
    """What stands in the address.

    Attributes:
        until: when the answer is there; if not, it will not come.
        asked: the first site that was asked.
        badges: how many were handed in, when a list was; else None.
    """

    secret: str
    until: datetime
    asked: str
    badges: int | None = None

    @property
    def ends_at(self) -> datetime:
        """From here on nothing is kept."""
        return self.until + KEPT

    @property
    def token(self) -> str:
        """The ticket as it stands in the address."""
        told = [self.secret, int(self.until.timestamp()), self.asked, self.badges]
        return sealed.sealer(_KIND).dumps(told)

    @property
    def token_hash(self) -> str:
        """The name under which the answer is kept."""
        return self._derived(b"name").hex()

    def close(self, content: bytes) -> bytes:
        """The content, for whoever has this ticket and nobody else."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._lock().encrypt(nonce, content, None)

    def open(self, kept: bytes) -> bytes | None:
        """What was closed with this ticket; None of anything else."""
        try:
            return self._lock().decrypt(kept[:_NONCE_BYTES], kept[_NONCE_BYTES:], None)
        except (InvalidTag, ValueError):
            return None

    def _lock(self) -> ChaCha20Poly1305:
        return ChaCha20Poly1305(self._derived(b"key"))

    def _derived(self, purpose: bytes) -> bytes:
        return blake2b(self.secret.encode(), person=purpose, digest_size=32).digest()


def new_ticket(*, until: datetime, asked: str, badges: int | None) -> Ticket:
    """A ticket that nobody had before."""
    return Ticket(secrets.token_urlsafe(_SECRET_BYTES), until.replace(microsecond=0), asked, badges)


def read_ticket(token: str) -> Ticket | None:
    """The ticket in an address; None when nobody here wrote it."""
    try:
        secret, until, asked, number = sealed.sealer(_KIND).loads(token)
    except BadData:
        return None
    return Ticket(secret, datetime.fromtimestamp(until, UTC), asked, number)
