"""Whatever is changed in a badge, it stops being valid; whatever is handed in, an answer comes back."""

import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

import badges
from badges import Verdict, base64url

from .pictures import chunk, itxt, png
from .specimen import TOKEN, check

OTHERS = string.ascii_letters + string.digits + "-_." + '=+/ \n\x00{"é'
BAKED = badges.bake(png(), TOKEN, keyword=badges.OB3_KEYWORD)


def test_every_position_of_a_token_matters() -> None:
    for at, letter in enumerate(TOKEN):
        # The neighbour in the alphabet differs in the lowest bit, which a lax decoder ignores at the end.
        other = "B" if letter == "A" else chr(ord(letter) ^ 1)
        changed = TOKEN[:at] + other + TOKEN[at + 1 :]

        assert check(changed).verdict is Verdict.NOT_VALID, at


@pytest.mark.parametrize("other", OTHERS, ids=ascii)
def test_the_last_letter_cannot_be_respelled(other: str) -> None:
    if other != TOKEN[-1]:
        assert check(TOKEN[:-1] + other).verdict is Verdict.NOT_VALID


@given(at=st.integers(0, len(TOKEN) - 1), byte=st.integers(0, 255))
def test_one_changed_byte_is_not_valid(at: int, byte: int) -> None:
    changed = bytearray(TOKEN.encode())
    if changed[at] == byte:
        byte ^= 1
    changed[at] = byte

    assert check(bytes(changed)).verdict is Verdict.NOT_VALID


@given(at=st.integers(0, len(TOKEN)), more=st.text(min_size=1, max_size=5))
def test_an_insertion_inside_is_not_valid(at: int, more: str) -> None:
    changed = TOKEN[:at] + more + TOKEN[at:]

    if changed.strip(" \t\r\n") != TOKEN:
        assert check(changed).verdict is Verdict.NOT_VALID


@given(st.integers(0, len(TOKEN) - 1))
def test_a_cut_token_is_not_valid(length: int) -> None:
    assert check(TOKEN[:length]).verdict is Verdict.NOT_VALID


@given(at=st.integers(0, len(BAKED) - 1), flip=st.integers(1, 255))
def test_one_changed_byte_of_a_baked_picture_is_not_valid(at: int, flip: int) -> None:
    changed = bytearray(BAKED)
    changed[at] ^= flip

    assert check(bytes(changed)).verdict is Verdict.NOT_VALID


@given(st.binary(max_size=300) | st.text(max_size=300))
def test_anything_at_all_gets_an_answer(document: bytes | str) -> None:
    report = check(document)

    assert report.verdict is not Verdict.VALID
    assert report.reasons


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "id", "issuer", "iss", "alg", "kid", "recipient", "verification", "proof"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(header=json_like, payload=json_like)
def test_any_header_and_payload_get_an_answer(header: object, payload: object) -> None:
    parts = [base64url.encode(json.dumps(value).encode()) for value in (header, payload)]

    assert check(f"{parts[0]}.{parts[1]}.AAAA").verdict is not Verdict.VALID
    assert check(json.dumps(payload)).verdict is not Verdict.VALID


@given(st.lists(st.tuples(st.sampled_from([b"IDAT", b"tEXt", b"iTXt", b"zTXt", b"IEND"]), st.binary(max_size=30))))
def test_any_sequence_of_chunks_gets_an_answer(chunks: list[tuple[bytes, bytes]]) -> None:
    picture = png(*[chunk(kind, body) for kind, body in chunks], itxt(b"openbadges", b"x"))

    assert check(picture).verdict is not Verdict.VALID


def test_a_document_over_5_mb_is_not_read() -> None:
    assert check(b"{" * 5_000_001).reasons == (badges.Reason.TOO_LARGE,)
    assert check("{" * 200_001).reasons == (badges.Reason.TOO_LARGE,)
    assert check(f"eyJhbGciOiJub25lIn0.{'A' * 200_000}.AA").reasons == (badges.Reason.TOO_LARGE,)
