"""base64url without padding, read strictly (RFC 7515 section 2, RFC 4648 sections 3.5 and 5).

Python's decoder skips foreign characters and ignores unused trailing bits: several texts would give the
same bytes, and a token could be changed without its signature noticing.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from binascii import Error, a2b_base64

from .errors import Malformed

# To the standard alphabet; what only belongs there becomes something that no alphabet has.
_STANDARD = bytes.maketrans(b"-_+/=", b"+/***")
# The last letters that leave no unused bit set, by how many letters stand after the last group of four.
_LAST = {0: None, 2: frozenset("AQgw"), 3: frozenset("AEIMQUYcgkosw048")}
_PADDING = {0: b"", 2: b"==", 3: b"="}


def encode(raw: bytes) -> str:
    """Return `raw` as base64url text without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Return the bytes of `text`, which must be their one canonical spelling.

    Raises:
        Malformed: padding, a character outside the alphabet, an impossible length or unused bits that are
            set.
    """
    left = len(text) % 4
    if left == 1:
        raise Malformed("not base64url", code="base64url")
    try:
        raw = a2b_base64(text.encode("ascii").translate(_STANDARD) + _PADDING[left], strict_mode=True)
    except (Error, UnicodeEncodeError) as error:
        raise Malformed("not base64url", code="base64url") from error
    last = _LAST[left]
    if last is not None and text[-1] not in last:
        raise Malformed("not the canonical base64url of its bytes", code="base64url")
    return raw
