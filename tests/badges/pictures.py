"""PNG files made by hand, chunk by chunk, sound or hostile."""

from __future__ import annotations

import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, body: bytes = b"") -> bytes:
    """One chunk with its right CRC."""
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


HEADER = chunk(b"IHDR", b"\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00")
PIXELS = chunk(b"IDAT", zlib.compress(b"\x00\x00\x00\x00\x00"))
END = chunk(b"IEND")


def png(*between: bytes) -> bytes:
    """A picture of one pixel, with `between` after its header."""
    return b"".join([SIGNATURE, HEADER, *between, PIXELS, END])


def itxt(keyword: bytes, text: bytes, *, compressed: bool = False, language: bytes = b"") -> bytes:
    """An international text chunk."""
    flag = b"\x01" if compressed else b"\x00"
    return chunk(b"iTXt", keyword + b"\x00" + flag + b"\x00" + language + b"\x00\x00" + text)
