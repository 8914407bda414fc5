"""What one forgery is, how it is handed in, and what has to be said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import badges
from badges import Reason, Verdict
from tests.badges.foreign_site import NOW, Web
from tests.badges.specimen import trust


@dataclass(frozen=True, kw_only=True)
class Handed:
    """A document on the table of a verifier, and what that verifier believes."""

    document: bytes | str
    trust: badges.Trust = field(default_factory=trust)
    web: Web | None = None
    now: datetime = NOW
    recipient: str | None = None

    def verified(self) -> badges.Report:
        """Ask as the application would."""
        return badges.verify(self.document, resolve=self.web, trust=self.trust, now=self.now, recipient=self.recipient)


@dataclass(frozen=True)
class Case:
    """One attack. `check` is the first that fails (or cannot be made), with exactly this reason."""

    name: str
    make: Callable[[], Handed]
    reason: Reason
    check: str
    verdict: Verdict = Verdict.NOT_VALID


@dataclass(frozen=True)
class Honest:
    """What the attacks of a family deform, through the same builder: it is accepted."""

    name: str
    make: Callable[[], Handed]


@dataclass(frozen=True)
class Family:
    """The attacks of one kind."""

    name: str
    honest: tuple[Honest, ...]
    cases: tuple[Case, ...]


def unknown(name: str, make: Callable[[], Handed], reason: Reason, check: str) -> Case:
    """A case about which nobody can tell: not a refusal, and never valid."""
    return Case(name, make, reason, check, Verdict.COULD_NOT_BE_CHECKED)
