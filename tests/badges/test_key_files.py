"""Private keys on disk: complete, encrypted, never overwritten."""

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPrivateNumbers

import badges

from .specimen import DID, KEY, PUBLIC, STRANGER

PASSPHRASE = "a passphrase of some length"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "issuer.pem"
    badges.write_signing_key(path, KEY, passphrase=PASSPHRASE)
    return path


@pytest.fixture(scope="module")
def rsa_key() -> badges.SigningKey:
    return badges.generate_signing_key(controller=DID, algorithm=badges.Algorithm.RS256)


def test_a_key_comes_back_and_is_the_expected_one(key_file: Path) -> None:
    again = badges.read_signing_key(key_file, passphrase=PASSPHRASE, kid=KEY.kid, expected=PUBLIC)

    assert badges.sign(b"{}", again) == badges.sign(b"{}", KEY)


def test_only_the_owner_can_read_it_and_nothing_is_left_beside_it(key_file: Path) -> None:
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert list(key_file.parent.iterdir()) == [key_file]
    assert b"ENCRYPTED" in key_file.read_bytes()


def test_an_existing_file_is_never_overwritten(key_file: Path) -> None:
    before = key_file.read_bytes()

    with pytest.raises(badges.KeyFileExists):
        badges.write_signing_key(key_file, STRANGER, passphrase=PASSPHRASE)

    assert key_file.read_bytes() == before
    assert list(key_file.parent.iterdir()) == [key_file]


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(badges.KeyFileError):
        badges.write_signing_key(tmp_path / "key.pem", KEY, passphrase="short")

    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(badges.KeyFileError):
        badges.write_signing_key(tmp_path / "nowhere" / "key.pem", KEY, passphrase=PASSPHRASE)


def test_another_passphrase_does_not_open_it(key_file: Path) -> None:
    with pytest.raises(badges.KeyFileError):
        badges.read_signing_key(key_file, passphrase=PASSPHRASE + "x", kid=KEY.kid)


@pytest.mark.parametrize("kept", [0, 1, 40, 200])
def test_a_half_written_file_is_refused_and_left_as_it_was(key_file: Path, kept: int) -> None:
    half = key_file.read_bytes()[:kept]
    key_file.write_bytes(half)

    with pytest.raises(badges.KeyFileError):
        badges.read_signing_key(key_file, passphrase=PASSPHRASE, kid=KEY.kid)

    assert key_file.read_bytes() == half


def test_a_missing_file_is_an_error_and_no_key_is_made(tmp_path: Path) -> None:
    with pytest.raises(badges.KeyFileError):
        badges.read_signing_key(tmp_path / "gone.pem", passphrase=PASSPHRASE, kid=KEY.kid)

    assert not list(tmp_path.iterdir())


def test_a_file_others_can_read_is_refused(key_file: Path) -> None:
    key_file.chmod(0o640)

    with pytest.raises(badges.KeyFileError, match="600"):
        badges.read_signing_key(key_file, passphrase=PASSPHRASE, kid=KEY.kid)


def test_an_unencrypted_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plain.pem"
    path.touch(mode=0o600)
    path.write_bytes(
        KEY.private_key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )

    with pytest.raises(badges.KeyFileError):
        badges.read_signing_key(path, passphrase=PASSPHRASE, kid=KEY.kid)


def test_the_key_of_somebody_else_under_our_name_is_refused(key_file: Path) -> None:
    other = STRANGER.verification_key(controller=DID)
    swapped = badges.VerificationKey(kid=KEY.kid, controller=DID, public_key=other.public_key)

    with pytest.raises(badges.KeyFileError):
        badges.read_signing_key(key_file, passphrase=PASSPHRASE, kid=KEY.kid, expected=swapped)
    with pytest.raises(badges.KeyFileError):
        badges.read_signing_key(key_file, passphrase=PASSPHRASE, kid="did:web:x#y", expected=PUBLIC)


@pytest.mark.parametrize("damaged", ["d", "dmp1", "dmq1", "iqmp"])
def test_an_rsa_key_with_one_damaged_number_is_refused_though_it_still_signs(
    rsa_key: badges.SigningKey, tmp_path: Path, damaged: str
) -> None:
    assert isinstance(rsa_key.private_key, RSAPrivateKey)
    whole = rsa_key.private_key.private_numbers()
    numbers = {name: getattr(whole, name) for name in ("p", "q", "d", "dmp1", "dmq1", "iqmp")}
    for name, change in (("whole", 0), (damaged, 2)):
        changed = numbers | {damaged: numbers[damaged] ^ change}
        private = RSAPrivateNumbers(**changed, public_numbers=whole.public_numbers)
        key = replace(rsa_key, private_key=private.private_key(unsafe_skip_rsa_key_validation=True))
        badges.write_signing_key(tmp_path / f"{name}.pem", key, passphrase=PASSPHRASE)

    badges.read_signing_key(tmp_path / "whole.pem", passphrase=PASSPHRASE, kid=rsa_key.kid)
    with pytest.raises(badges.KeyFileError, match="not usable"):
        badges.read_signing_key(tmp_path / f"{damaged}.pem", passphrase=PASSPHRASE, kid=rsa_key.kid)
