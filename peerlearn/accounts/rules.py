"""Secrets, codes and throttling, decided on plain values."""

import hashlib
import hmac
import re
from datetime import timedelta
from itertools import pairwise

SESSION_LASTS = timedelta(hours=12)
INVITATION_LASTS = timedelta(days=7)
SHORTEST_PASSWORD = 10
SHORTEST_PIN = 6
# Counted over the window: enough for a person who mistypes, not for a machine that guesses. A whole SIAE signs in
# behind one address, so the address gets more room than the identifier.
WINDOW = timedelta(minutes=15)
TRIES_PER_IDENTIFIER = 8
TRIES_PER_ADDRESS = 100

# In this order: a phone with Android says "Linux" too. What is kept says which device, never whose or which version.
DEVICES = {"android": "android", "iphone": "iphone", "ipad": "ipad", "windows": "windows", "mac os": "mac"} | {
    "cros": "chromebook",
    "linux": "linux",
}
_COMMON = {"1234567890", "0123456789", "motdepasse", "azertyuiop", "qwertyuiop", "password12", "peerlearn1"}


def token_hash(token: str) -> str:
    """What is stored of a random token."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_hash(text: str, *, key: str) -> str:
    """What is stored of an identifier or an address: countable, not readable."""
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


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
