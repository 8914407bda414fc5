# ruff: noqa: N818  (the names say what happened; `except Malformed` reads as a sentence)
"""What can go wrong, as one small tree.

Every error carries a `code` for machines; its text is English, for developers, and never repeats untrusted
input. A verification never raises these: `badges.verify` turns them into a report.
"""

from __future__ import annotations


class BadgeError(Exception):
    """Root of everything this library raises on purpose."""

    code = "badge_error"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code


class Malformed(BadgeError):
    """What was given is not a well-formed document of its kind."""

    code = "malformed"


class TooLarge(Malformed):
    """Larger than the caps set for untrusted input; it was not looked at any further."""

    code = "too_large"


class SignatureInvalid(BadgeError):
    """The stored key did not sign these bytes."""

    code = "signature_invalid"


class ContentRefused(BadgeError):
    """What we were asked to issue would break the standard or a promise of ours."""

    code = "content_refused"


class ArtworkRefused(ContentRefused):
    """The picture would not be legible: contrast, length of the text, or letters the fonts lack."""

    code = "artwork_refused"


class InvalidKey(BadgeError):
    """A public key, its identifier or its state cannot be used."""

    code = "invalid_key"


class KeyFileError(BadgeError):
    """A private key file cannot be used. The file is left as it was found."""

    code = "key_file_error"


class KeyFileExists(KeyFileError):
    """There is a file at that place already; a key is never overwritten."""

    code = "key_file_exists"


class RegisterUnavailable(BadgeError):
    """A `Trust` cannot answer now: the status is then unknown, never good."""

    code = "register_unavailable"
