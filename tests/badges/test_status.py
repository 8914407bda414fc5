"""Bitstring status lists."""

import gzip
import json
import tracemalloc
import zlib

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

import badges
from badges import base64url, status

from .phrase import is_phrase
from .specimen import DID, ISSUED, KEY, LIST_URL, PUBLIC

# W3C Bitstring Status List 1.0, the list of 131,072 zeros shown there.
W3C_ALL_ZERO = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"


def test_index_zero_is_the_most_significant_bit() -> None:
    bits = status.bitstring([0, 9])

    assert bits[:2] == b"\x80\x40"
    assert len(bits) * 8 == 131_072
    assert [index for index in range(131_072) if status.is_set(bits, index)] == [0, 9]
    assert not status.is_set(status.bitstring([7]), 0)


@given(st.sets(st.integers(0, 131_071), max_size=50))
def test_what_is_set_is_withdrawn_and_nothing_else(withdrawn: set[int]) -> None:
    bits = status.decode(status.encode(status.bitstring(withdrawn)))

    assert all(status.is_set(bits, index) for index in withdrawn)
    assert sum(byte.bit_count() for byte in bits) == len(withdrawn)


def test_the_list_of_the_w3c_decodes_to_zeros() -> None:
    assert status.decode(W3C_ALL_ZERO) == bytes(16_384)


def test_the_same_bits_give_the_same_text() -> None:
    one, two = (status.encode(status.bitstring([5])) for _ in range(2))

    assert one == two
    # Neither time nor name, and no system.
    assert base64url.decode(one[1:])[3:10] == b"\x00\x00\x00\x00\x00\x02\xff"
    assert gzip.decompress(base64url.decode(one[1:])) == status.bitstring([5])


@pytest.mark.parametrize("index", [-1, 131_072])
def test_an_index_outside_the_list_is_an_error_not_a_good_badge(index: int) -> None:
    with pytest.raises(badges.Malformed) as caught:
        status.is_set(bytes(16_384), index)
    assert caught.value.code == "status_range"
    with pytest.raises(badges.ContentRefused) as refused:
        status.bitstring([index])
    assert is_phrase(str(caught.value))
    assert is_phrase(str(refused.value))


@pytest.mark.parametrize("entries", [8, 131_071, 131_073, 2**27])
def test_a_list_has_a_sensible_length(entries: int) -> None:
    with pytest.raises(badges.ContentRefused) as caught:
        status.bitstring([], entries=entries)
    assert is_phrase(str(caught.value))


def _encoded(raw: bytes) -> str:
    return "u" + base64url.encode(raw)


ENCODING, LENGTH, SIZE = "status_encoding", "status_length", "too_large"
HOSTILE = {
    "no prefix": (W3C_ALL_ZERO[1:], ENCODING),
    "another base": ("z" + W3C_ALL_ZERO[1:], ENCODING),
    "padding": (W3C_ALL_ZERO + "=", "base64url"),
    "not GZIP": (_encoded(bytes(100)), ENCODING),
    "without the frame of GZIP": (_encoded(zlib.compress(bytes(16_384))), ENCODING),
    "cut short": (_encoded(gzip.compress(bytes(16_384))[:-9]), ENCODING),
    "a second member": (_encoded(gzip.compress(bytes(16_384)) + gzip.compress(b"x")), ENCODING),
    "something after the end": (_encoded(gzip.compress(bytes(16_384)) + b"x"), ENCODING),
    "too few entries": (_encoded(gzip.compress(bytes(16_383))), LENGTH),
    "empty": ("u", ENCODING),
    "one byte over two megabytes": (_encoded(gzip.compress(bytes(status.MAX_BYTES + 1))), SIZE),
    "a bomb": (_encoded(gzip.compress(bytes(50_000_000))), SIZE),
    "zeros of the longest text that is looked at": ("u" + "A" * (4 * 1024 * 1024 - 1), ENCODING),
    "endless": ("u" + "A" * 4 * 1024 * 1024, SIZE),
}


@pytest.mark.parametrize(("encoded", "code"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_list_is_refused(encoded: str, code: str) -> None:
    with pytest.raises(badges.Malformed) as caught:
        status.decode(encoded)
    assert caught.value.code == code
    assert is_phrase(str(caught.value))


def test_a_bomb_is_not_unpacked_to_see_how_large_it_is() -> None:
    bomb, _ = HOSTILE["a bomb"]
    tracemalloc.start()
    try:
        with pytest.raises(badges.TooLarge):
            status.decode(bomb)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < 10_000_000


def test_the_longest_list_is_two_megabytes() -> None:
    longest = status.bitstring([2**24 - 1], entries=2**24)

    assert status.is_set(status.decode(status.encode(longest)), 2**24 - 1)
    with pytest.raises(badges.ContentRefused):
        status.bitstring([], entries=2**24 + 8)


def test_the_list_is_signed_as_a_credential_that_never_runs_out() -> None:
    token = status.sign_list(LIST_URL, issuer_did=DID, bits=status.bitstring([3]), published_at=ISSUED, key=KEY)

    claims = badges.read_signed(token, PUBLIC)
    assert claims == jwt.decode(token, PUBLIC.public_key, algorithms=["ES256"])
    assert claims["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert claims["@context"] == ["https://www.w3.org/ns/credentials/v2"]
    assert claims["id"] == claims["jti"] == LIST_URL
    assert claims["issuer"] == claims["iss"] == DID
    assert claims["sub"] == claims["credentialSubject"]["id"] == f"{LIST_URL}#list"
    assert claims["nbf"] == ISSUED.timestamp()
    assert claims["validFrom"] == "2025-03-01T09:30:00Z"
    assert not {"validUntil", "exp"} & claims.keys()
    assert status.is_set(status.decode(claims["credentialSubject"]["encodedList"]), 3)
    assert json.loads(json.dumps(claims)) == claims


def test_a_list_has_an_address_of_its_own() -> None:
    with pytest.raises(badges.ContentRefused, match=r"^status list: "):
        status.list_credential("status/1", issuer_did=DID, bits=bytes(16_384), published_at=ISSUED)
