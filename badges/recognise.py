"""Telling what somebody handed in, from its first characters and nothing else."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from .baking import PNG_SIGNATURE

# A JWS header is an object, so its base64url begins with "e"; www.example.org has three parts as well.
_BEGINNING = re.compile(rb"e[w-z0-9_-][A-Za-z0-9_-]{8}")
_OF_COMPACT_JWS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
_BLANK = b" \t\r\n"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# After an XML declaration and the comment that drawing programs leave.
_SVG_BEGINS_WITHIN = 2_000


class Kind(StrEnum):
    """What it looks like. Text may be a link or a code, which only the application knows."""

    PNG = "png"
    SVG = "svg"
    COMPACT_JWS = "compact_jws"
    JSON = "json"
    TEXT = "text"
    UNKNOWN = "unknown"


class Recognised(NamedTuple):
    """What was handed in; `raw` is without blanks around it, unless it is a PNG."""

    kind: Kind
    raw: bytes = b""

    @property
    def text(self) -> str:
        """The text, which nobody has read yet: what is no UTF-8 in it is replaced."""
        return self.raw.decode(errors="replace")


def recognise(document: bytes | str) -> Recognised:
    """Return what `document` looks like. Never raises; nothing is proven."""
    raw = document if isinstance(document, bytes) else document.encode(errors="surrogatepass")
    if raw.startswith(PNG_SIGNATURE):
        return Recognised(Kind.PNG, raw)
    raw = raw.strip(_BLANK).removeprefix(_BYTE_ORDER_MARK).lstrip(_BLANK)
    if raw.startswith(b"{"):
        return Recognised(Kind.JSON, raw)
    if raw.startswith(b"<") and b"<svg" in raw[:_SVG_BEGINS_WITHIN]:
        return Recognised(Kind.SVG, raw)
    if _is_compact_jws(raw):
        return Recognised(Kind.COMPACT_JWS, raw)
    return Recognised(Kind.TEXT if raw and _is_utf8(raw) else Kind.UNKNOWN, raw)


def _is_compact_jws(raw: bytes) -> bool:
    """Tell whether these are three parts of letters. By hand: a pattern reads a long token three times slower."""
    if not _BEGINNING.match(raw) or raw.translate(None, _OF_COMPACT_JWS):
        return False
    first, last = raw.find(b"."), raw.rfind(b".")
    return first + 1 < last < len(raw) - 1 and raw.find(b".", first + 1) == last


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
