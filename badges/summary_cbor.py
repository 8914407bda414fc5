"""Reading the little CBOR a summary needs (RFC 8949), in its one deterministic spelling (section 4.2.1).

A general decoder turns tags into dates, fractions or regular expressions, and takes one value in several spellings.
What a stranger wrote meets a few lines that know integers, bytes, text, arrays and maps, and nothing else.
"""

from __future__ import annotations

from typing import Any

from .errors import Malformed

_MAX_DEPTH = 4
_SHORT = {24: 1, 25: 2, 26: 4, 27: 8}
_SMALLEST = {1: 24, 2: 1 << 8, 4: 1 << 16, 8: 1 << 32}


def read_cbor(encoded: bytes) -> Any:
    """Return the one value in `encoded`: int, bytes, str, list, or dict with int keys.

    Raises:
        Malformed: another type, a tag, a float; longer than needed; indefinite; keys out of order or twice; text that
            is not UTF-8; over four deep; cut short, or something after the value.
    """
    value, at = _value(encoded, 0, 0)
    if at != len(encoded):
        raise _malformed()
    return value


def _value(encoded: bytes, at: int, depth: int) -> tuple[Any, int]:
    if depth > _MAX_DEPTH:
        raise _malformed()
    major, number, at = _head(encoded, at)
    if major == 0:
        return number, at
    if major == 1:
        return -1 - number, at
    if major in (2, 3):
        raw = encoded[at : at + number]
        if len(raw) != number:
            raise _malformed()
        return (raw if major == 2 else _text(raw)), at + number
    if major == 4:
        return _array(encoded, at, number, depth)
    if major == 5:
        return _map(encoded, at, number, depth)
    raise _malformed()


def _head(encoded: bytes, at: int) -> tuple[int, int, int]:
    """Return major type, number, and where the rest begins (RFC 8949, section 3)."""
    if at >= len(encoded):
        raise _malformed()
    major, short = encoded[at] >> 5, encoded[at] & 0x1F
    if short < 24:
        return major, short, at + 1
    size = _SHORT.get(short)
    if size is None or at + 1 + size > len(encoded):
        raise _malformed()
    number = int.from_bytes(encoded[at + 1 : at + 1 + size], "big")
    if number < _SMALLEST[size]:
        raise _malformed()
    return major, number, at + 1 + size


def _array(encoded: bytes, at: int, length: int, depth: int) -> tuple[list[Any], int]:
    items: list[Any] = []
    # A length beyond the bytes that are there ends at the first item that is missing.
    for _ in range(length):
        item, at = _value(encoded, at, depth + 1)
        items.append(item)
    return items, at


def _map(encoded: bytes, at: int, length: int, depth: int) -> tuple[dict[int, Any], int]:
    entries: dict[int, Any] = {}
    before = b""
    for _ in range(length):
        start = at
        key, at = _value(encoded, at, depth + 1)
        spelling = encoded[start:at]
        if not isinstance(key, int) or spelling <= before:
            raise _malformed()
        before = spelling
        entries[key], at = _value(encoded, at, depth + 1)
    return entries, at


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise _malformed() from error


def _malformed() -> Malformed:
    return Malformed("not the CBOR of a summary", code="summary_cbor")
