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


class ContextUnknown(BadgeError):
    """A JSON-LD context that is not held here: what the document says could not be told, so it proves nothing."""

    code = "context_unknown"


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


class Unreachable(BadgeError):
    """What an address should answer could not be had: nobody can tell, which is neither valid nor not valid."""

    code = "unreachable"


class Gone(Unreachable):
    """The address answers 410: what was there was taken away on purpose (OB 2.0, HostedBadge).

    Attributes:
        body: what came with the answer, perhaps empty.
    """

    code = "gone"

    def __init__(self, message: str, *, body: bytes = b"") -> None:
        super().__init__(message)
        self.body = body
