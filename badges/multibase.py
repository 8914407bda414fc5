"""Multibase base58-btc and Multikey for Ed25519 (W3C Controlled Identifiers 1.0, sections 2.2.2 and 2.4).

The alphabet has no 0, O, I and l. Ten digits are turned at a step: a package that turns one at a time costs half a
signature.
"""

from __future__ import annotations

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .errors import InvalidKey, Malformed

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_VALUES = {pair: value for value, pair in enumerate(_PAIRS)}
_STEP = 58**10
_HALF_STEP = 58**5
_PREFIX = "z"
_ED25519 = b"\xed\x01"
# A signature has 88 characters, a key 48; nothing we read is longer.
_MAX_TEXT = 200


def encode(data: bytes) -> str:
    """Return `data` as multibase base58-btc, with its prefix `z`."""
    number = int.from_bytes(data, "big")
    steps: list[str] = []
    while number:
        number, step = divmod(number, _STEP)
        high, low = divmod(step, _HALF_STEP)
        high, middle = divmod(high, 58)
        first, second, third = high // 3364, high % 3364, middle * 58 + low // 11_316_496
        steps.append(f"{_PAIRS[first]}{_PAIRS[second]}{_PAIRS[third]}{_PAIRS[low // 3364 % 3364]}{_PAIRS[low % 3364]}")
    steps.reverse()
    digits = "".join(steps).lstrip("1")
    if data[:1] != b"\x00":
        return _PREFIX + digits
    zeros = len(data) - len(data.lstrip(b"\x00"))
    return _PREFIX + "1" * zeros + digits


def decode(text: str) -> bytes:
    """Return the bytes of a multibase base58-btc text. Only one text stands for the same bytes.

    Raises:
        Malformed: no `z`, another letter, or over 200 characters.
    """
    if len(text) > _MAX_TEXT or not text.startswith(_PREFIX):
        raise Malformed("not multibase base58-btc", code="multibase")
    digits = text[1:]
    padded = _ALPHABET[0] * (-len(digits) % 10) + digits
    number = 0
    try:
        for at in range(0, len(padded), 10):
            step = 0
            for pair in range(at, at + 10, 2):
                step = step * 3364 + _VALUES[padded[pair : pair + 2]]
            number = number * _STEP + step
    except KeyError as error:
        raise Malformed("not a letter of base58-btc", code="multibase") from error
    zeros = len(digits) - len(digits.lstrip("1"))
    return b"\x00" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def multikey(public_key: Ed25519PublicKey) -> str:
    """Return the key as Multikey: `z6Mk…`."""
    raw = public_key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return encode(_ED25519 + raw)


def public_key_from_multikey(text: str) -> Ed25519PublicKey:
    """Return the Ed25519 key of a Multikey.

    Raises:
        InvalidKey: not base58-btc, or another kind of key.
    """
    try:
        raw = decode(text)
    except Malformed as error:
        raise InvalidKey("publicKeyMultibase is not base58-btc") from error
    if len(raw) != 34 or not raw.startswith(_ED25519):
        raise InvalidKey("not an Ed25519 Multikey")
    return Ed25519PublicKey.from_public_bytes(raw[2:])


def did_key(public_key: Ed25519PublicKey) -> str:
    """Return the `did:key` that is this key and nothing else: it proves integrity, not who issued."""
    return f"did:key:{multikey(public_key)}"


def public_key_from_did_key(did: str) -> Ed25519PublicKey:
    """Return the key that a `did:key` is made of.

    Raises:
        InvalidKey: another method, or another kind of key.
    """
    method, _, text = did.rpartition(":")
    if method != "did:key":
        raise InvalidKey("not a did:key")
    return public_key_from_multikey(text)
