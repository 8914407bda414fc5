"""What may go wrong by the rules of the trade, as opposed to by a mistake in the program."""

from typing import Any


class DomainError(Exception):
    """A rule of the trade was not met; the person is told what to do instead.

    `code` names the rule (`workshops.full`); the web owns one table of messages, keyed by it. `details` fill the
    message's holes and never hold personal data that the reader may not see.
    """

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class SettingsError(RuntimeError):
    """The installation is not set up in a way that is safe to start; the text says what to set."""
