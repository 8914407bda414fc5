"""What a verification answers: named steps in order, and a verdict that follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any

from .trust import Registered


class Verdict(StrEnum):
    """The one line for the reader."""

    VALID = "valid"
    NOT_VALID = "not_valid"
    COULD_NOT_BE_CHECKED = "could_not_be_checked"


class Outcome(StrEnum):
    """How one check ended."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_POSSIBLE = "not_possible"


class Reason(StrEnum):
    """Why a check ended so. A promise to other programs: add, never rename."""

    OK = "ok"
    NOT_REACHED = "not_reached"
    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    NOTHING_INSIDE = "nothing_inside"
    NOT_SUPPORTED = "not_supported"
    NOT_SIGNED = "not_signed"
    ALGORITHM_NOT_ALLOWED = "algorithm_not_allowed"
    HEADER_NOT_ALLOWED = "header_not_allowed"
    ISSUER_UNKNOWN = "issuer_unknown"
    ISSUER_NOT_PROVEN = "issuer_not_proven"
    ALTERED = "altered"
    CLAIMS_MISMATCH = "claims_mismatch"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    NOT_IN_REGISTER = "not_in_register"
    KEY_COMPROMISED = "key_compromised"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    STATUS_UNKNOWN = "status_unknown"
    MIXED_BADGES = "mixed_badges"
    UNREACHABLE = "unreachable"
    CONTEXT_UNKNOWN = "context_unknown"
    RECIPIENT_NOT_MATCHED = "recipient_not_matched"


class Recipient(StrEnum):
    """Whether the badge was given to whom somebody asked about; apart from whether it is valid."""

    NOT_ASKED = "not_asked"
    MATCHED = "matched"
    NOT_MATCHED = "not_matched"


@dataclass(frozen=True)
class Check:
    """One step. `detail` is English, for logs; screens translate `reason`."""

    name: str
    outcome: Outcome
    reason: Reason = Reason.OK
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Report:
    """The answer of `verify`.

    Attributes:
        checks: every step of this form of badge, in order; those after a stop are not possible,
            `not_reached`.
        form: `ob3_jwt`, `ob3_di`, `ob2_signed` or `ob2_hosted`; None when it was none of them.
        credential_id: as the document says; proven only with `contents`.
        contents: what the badge says, only when it is proven to be what was issued.
        registered: our own register's entry, when there is one.
        recipient: the answer to `recipient`, if it was given and the contents are proven.
        issuer_id: of another issuer, once its own publication proved the key: a DID or an address.
        issuer_host: the host that vouches for that issuer; None for a `did:key`, which proves that nothing was
            altered and not who it is. Names inside a badge are what its issuer calls itself: show the host.
        is_beside: it calls itself what our keys sign beside badges, and no register holds: a list of withdrawals, an
            endorsement.
        is_rewritten: it carries a signature that the register holds, in bytes that it does not. Whoever has a badge can
            write that, without any key.
        linked: of another issuer's OB 2.0 badge, the documents its addresses served: `badge_class` and `profile`.
    """

    checks: tuple[Check, ...]
    form: str | None = None
    credential_id: str | None = None
    contents: Mapping[str, Any] | None = field(default=None, repr=False)
    registered: Registered | None = None
    recipient: Recipient = Recipient.NOT_ASKED
    issuer_id: str | None = None
    issuer_host: str | None = None
    is_beside: bool = False
    is_rewritten: bool = False
    linked: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)

    @property
    def verdict(self) -> Verdict:
        """Not valid as soon as a check failed; valid only when every check passed."""
        outcomes = {check.outcome for check in self.checks}
        if Outcome.FAILED in outcomes:
            return Verdict.NOT_VALID
        if outcomes == {Outcome.PASSED}:
            return Verdict.VALID
        return Verdict.COULD_NOT_BE_CHECKED

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every reason for doubt, in the order of the checks; empty for a valid badge."""
        quiet = (Reason.OK, Reason.NOT_REACHED)
        return tuple(check.reason for check in self.checks if check.reason not in quiet)

    @property
    def raises_alarm(self) -> bool:
        """A stored key of ours signed something the register does not hold: the key may be stolen.

        What fails before the register is asked counts too: everything in the register passes so far, and the first
        forgeries of a thief are clumsy. A register that does not answer raises no alarm, nor does a badge of ours that
        somebody wrote otherwise: an alarm that anybody can raise would soon be heard by nobody.
        """
        outcomes = {check.name: check for check in self.checks}
        signature, register = outcomes.get("signature"), outcomes.get("register")
        if signature is None or register is None or signature.outcome is not Outcome.PASSED:
            return False
        if self.is_beside or self.is_rewritten:
            return False
        return register.outcome is Outcome.FAILED or register.reason is Reason.NOT_REACHED

    def as_json(self) -> dict[str, Any]:
        """Return the report for other programs: `verdict`, and `checks` with name, outcome and reason."""
        return {
            "verdict": self.verdict.value,
            "checks": [
                {"name": check.name, "outcome": check.outcome.value, "reason": check.reason.value}
                for check in self.checks
            ],
        }


class Findings:
    """Collects the checks of one form of badge, which names all of them beforehand."""

    def __init__(self, form: str | None, names: tuple[str, ...]) -> None:
        self.form = form
        self._names = names
        # None for what passed: most do, and only a report that has to show them needs their checks.
        self._checks: dict[str, Check | None] = {}
        self._in_doubt = False
        self.credential_id: str | None = None
        self.contents: Mapping[str, Any] | None = None
        self.registered: Registered | None = None
        self.issuer_id: str | None = None
        self.issuer_host: str | None = None
        self.is_beside = False
        self.is_rewritten = False
        self.linked: dict[str, Mapping[str, Any]] = {}

    def passed(self, name: str) -> None:
        """Note that the check went well."""
        self._checks[name] = None

    def failed(self, name: str, reason: Reason, detail: str) -> None:
        """Note that the badge is not valid."""
        self._in_doubt = True
        self._checks[name] = Check(name, Outcome.FAILED, reason, detail)

    def not_possible(self, name: str, reason: Reason, detail: str) -> None:
        """Note that nobody can tell."""
        self._in_doubt = True
        self._checks[name] = Check(name, Outcome.NOT_POSSIBLE, reason, detail)

    def report(self) -> Report:
        """Return all checks in order; those never reached say so."""
        found = self._checks
        # Names, not their number: a check noted under a wrong name must not stand for the one that was left out.
        if not self._in_doubt and tuple(found) == self._names:
            checks = _all_passed(self._names)
        else:
            checks = tuple([_ended(name, found) for name in self._names])
        return Report(
            checks=checks,
            form=self.form,
            credential_id=self.credential_id,
            contents=self.contents,
            registered=self.registered,
            issuer_id=self.issuer_id,
            issuer_host=self.issuer_host,
            is_beside=self.is_beside,
            is_rewritten=self.is_rewritten,
            linked=self.linked,
        )


def _ended(name: str, found: Mapping[str, Check | None]) -> Check:
    return (found[name] or _passed(name)) if name in found else _not_reached(name)


# Most checks end like this, and there are a dozen names.
@lru_cache(maxsize=64)
def _passed(name: str) -> Check:
    return Check(name, Outcome.PASSED)


@lru_cache(maxsize=64)
def _not_reached(name: str) -> Check:
    return Check(name, Outcome.NOT_POSSIBLE, Reason.NOT_REACHED)


@lru_cache(maxsize=64)
def _all_passed(names: tuple[str, ...]) -> tuple[Check, ...]:
    return tuple(_passed(name) for name in names)
