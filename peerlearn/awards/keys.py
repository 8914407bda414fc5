"""Private keys as files, and the one place that reads them.

One encrypted file a key, `<data>/keys/<name>.pem`, mode 0600, named after the key itself: a file that holds another
key than its name says is found out without a database. Only the signing step and the trial at start read them.
"""

from dataclasses import dataclass, field
from pathlib import Path

import badges
from peerlearn.awards.documents import verification_key
from peerlearn.awards.models import IssuerKey
from peerlearn.core.errors import DomainError, SettingsError
from peerlearn.core.settings import Settings


@dataclass(frozen=True)
class KeyFolder:
    """Where the private keys lie, and what opens them."""

    folder: Path
    passphrase: str = field(repr=False)

    @classmethod
    def of(cls, settings: Settings) -> "KeyFolder":
        """The folder of this installation."""
        return cls(settings.data_dir / "keys", settings.keys_passphrase)

    def keep(self, key: badges.SigningKey) -> None:
        """Write a new private key, complete or not at all.

        Raises:
            DomainError: `awards.key_not_kept` with `problem`.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            badges.write_signing_key(self._file(key.kid), key, passphrase=self.passphrase)
        except (badges.KeyFileError, OSError) as problem:
            raise DomainError("awards.key_not_kept", problem=str(problem)) from problem

    def read(self, key: IssuerKey) -> badges.SigningKey:
        """The private half of a stored key, after it signed a trial text.

        Raises:
            DomainError: `awards.no_key`; the file is left as it was.
        """
        expected = verification_key(key)
        try:
            return badges.read_signing_key(
                self._file(key.kid), passphrase=self.passphrase, kid=key.kid, expected=expected
            )
        except badges.KeyFileError as problem:
            raise DomainError("awards.no_key") from problem

    def try_all(self) -> None:
        """Let every key sign a trial text.

        Raises:
            SettingsError: a file is half-written, unreadable, or holds another key; it is left as it was.
        """
        for file in sorted(self.folder.glob("*.pem")) if self.folder.is_dir() else ():
            try:
                key = badges.read_signing_key(file, passphrase=self.passphrase, kid=file.stem)
            except badges.KeyFileError as problem:
                raise SettingsError(f"a signing key cannot be used: {problem}") from problem
            if badges.key_name(key.private_key.public_key()) != file.stem:
                raise SettingsError(f"a signing key cannot be used: {file} holds another key than its name says")

    def _file(self, kid: str) -> Path:
        return self.folder / f"{kid.rpartition('#')[2]}.pem"
