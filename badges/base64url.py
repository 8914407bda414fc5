"""base64url without padding, read strictly (RFC 7515 section 2, RFC 4648 sections 3.5 and 5).

Python's decoder skips foreign characters and ignores unused trailing bits: several texts would give the
same bytes, and a token could be changed without its signature noticing.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

from .errors import Malformed

_ALPHABET = re.compile(r"[A-Za-z0-9_-]*")


def encode(raw: bytes) -> str:
    """Return `raw` as base64url text without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Return the bytes of `text`, which must be their one canonical spelling.

    Raises:
        Malformed: padding, a character outside the alphabet, an impossible length or unused bits that are
            set.
    """
    if not _ALPHABET.fullmatch(text) or len(text) % 4 == 1:
        raise Malformed("not base64url", code="base64url")
    raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if encode(raw) != text:
        raise Malformed("not the canonical base64url of its bytes", code="base64url")
    return raw
