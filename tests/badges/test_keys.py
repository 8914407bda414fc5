"""Public keys as they are stored and published."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.jwk import ECKey

import badges
from badges import base64url

from .specimen import DID, KEY, PUBLIC


def test_a_kid_is_the_did_and_a_short_name_fit_for_a_file() -> None:
    did, _, name = KEY.kid.partition("#")

    assert did == DID
    assert name == badges.key_name(PUBLIC.public_key)
    assert len(name) == 20
    assert set(name) <= set("0123456789abcdef")


def test_the_name_is_the_beginning_of_the_rfc_7638_thumbprint() -> None:
    thumbprint = ECKey.import_key({**badges.public_jwk(PUBLIC.public_key)}).thumbprint()

    assert base64url.decode(thumbprint).hex().startswith(badges.key_name(PUBLIC.public_key))


def test_a_public_jwk_comes_back_as_the_same_key() -> None:
    again = badges.public_key_from_jwk(PUBLIC.jwk)

    assert again == PUBLIC.public_key
    assert PUBLIC.jwk["kid"] == KEY.kid


@pytest.mark.parametrize(
    "change",
    [
        {"kty": "RSA"},
        {"crv": "P-384"},
        {"alg": "HS256"},
        {"d": "AA"},
        {"x": "AA"},
        {"x": "not base64url!"},
        {"x": 1},
        {"y": base64url.encode(bytes(32))},
    ],
    ids=str,
)
def test_a_jwk_that_is_no_p256_public_key_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(badges.InvalidKey):
        badges.public_key_from_jwk({**PUBLIC.jwk, **change})


def test_a_key_on_another_curve_cannot_sign_es256() -> None:
    other = ec.generate_private_key(ec.SECP384R1())

    with pytest.raises(badges.InvalidKey):
        badges.SigningKey(kid="x", private_key=other)
    with pytest.raises(badges.InvalidKey):
        badges.VerificationKey(kid="x", controller=DID, public_key=other.public_key())


def test_a_compromised_key_says_since_when_and_no_other_does() -> None:
    since = datetime(2025, 1, 1, tzinfo=UTC)

    with pytest.raises(badges.InvalidKey):
        KEY.verification_key(controller=DID, state=badges.KeyState.COMPROMISED)
    with pytest.raises(badges.InvalidKey):
        KEY.verification_key(controller=DID, compromised_since=since)
    with pytest.raises(badges.InvalidKey):
        KEY.verification_key(
            controller=DID,
            state=badges.KeyState.COMPROMISED,
            compromised_since=datetime(2025, 1, 1),  # noqa: DTZ001
        )


def test_a_private_key_does_not_show_itself() -> None:
    assert "private" not in repr(KEY).lower()
