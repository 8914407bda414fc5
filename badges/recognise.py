"""Telling what somebody handed in, from its first characters and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from .baking import PNG_SIGNATURE

# A JWS header is an object, so its base64url begins with "e"; www.example.org has three parts as well.
_COMPACT_JWS = re.compile(r"e[w-z0-9_-][A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_BLANK = " \t\r\n\ufeff"
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


@dataclass(frozen=True)
class Recognised:
    """What was handed in: `image` for a PNG or SVG, `text` (without blanks around it) otherwise."""

    kind: Kind
    text: str = ""
    image: bytes = b""


def recognise(document: bytes | str) -> Recognised:
    """Return what `document` looks like. Never raises; nothing is proven."""
    if isinstance(document, bytes):
        if document.startswith(PNG_SIGNATURE):
            return Recognised(Kind.PNG, image=document)
        try:
            document = document.decode()
        except UnicodeDecodeError:
            return Recognised(Kind.UNKNOWN)
    text = document.strip(_BLANK)
    if text.startswith("<") and "<svg" in text[:_SVG_BEGINS_WITHIN]:
        return Recognised(Kind.SVG, image=text.encode(errors="replace"))
    if text.startswith("{"):
        return Recognised(Kind.JSON, text=text)
    if _COMPACT_JWS.fullmatch(text):
        return Recognised(Kind.COMPACT_JWS, text=text)
    return Recognised(Kind.TEXT if text else Kind.UNKNOWN, text=text)
