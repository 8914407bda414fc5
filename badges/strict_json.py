"""One strict reader for every JSON text that comes from outside, and one writer for all we publish.

The standard library accepts what two readers may understand differently: duplicate members, NaN, integers
beyond what a double holds, lone surrogates. A signature covers bytes, so everybody must read the same
values in them.
"""

from __future__ import annotations

import json
import re
from math import isfinite
from typing import Any

import orjson

from .errors import ContentRefused, Malformed, TooLarge

MAX_BYTES = 200_000
MAX_DEPTH = 32
# I-JSON (RFC 7493 section 2.2): beyond this, a reader that uses doubles sees another number.
MAX_INTEGER = 2**53 - 1

# A string is swallowed whole, closed or not, so that brackets inside it do not count and time stays linear.
_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)


def read(data: bytes | str, *, max_bytes: int = MAX_BYTES) -> Any:
    """Return the value of a JSON text (RFC 8259, narrowed to I-JSON, RFC 7493).

    Args:
        data: UTF-8 bytes without a byte order mark, or text.
        max_bytes: the size cap, in bytes of UTF-8.

    Raises:
        TooLarge: longer than `max_bytes`.
        Malformed: not JSON; duplicate member; deeper than 32; NaN or infinite; an integer beyond 2^53 - 1;
            a lone surrogate or NUL in a string.
    """
    raw = _as_bytes(data, max_bytes)
    if (quick := _read_quickly(raw)) is not _UNSURE:
        return quick
    text = _as_text(raw)
    _check_depth(text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_without_duplicates,
            parse_int=_small_integer,
            parse_float=_finite,
            parse_constant=_no_constant,
        )
    except (ValueError, RecursionError) as error:
        raise Malformed("not a JSON text", code="json_syntax") from error
    # Both can only come from an escape: the parser refuses raw control characters, UTF-8 has no surrogates.
    if "\\u" in text:
        _check_strings(value)
    return value


def read_object(data: bytes | str, *, max_bytes: int = MAX_BYTES) -> dict[str, Any]:
    """Like `read`, for a text that must hold one object.

    Raises:
        Malformed: as `read`, and when the value is not an object.
    """
    value = read(data, max_bytes=max_bytes)
    if not isinstance(value, dict):
        raise Malformed("the JSON text is not an object", code="json_not_object")
    return value


def write(value: object) -> bytes:
    """Return the bytes we sign, store and publish: UTF-8, members in the order given, no white space.

    Letters stay letters (é, not an escape): some wallets show badly decoded escapes.

    Raises:
        ContentRefused: a lone surrogate, an integer over 64 bits, or a value that is not JSON.
    """
    try:
        return orjson.dumps(value)
    except TypeError as error:
        raise ContentRefused("a value cannot be written as JSON") from error


def same(one: object, other: object) -> bool:
    """Tell whether two values are the same JSON, whatever the order of members.

    Compared as text, since for Python true equals 1.
    """
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


_UNSURE = object()


def _read_quickly(data: bytes) -> Any:
    """Return the value when the text is exactly what `write` makes of it, which leaves no room for two readings.

    A duplicate member, white space, another escape or a number written otherwise would not come back the same.
    """
    # Quicker than counting; and one letter is looked for far quicker than six.
    brackets = len(data) - len(data.translate(None, b"[{"))
    if brackets > MAX_DEPTH or (b"\\" in data and b"\\u0000" in data):
        return _UNSURE
    try:
        value = orjson.loads(data)
        again = orjson.dumps(value, option=orjson.OPT_STRICT_INTEGER)
    except (ValueError, TypeError):
        return _UNSURE
    return value if again == data else _UNSURE


def _as_bytes(data: bytes | str, max_bytes: int) -> bytes:
    # The length first: a long text is not even encoded.
    if len(data) > max_bytes:
        raise TooLarge(f"JSON text over {max_bytes} bytes")
    if isinstance(data, bytes):
        return data
    try:
        raw = data.encode()
    except UnicodeEncodeError as error:
        raise Malformed("lone surrogate in the text", code="json_surrogate") from error
    if len(raw) > max_bytes:
        raise TooLarge(f"JSON text over {max_bytes} bytes")
    return raw


def _as_text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise Malformed("the JSON text is not UTF-8", code="json_encoding") from error


def _check_depth(text: str) -> None:
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        first = match.group()[0]
        if first in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise Malformed(f"nested deeper than {MAX_DEPTH}", code="json_depth")
        elif first in "]}":
            depth -= 1


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Malformed("a member appears twice", code="json_duplicate")
    return members


def _small_integer(digits: str) -> int:
    # The length first: turning a million digits into a number is itself an attack.
    if len(digits) > 17 or abs(int(digits)) > MAX_INTEGER:
        raise Malformed("integer beyond 2^53 - 1", code="json_number")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if not isfinite(number):
        raise Malformed("number without a finite value", code="json_number")
    return number


def _no_constant(_name: str) -> None:
    raise Malformed("NaN and Infinity are not JSON", code="json_number")


def _check_strings(value: Any) -> None:
    if isinstance(value, str):
        if "\x00" in value:
            raise Malformed("NUL in a string", code="json_nul")
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise Malformed("lone surrogate in a string", code="json_surrogate") from error
    elif isinstance(value, dict):
        for name, member in value.items():
            _check_strings(name)
            _check_strings(member)
    elif isinstance(value, list):
        for member in value:
            _check_strings(member)
