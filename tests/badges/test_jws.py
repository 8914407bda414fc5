"""Compact JWS against our own rules, the RFCs and two other libraries."""

import json
from collections.abc import Mapping

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jws as joserfc_jws
from joserfc.jwk import ECKey

import badges
from badges import base64url, jws, signatures

from .phrase import is_phrase
from .specimen import DID, KEY, PUBLIC, STRANGER

PAYLOAD = '{"name":"Élodie"}'.encode()


def test_the_owner_of_the_key_is_believed() -> None:
    assert badges.read_signed(badges.sign(PAYLOAD, KEY), PUBLIC) == {"name": "Élodie"}


def test_the_header_says_algorithm_key_and_type_and_nothing_else() -> None:
    header = json.loads(base64url.decode(badges.sign(PAYLOAD, KEY).split(".")[0]))

    assert header == {"alg": "ES256", "kid": KEY.kid, "typ": "JWT"}


def test_the_same_payload_gives_the_same_token() -> None:
    assert badges.sign(PAYLOAD, KEY) == badges.sign(PAYLOAD, KEY)


def test_pyjwt_and_joserfc_agree() -> None:
    token = badges.sign(PAYLOAD, KEY)

    assert jwt.decode(token, PUBLIC.public_key, algorithms=["ES256"]) == {"name": "Élodie"}
    key = ECKey.import_key(dict(PUBLIC.jwk))
    assert joserfc_jws.deserialize_compact(token, key, algorithms=["ES256"]).payload == PAYLOAD


def test_we_read_what_pyjwt_signs() -> None:
    token = jwt.encode({"a": 1}, KEY.private_key, algorithm="ES256", headers={"kid": KEY.kid})

    assert badges.read_signed(token, PUBLIC) == {"a": 1}


def test_another_key_is_not_believed() -> None:
    impostor = badges.SigningKey(kid=KEY.kid, private_key=STRANGER.private_key)

    with pytest.raises(badges.SignatureInvalid):
        badges.read_signed(badges.sign(PAYLOAD, impostor), PUBLIC)


# RFC 7515 appendix A.3: key, signing input and signature of an ES256 example.
RFC7515_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
RFC7515_INPUT = (
    b"eyJhbGciOiJFUzI1NiJ9"
    b".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
)
RFC7515_SIGNATURE = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"


def test_the_example_of_rfc_7515_verifies() -> None:
    key = badges.VerificationKey(kid="x", controller=DID, public_key=badges.public_key_from_jwk(RFC7515_KEY))

    signatures.check(RFC7515_INPUT, base64url.decode(RFC7515_SIGNATURE), key.public_key)
    with pytest.raises(badges.SignatureInvalid):
        signatures.check(RFC7515_INPUT + b"x", base64url.decode(RFC7515_SIGNATURE), key.public_key)


def test_signing_gives_the_numbers_of_rfc_6979() -> None:
    # RFC 6979 appendix A.2.5, P-256, SHA-256, message "sample".
    secret = int("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721", 16)
    key = badges.SigningKey(kid="x", private_key=ec.derive_private_key(secret, ec.SECP256R1()))

    assert signatures.sign(b"sample", key.private_key).hex().upper() == (
        "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
        "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"
    )


@pytest.mark.parametrize(
    ("code", "tokens"),
    [
        ("not_compact_jws", ["", "a", "a.b", "a.b.c.d", "..", "e30..", "e30.e30.", "e30..AA", ".e30.AA"]),
        ("base64url", ["e30.e30.QR", "e30=.e30.AA"]),
        ("json_not_object", ["W10.e30.AA"]),
        ("json_syntax", ["YQ.e30.AA"]),
    ],
)
def test_what_is_no_compact_jws_is_malformed_and_says_how(code: str, tokens: list[str]) -> None:
    for token in tokens:
        with pytest.raises(badges.Malformed) as caught:
            badges.read_signed(token, PUBLIC)
        assert caught.value.code == code
        assert is_phrase(str(caught.value))


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"alg": "RS256"}, "algorithm_mismatch"),
        ({"kid": STRANGER.kid}, "kid_mismatch"),
        ({"typ": "JWS"}, "header_not_allowed"),
        ({"crit": ["exp"]}, "header_not_allowed"),
    ],
    ids=["another algorithm", "another key", "another type", "a demand"],
)
def test_a_header_that_says_something_else_than_the_key_is_refused(members: dict[str, object], code: str) -> None:
    header = {"alg": "ES256", "kid": KEY.kid, "typ": "JWT"}

    assert badges.read_signed(_signed(header), PUBLIC) == {"name": "Élodie"}
    with pytest.raises(badges.BadgeError) as caught:
        badges.read_signed(_signed({**header, **members}), PUBLIC)
    assert caught.value.code == code
    assert is_phrase(str(caught.value))


def _signed(header: Mapping[str, object]) -> str:
    text = f"{base64url.encode(json.dumps(header).encode())}.{base64url.encode(PAYLOAD)}"
    return f"{text}.{base64url.encode(signatures.sign(text.encode(), KEY.private_key))}"


@pytest.mark.parametrize("length", [0, 63, 65, 72])
def test_a_signature_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(badges.SignatureInvalid):
        signatures.check(b"", bytes(length), PUBLIC.public_key)


def test_a_token_or_a_header_at_the_cap_is_read_and_over_it_is_not() -> None:
    assert _refused("a" * 200_000) == "not_compact_jws"
    assert _refused("a" * 200_001) == "too_large"
    assert _refused(_with_header_of(4_096)) == "algorithm_mismatch"
    assert _refused(_with_header_of(4_097)) == "too_large"


def _with_header_of(size: int) -> str:
    return f"{base64url.encode(json.dumps({'alg': 'x' * (size - 11)}).encode())}.e30.AA"


def _refused(token: str) -> str:
    with pytest.raises(badges.BadgeError) as caught:
        badges.read_signed(token, PUBLIC)
    return caught.value.code


def test_nobody_can_write_into_a_header_that_others_read_too() -> None:
    header = jws.take_apart(badges.sign(PAYLOAD, KEY)).header

    with pytest.raises(TypeError):
        header["kid"] = "x"  # type: ignore[index]
