"""The offline summary on the card of a badge."""

import dataclasses
from datetime import UTC, date, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

import cbor2
import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

import badges
from badges import Summary, base64url, make_summary, read_summary, signatures, summary, summary_cbor

KEY = badges.generate_signing_key(controller="did:web:badges.example")
PUBLIC = KEY.verification_key(controller="did:web:badges.example")
AWA = Summary(
    host="badges.tremplin-nord.example",
    public_code="K7MX4RQD",
    title="Animation numérique entre pairs",
    name="Awa D.",
    awarded_on=date(2026, 3, 17),
    expires_on=date(2029, 3, 17),
    status_list=1,
    status_index=130_000,
    credential_sha256=sha256(b"the badge").digest(),
)
LINK = make_summary(AWA, KEY)


def _find(kid: bytes) -> badges.VerificationKey | None:
    return PUBLIC if kid == summary.summary_key_id(PUBLIC.public_key) else None


def _message(payload: Any, *, protected: Any = None, unprotected: Any = None, tag: bytes = b"\xd2") -> str:
    """A well-signed message of whatever content, as fragment; bytes are taken as they are."""
    header = protected if protected is not None else {1: -7, 4: summary.summary_key_id(PUBLIC.public_key)}
    head = header if isinstance(header, bytes) else cbor2.dumps(header, canonical=True)
    body = payload if isinstance(payload, bytes) else cbor2.dumps(payload, canonical=True)
    signature = signatures.sign(summary.to_be_signed(head, body), KEY.private_key)
    return base64url.encode(tag + cbor2.dumps([head, unprotected or {}, body, signature]))


ENTRIES = summary._entries(AWA)


def test_a_summary_comes_back_from_its_link_and_from_its_fragment() -> None:
    assert read_summary(LINK, _find) == AWA
    assert read_summary(LINK.partition("#")[2], _find) == AWA
    assert read_summary("#" + LINK.partition("#")[2], _find) == AWA


def test_the_least_summary_comes_back() -> None:
    least = Summary(
        host="localhost:5000",
        public_code="K7MX4RQD",
        title="É",
        awarded_on=date(1970, 1, 1),
        credential_sha256=bytes(32),
    )
    link = make_summary(least, KEY)

    assert link.startswith("http://localhost:5000/v#")
    assert read_summary(link, _find) == least


def test_the_link_fits_its_qr_code_and_is_read_back_from_it() -> None:
    code = badges.make_qr(LINK)

    assert len(LINK) <= 362
    assert len(code.rows) <= 73
    with Image.open(BytesIO(code.png(scale=4))) as picture:
        assert zxingcpp.read_barcodes(picture.convert("L"))[0].text == LINK


def test_the_same_summary_gives_the_same_link() -> None:
    assert make_summary(AWA, KEY) == LINK


def test_decomposed_accents_are_composed() -> None:
    title = "Animation nume\u0301rique entre pairs"

    assert make_summary(dataclasses.replace(AWA, title=title), KEY) == LINK


def test_every_changed_character_is_refused() -> None:
    start = LINK.index("#") + 1
    for at in range(start, len(LINK)):
        changed = LINK[:at] + ("A" if LINK[at] != "A" else "B") + LINK[at + 1 :]
        with pytest.raises(badges.BadgeError):
            read_summary(changed, _find)


def test_a_link_to_another_host_is_refused() -> None:
    with pytest.raises(badges.Malformed):
        read_summary(LINK.replace("tremplin-nord", "tremplin-sud"), _find)
    with pytest.raises(badges.Malformed):
        read_summary(LINK.replace("https:", "http:"), _find)


def test_an_unknown_and_a_stolen_key_are_told_apart() -> None:
    stolen = KEY.verification_key(
        controller="did:web:badges.example",
        state=badges.KeyState.COMPROMISED,
        compromised_since=datetime(2026, 1, 1, tzinfo=UTC),
    )
    with pytest.raises(badges.InvalidKey) as unknown:
        read_summary(LINK, lambda _: None)
    with pytest.raises(badges.InvalidKey) as compromised:
        read_summary(LINK, lambda _: stolen)

    assert (unknown.value.code, compromised.value.code) == ("key_unknown", "key_compromised")


def test_another_key_of_the_same_name_did_not_sign_it() -> None:
    other = badges.generate_signing_key(controller="did:web:badges.example")
    with pytest.raises(badges.SignatureInvalid):
        read_summary(LINK, lambda _: other.verification_key(controller="did:web:badges.example"))


def test_only_es256_signs_a_summary() -> None:
    ed25519 = badges.generate_signing_key(controller="did:web:a.example", algorithm=badges.Algorithm.ED25519)
    with pytest.raises(badges.InvalidKey):
        make_summary(AWA, ed25519)
    with pytest.raises(badges.InvalidKey):
        read_summary(LINK, lambda _: ed25519.verification_key(controller="did:web:a.example"))


def test_a_summary_too_long_for_its_qr_code_is_not_made() -> None:
    with pytest.raises(badges.ContentRefused) as refused:
        make_summary(dataclasses.replace(AWA, title="Accompagnement " * 5 + "numérique"), KEY)
    assert refused.value.code == "summary_too_long"


@pytest.mark.parametrize(
    "change",
    [
        {"host": "Badges.example"},
        {"host": "badges.example/x"},
        {"host": ""},
        {"public_code": "é"},
        {"public_code": ""},
        {"title": ""},
        {"title": " x"},
        {"title": "a\u202eb"},
        {"name": "x" * 101},
        {"credential_sha256": b"short"},
        {"expires_on": date(2026, 3, 16)},
        {"awarded_on": date(1969, 12, 31)},
        {"status_index": None},
        {"status_list": None},
        {"status_index": -1},
        {"status_list": 2**31},
    ],
    ids=str,
)
def test_a_summary_that_makes_no_sense_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(badges.ContentRefused):
        dataclasses.replace(AWA, **change)


