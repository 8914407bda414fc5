"""Private keys at rest: one encrypted PEM file each, mode 0600, complete or absent.

The file appears in one step under its name, so a power cut leaves the old state or the new one. A file that
cannot be read is never repaired or replaced: somebody must look at it.
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPrivateNumbers

from . import signatures
from .errors import BadgeError, InvalidKey, KeyFileError, KeyFileExists
from .keys import PrivateKey, SigningKey, VerificationKey, algorithm_of

# PKCS #8 as OpenSSL writes it stretches the passphrase only 2,048 times: its length must do the work.
MIN_PASSPHRASE = 16
_MAX_FILE_BYTES = 16_384


def write_signing_key(path: Path, key: SigningKey, *, passphrase: str) -> None:
    """Write `key` to `path` as encrypted PKCS #8 PEM (PBES2, AES-256), readable by the owner alone.

    Written aside, flushed, then linked to its name, which fails when the name is taken; the folder is
    flushed last.

    Raises:
        KeyFileExists: there is something at `path`; it is left untouched.
        KeyFileError: the passphrase is shorter than 16 characters, or the folder cannot be written.
    """
    if len(passphrase) < MIN_PASSPHRASE:
        raise KeyFileError(f"the passphrase needs at least {MIN_PASSPHRASE} characters")
    pem = key.private_key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode()),
    )
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        try:
            _write_durably(aside, pem)
            # Unlike a rename, a link never replaces what is there.
            os.link(aside, path)
        finally:
            aside.unlink(missing_ok=True)
        _flush_folder(path.parent)
    except FileExistsError as error:
        raise KeyFileExists(f"{path} exists already; a key is never overwritten") from error
    except OSError as error:
        raise KeyFileError(f"{path} cannot be written: {error.strerror}") from error


def read_signing_key(path: Path, *, passphrase: str, kid: str, expected: VerificationKey | None = None) -> SigningKey:
    """Return the key in `path`, after it has signed and verified a trial text.

    Args:
        kid: the identifier under which its public half is stored.
        expected: that public half; another key in the file is then an error.

    Raises:
        KeyFileError: missing, readable by others, half-written, another passphrase or another key.
            The file is left untouched.
    """
    pem = _read_private(path)
    try:
        # Proving again that its primes are primes takes a hundred times as long as all the rest: below it is seen that
        # its numbers still belong together, and that it signs.
        private_key = serialization.load_pem_private_key(pem, passphrase.encode(), unsafe_skip_rsa_key_validation=True)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        # TypeError: the file is not encrypted at all. UnsupportedAlgorithm: one changed bit makes another kind of key.
        raise KeyFileError(
            f"{path} is damaged, not encrypted, or has another passphrase; it was left untouched"
        ) from error
    try:
        if not isinstance(private_key, PrivateKey):
            raise InvalidKey("this kind of key signs no badge")
        if isinstance(private_key, RSAPrivateKey) and not _belong_together(private_key.private_numbers()):
            raise InvalidKey("its numbers are not those of one key")
        key = SigningKey(kid=kid, private_key=private_key, algorithm=algorithm_of(private_key.public_key()))
        _try_out(key, expected)
    except (BadgeError, ValueError) as error:
        raise KeyFileError(f"{path} holds a key that is not usable or not the one expected") from error
    return key


def _belong_together(numbers: RSAPrivateNumbers) -> bool:
    """Whether these are the numbers of one key (RFC 8017, 3.2): OpenSSL signs well with some of them damaged."""
    p, q, d, public = numbers.p, numbers.q, numbers.d, numbers.public_numbers
    return (
        p * q == public.n
        and (numbers.dmp1, numbers.dmq1) == (d % (p - 1), d % (q - 1))
        and public.e * numbers.dmp1 % (p - 1) == public.e * numbers.dmq1 % (q - 1) == numbers.iqmp * q % p == 1
    )


def _try_out(key: SigningKey, expected: VerificationKey | None) -> None:
    checker = expected or key.verification_key(controller="did:web:localhost")
    if checker.kid != key.kid:
        raise InvalidKey("the stored public key has another kid")
    trial = secrets.token_bytes(32)
    signatures.check(trial, signatures.sign(trial, key.private_key), checker.public_key)


def _read_private(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if stat.S_IMODE(status.st_mode) & 0o077:
                raise KeyFileError(f"{path} can be read by others: chmod 600 it, and think of replacing the key")
            return file.read(_MAX_FILE_BYTES)
    except OSError as error:
        raise KeyFileError(f"{path} cannot be read: {error.strerror}") from error


def _write_durably(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
