"""Bitstring Status List: which credentials of a list are withdrawn (W3C Bitstring Status List 1.0).

One bit per credential, index 0 the most significant bit of the first byte. A list has at least 131,072
places so that looking one up does not tell which badge is meant.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from . import base64url, jws, proofs, strict_json
from .addresses import check_http
from .errors import ContentRefused, Malformed, TooLarge
from .keys import SigningKey
from .model import in_zulu
from .ob3 import VC_CONTEXT

MINIMUM_ENTRIES = 131_072
# 16 Mi entries: a hundred times our largest list, and small enough for any phone.
MAX_BYTES = 2 * 1024 * 1024
_MAX_ENCODED = 4 * 1024 * 1024
# Without name or time, and with "unknown" for the system: the same bits always give the same bytes.
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"


def bitstring(withdrawn: Iterable[int], *, entries: int = MINIMUM_ENTRIES) -> bytes:
    """Return a list of `entries` bits with those at the indexes `withdrawn` set.

    Raises:
        ContentRefused: fewer than 131,072 entries, not whole bytes, or an index outside the list.
    """
    if entries < MINIMUM_ENTRIES or entries % 8 or entries > MAX_BYTES * 8:
        raise ContentRefused(f"a status list has whole bytes and at least {MINIMUM_ENTRIES} entries")
    bits = bytearray(entries // 8)
    for index in withdrawn:
        if not 0 <= index < entries:
            raise ContentRefused("status index outside the list")
        bits[index >> 3] |= 0x80 >> (index & 7)
    return bytes(bits)


def is_set(bits: bytes, index: int) -> bool:
    """Tell whether the credential at `index` is withdrawn.

    Raises:
        Malformed: the index is outside the list (a RANGE_ERROR of the standard), never taken for "not
            withdrawn".
    """
    if not 0 <= index < len(bits) * 8:
        raise Malformed("status index outside the list", code="status_range")
    return bool(bits[index >> 3] & (0x80 >> (index & 7)))


def encode(bits: bytes) -> str:
    """Return `encodedList`: multibase `u`, then base64url of GZIP (section 3.3). Same bits, same text."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = deflate.compress(bits) + deflate.flush()
    trailer = zlib.crc32(bits).to_bytes(4, "little") + (len(bits) & 0xFFFFFFFF).to_bytes(4, "little")
    return "u" + base64url.encode(_GZIP_HEADER + body + trailer)


def decode(encoded: str) -> bytes:
    """Return the bits of an `encodedList` (section 3.4).

    Raises:
        TooLarge: more than 2 MiB once decompressed (a bomb), or an absurdly long text.
        Malformed: no `u`, not base64url, not one whole GZIP member, or fewer than 131,072 entries.
    """
    if len(encoded) > _MAX_ENCODED:
        raise TooLarge("the status list is too long")
    if not encoded.startswith("u"):
        raise Malformed("encodedList must begin with the multibase prefix u", code="status_encoding")
    inflate = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        bits = inflate.decompress(base64url.decode(encoded[1:]), MAX_BYTES + 1)
    except zlib.error as error:
        raise Malformed("encodedList is not GZIP", code="status_encoding") from error
    if len(bits) > MAX_BYTES:
        raise TooLarge("the status list grows beyond 2 MiB")
    if not inflate.eof or inflate.unused_data:
        raise Malformed("encodedList is not one whole GZIP member", code="status_encoding")
    if len(bits) * 8 < MINIMUM_ENTRIES:
        raise Malformed(f"a status list has at least {MINIMUM_ENTRIES} entries", code="status_length")
    return bits


def list_credential(list_url: str, *, issuer_did: str, bits: bytes, published_at: datetime) -> dict[str, Any]:
    """Return the BitstringStatusListCredential without proof (section 2.2), purpose `revocation`.

    No `validUntil`: an archive must keep verifying when nobody publishes any more.
    """
    check_http(list_url, what="status list")
    return {
        "@context": [VC_CONTEXT],
        "id": list_url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer_did,
        "validFrom": in_zulu(published_at),
        "credentialSubject": {
            "id": f"{list_url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encode(bits),
        },
    }


def sign_list(list_url: str, *, issuer_did: str, bits: bytes, published_at: datetime, key: SigningKey) -> str:
    """Return the status list as compact JWS, secured like the badges it speaks of (section 3.6).

    `list_url` is the address of this JWT, and the id of the list.
    """
    body = list_credential(list_url, issuer_did=issuer_did, bits=bits, published_at=published_at)
    claims = {
        "iss": issuer_did,
        "jti": list_url,
        "sub": body["credentialSubject"]["id"],
        "nbf": int(published_at.timestamp()),
    }
    return jws.sign(strict_json.write({**body, **claims}), key)


def secure_list(list_url: str, *, issuer_did: str, bits: bytes, published_at: datetime, key: SigningKey) -> bytes:
    """Return the status list as JSON with a Data Integrity proof, for the badges that have one (section 3.6).

    `list_url` is the address of this JSON, another than that of the JWT. The same bits and time give the same bytes.
    """
    body = list_credential(list_url, issuer_did=issuer_did, bits=bits, published_at=published_at)
    return strict_json.write(proofs.add_proof(body, key, created=published_at))