WELL_SIGNED = {
    "no map": [1],
    "another form": {**ENTRIES, 0: 2},
    "a missing entry": {key: value for key, value in ENTRIES.items() if key != 9},
    "an unknown entry": {**ENTRIES, 10: 1},
    "another type": {**ENTRIES, 3: b"bytes"},
    "a date in year 10000": {**ENTRIES, 6: 3_000_000},
    "a date nobody can count": {**ENTRIES, 5: 2**63},
    "a date before 1970": {**ENTRIES, 5: -1},
    "a date as tag": {**ENTRIES, 5: cbor2.CBORTag(100, 20_000)},
    "half a status": {key: value for key, value in ENTRIES.items() if key != 8},
    "an invisible name": {**ENTRIES, 4: "\u200b"},
    "an odd host": {**ENTRIES, 1: "badges.example/x"},
    "keys out of order": cbor2.dumps(dict(reversed(ENTRIES.items()))),
    "a key twice": b"\xab" + cbor2.dumps(ENTRIES)[1:] + b"\x09\x40",
    "a number too long": cbor2.dumps(ENTRIES, canonical=True).replace(b"\x00\x01", b"\x00\x18\x01", 1),
    "something after it": cbor2.dumps(ENTRIES, canonical=True) + b"\x00",
    "an endless map": b"\xbf\xff",
    "a float": {**ENTRIES, 5: 1.5},
    "nothing": b"",
}


@pytest.mark.parametrize("payload", WELL_SIGNED.values(), ids=WELL_SIGNED.keys())
def test_a_well_signed_summary_of_another_form_is_refused(payload: Any) -> None:
    with pytest.raises(badges.Malformed):
        read_summary(_message(payload), _find)


@pytest.mark.parametrize(
    "changes",
    [
        {"tag": b""},
        {"tag": b"\xd1"},
        {"tag": b"\xd2\xd2"},
        {"unprotected": {4: b"12345678"}},
        {"protected": {1: -7}},
        {"protected": {1: -8, 4: b"12345678"}},
        {"protected": {1: -7, 4: b"1234"}},
        {"protected": {1: -7, 4: "12345678"}},
        {"protected": {1: -7, 2: [1], 4: b"12345678"}},
        {"protected": b""},
    ],
    ids=str,
)
def test_a_message_that_is_not_quite_ours_is_refused(changes: dict[str, Any]) -> None:
    assert read_summary(_message(ENTRIES), _find) == AWA
    with pytest.raises(badges.Malformed):
        read_summary(_message(ENTRIES, **changes), _find)


def test_the_signature_is_that_of_rfc_9052() -> None:
    """Appendix C.2.1, Single ECDSA Signature: key "11" of the appendix signed "This is the content."."""
    x = bytes.fromhex("bac5b11cad8f99f9c72b05cf4b9e26d244dc189f745228255a219a86d6a09eff")
    y = bytes.fromhex("20138bf82dc1b6d562be0fa54ab7804a3a64b6d72ccfed6b6fb6ed28bbfc117e")
    signature = bytes.fromhex(
        "8eb33e4ca31d1c465ab05aac34cc6b23d58fef5c083106c4d25a91aef0b0117e"
        "2af9a291aa32e14ab834dc56ed2a223444547e01f11d3b0916e5a4c345cacb36"
    )
    numbers = ec.EllipticCurvePublicNumbers(int.from_bytes(x, "big"), int.from_bytes(y, "big"), ec.SECP256R1())
    signed = summary.to_be_signed(bytes.fromhex("a10126"), b"This is the content.")

    assert signed.hex() == "846a5369676e61747572653143a101264054" + b"This is the content.".hex()
    signatures.check(signed, signature, numbers.public_key())


simple = st.recursive(
    st.integers(-(2**64), 2**64 - 1) | st.binary(max_size=300) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.integers(0, 23), inner, max_size=4),
    max_leaves=6,
)


@given(simple)
def test_the_small_reader_agrees_with_a_general_one(value: Any) -> None:
    encoded = cbor2.dumps(value, canonical=True)
    if _depth(value) <= 4:
        assert summary_cbor.read_cbor(encoded) == value
    else:
        with pytest.raises(badges.Malformed):
            summary_cbor.read_cbor(encoded)


def _depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return max((1 + _depth(one) for one in inner), default=0)


@given(st.binary(max_size=60))
def test_what_the_small_reader_takes_has_no_second_spelling(encoded: bytes) -> None:
    try:
        value = summary_cbor.read_cbor(encoded)
    except badges.Malformed:
        return
    # cbor2 sorts keys by length first, as RFC 7049 did: the same for keys of one byte.
    if all(0 <= key < 24 for key in _keys(value)):
        assert cbor2.dumps(value, canonical=True) == encoded


def _keys(value: Any) -> list[int]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [*(value if isinstance(value, dict) else ()), *(key for one in inner for key in _keys(one))]


@given(st.text() | st.binary(max_size=200).map(base64url.encode) | st.binary(max_size=200).map(_message))
@example("https://badges.example/v#")
@example("https://badges.example/v#\n")
@example("ü" * 400)
@example(base64url.encode(b"\xd2" + b"\x81" * 250))
@example(base64url.encode(b"\xd2\x9b" + b"\xff" * 8))
def test_no_text_ends_in_another_error(text: str) -> None:
    try:
        read_summary(text, _find)
    except badges.BadgeError:
        return
