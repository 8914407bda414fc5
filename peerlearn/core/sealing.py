"""What a phone locks away so that it cannot read it back: sealed to a key of this installation, opened here alone.

A seal is a compact JWE (RFC 7516): ECDH-ES on P-256, A256GCM. The phone makes it with the browser's own Web Crypto.
"""

import contextlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from peerlearn.core.settings import Settings

_ALGORITHMS = ["ECDH-ES", "A256GCM"]
# A photograph of a sheet, twice in base 64, and what is around it; less than a phone may send at once.
_LONGEST = 950_000


class _Registry(jwe.JWERegistry):
    max_ciphertext_length = _LONGEST


class SealBrokenError(ValueError):
    """What was sealed cannot be opened: damaged, made for another installation, or no seal."""


@dataclass(frozen=True)
class SealKey:
    """The key to which phones seal."""

    key: ECKey

    @classmethod
    def of(cls, settings: Settings) -> "SealKey":
        """The key of this installation; the first time, it is made. Two processes that make it at once agree."""
        file = settings.data_dir / "field" / "seal.pem"
        if not file.exists():
            _make(file, settings.keys_passphrase)
        return cls(ECKey.import_key(file.read_bytes(), password=settings.keys_passphrase))

    @property
    def public(self) -> dict[str, Any]:
        """The public half, as a JWK."""
        return dict(self.key.as_dict(private=False))

    def open(self, seal: str) -> bytes:
        """What was sealed.

        Raises:
            SealBrokenError: it cannot be opened.
        """
        if len(seal) > _LONGEST:
            raise SealBrokenError("too long")
        try:
            opened = jwe.decrypt_compact(seal, self.key, registry=_Registry(algorithms=_ALGORITHMS))
        except (JoseError, ValueError, TypeError, KeyError) as problem:
            raise SealBrokenError(type(problem).__name__) from problem
        return opened.plaintext or b""


def _make(file: Path, passphrase: str) -> None:
    """Complete or not at all, and never over another one."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = ECKey.generate_key("P-256")
    descriptor, name = tempfile.mkstemp(dir=file.parent)
    try:
        with os.fdopen(descriptor, "wb") as written:
            written.write(made.as_pem(private=True, password=passphrase))
            written.flush()
            os.fsync(written.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(name, file)
    finally:
        Path(name).unlink()
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
