"""Secrets, codes and throttling, decided on plain values."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv6Address, IPv6Network, ip_address
from itertools import pairwise

SESSION_LASTS = timedelta(hours=12)
INVITATION_LASTS = timedelta(days=7)
SHORTEST_PASSWORD = 10
SHORTEST_PIN = 6
# Counted over the window: enough for a person who mistypes, not for a machine that guesses. A whole SIAE signs in
# behind one address, so the address gets more room than one identifier tried from it. An identifier tried from many
# addresses is slowed, not closed: nobody may lock somebody else out.
WINDOW = timedelta(minutes=15)
TRIES_PER_PAIR = 8
TRIES_PER_DEVICE = 8
TRIES_PER_ADDRESS = 100
TRIES_PER_IDENTIFIER = 50
SLOW_PACE = timedelta(seconds=30)
# Of a code that strangers are meant to type, once each: whoever is new is not slowed by those who guess before this
# many guesses. Somebody with a few dozen addresses would otherwise keep every employer waiting.
TRIES_OF_A_NEWCOMER = 2
TRIES_BEFORE_NEWCOMERS_WAIT = 400

# In this order: a phone with Android says "Linux" too. What is kept says which device, never whose or which version.
DEVICES = {"android": "android", "iphone": "iphone", "ipad": "ipad", "windows": "windows", "mac os": "mac"} | {
    "cros": "chromebook",
    "linux": "linux",
}
_COMMON = {"1234567890", "0123456789", "motdepasse", "azertyuiop", "qwertyuiop", "password12", "peerlearn1"}


class Pace(StrEnum):
    """How fast one may try on: at will, one by one at `SLOW_PACE`, or not before the window has passed."""

    FREE = "free"
    SLOW = "slow"
    WAIT = "wait"


@dataclass(frozen=True)
class Tries:
    """Sign-ins that were tried within the window and not forgiven by a success.

    `by_device` counts for a browser that signed in to the account before: then the others say nothing.
    """

    by_pair: int = 0
    by_address: int = 0
    by_identifier: int = 0
    by_device: int | None = None


def pace_of(tries: Tries, *, welcomes_strangers: bool = False) -> Pace:
    """How fast the next try may come. Whoever signed in on this browser before is not held up by anybody else.

    `welcomes_strangers`: it is a code that people type who were never here.
    """
    if tries.by_device is not None:
        return Pace.WAIT if tries.by_device >= TRIES_PER_DEVICE else Pace.FREE
    if tries.by_pair >= TRIES_PER_PAIR or tries.by_address >= TRIES_PER_ADDRESS:
        return Pace.WAIT
    is_newcomer = welcomes_strangers and tries.by_pair < TRIES_OF_A_NEWCOMER
    most = TRIES_BEFORE_NEWCOMERS_WAIT if is_newcomer else TRIES_PER_IDENTIFIER
    return Pace.SLOW if tries.by_identifier >= most else Pace.FREE


def token_hash(token: str) -> str:
    """What is stored of a random token."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_hash(text: str, *, key: str) -> str:
    """What is stored of an identifier or an address: countable, not readable."""
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def counted_address(address: str) -> str:
    """What counts as one address: a household or a company has a whole network of IPv6 (/64), and may draw from it."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or IPv6Network((parsed, 64), strict=False))


def as_identifier(typed: str) -> str:
    """An e-mail in lower case, or a card code in capitals without the spaces and dashes of its print."""
    text = typed.strip()
    return text.lower() if "@" in text else re.sub(r"[\s-]", "", text).upper()


def device_of(user_agent: str) -> str:
    """What a browser runs on, as far as it says so: one of `DEVICES`, or nothing."""
    said = user_agent.lower()
    return next((device for sign, device in DEVICES.items() if sign in said), "")


def is_too_common(secret: str) -> bool:
    """Whether a guess would find it at once: a well-known one, one repeated sign, or a run such as 123456."""
    folded = secret.lower()
    steps = {ord(b) - ord(a) for a, b in pairwise(folded)}
    return folded in _COMMON or len(set(folded)) < 3 or steps in ({1}, {-1})
