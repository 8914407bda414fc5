"""Compact JWS (RFC 7515), signed and read with a stored key.

The algorithm comes from the key, never from the token: a token cannot choose how it is checked. The header
may hold `alg`, `kid` and `typ`, for badges `JWT`, and nothing else (OB 3.0, JSON Web Token proof format), so a
key brought along proves nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from . import base64url, signatures, strict_json
from .errors import Malformed, SignatureInvalid, TooLarge
from .keys import SigningKey, VerificationKey

MAX_TOKEN = 200_000
MAX_HEADER = 4_096
_HEADER_MEMBERS = frozenset({"alg", "kid", "typ"})


class UnverifiedToken(NamedTuple):
    """A token taken apart. Nothing in it is proven."""

    header: Mapping[str, Any]
    payload: bytes
    signing_input: bytes
    signature: bytes


def sign(payload: bytes, key: SigningKey, *, typ: str = "JWT") -> str:
    """Return the compact JWS of `payload`, with the key's kid (RFC 7515 section 7.1).

    What is no badge has a `typ` of its own, so that nobody takes one for the other (RFC 8725 section 3.11).
    """
    header = strict_json.write({"alg": key.algorithm.jws, "kid": key.kid, "typ": typ})
    signing_input = f"{base64url.encode(header)}.{base64url.encode(payload)}"
    return f"{signing_input}.{base64url.encode(signatures.sign(signing_input.encode(), key.private_key))}"


def take_apart(token: str) -> UnverifiedToken:
    """Return the three parts of a compact JWS without believing any of them.

    Raises:
        TooLarge: over 200,000 characters.
        Malformed: not three canonical base64url parts, an empty one, or a header that is not strict JSON.
    """
    if len(token) > MAX_TOKEN:
        raise TooLarge(f"token over {MAX_TOKEN} characters")
    signing_input, _, signature = token.rpartition(".")
    header, _, payload = signing_input.partition(".")
    if not (header and payload and signature) or "." in payload:
        raise Malformed("not the three parts of a signed compact JWS", code="not_compact_jws")
    read = _read_header(header)
    decoded = base64url.decode(payload)
    # ASCII by now, but for the signature, which is read next.
    return UnverifiedToken(read, decoded, signing_input.encode(), base64url.decode(signature))


def read_signed(token: str, key: VerificationKey, *, typ: str = "JWT") -> dict[str, Any]:
    """Return the claims of `token` if `key` signed it as what `typ` says.

    Dates and status are left alone here; `verify` judges them, with the caller's clock.

    Raises:
        SignatureInvalid: another algorithm or kid than the key's, or the signature does not match.
        Malformed: not a compact JWS, a header member that is not allowed, or a payload that is not strict
            JSON.
    """
    parts = take_apart(token)
    check_header(parts.header, key, typ=typ)
    signatures.check(parts.signing_input, parts.signature, key.public_key)
    return strict_json.read_object(parts.payload)


def check_header(header: Mapping[str, Any], key: VerificationKey, *, typ: str = "JWT") -> None:
    """Refuse a header that says more than it may, or something else than the stored key.

    Raises:
        Malformed: a member other than `alg`, `kid` and this `typ` (so no `crit`, `jwk`, `jku`, `x5u`, `x5c`).
        SignatureInvalid: `alg` or `kid` is not the key's.
    """
    if not header.keys() <= _HEADER_MEMBERS or header.get("typ", "JWT") != typ:
        raise Malformed(f"a header may hold alg, kid and typ {typ} only", code="header_not_allowed")
    if header.get("alg") != key.algorithm.jws:
        raise SignatureInvalid("the token names another algorithm than its key", code="algorithm_mismatch")
    if header.get("kid") != key.kid:
        raise SignatureInvalid("the token names another key", code="kid_mismatch")


# All tokens of one key have the same header. Callers only read it: a view refuses to be written.
@lru_cache(maxsize=64)
def _read_header(part: str) -> Mapping[str, Any]:
    return MappingProxyType(strict_json.read_object(base64url.decode(part), max_bytes=MAX_HEADER))
