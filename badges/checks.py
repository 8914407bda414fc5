"""The checks that every form of our own badges shares."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple, NoReturn

from .errors import Malformed, RegisterUnavailable, TooLarge
from .keys import KeyState, VerificationKey
from .reading import Window
from .report import Findings, Reason
from .trust import Registered, RegisterState, Resolve, Trust

# Two machines never quite agree on the time; an expiry is not stretched.
_CLOCK_SKEW = timedelta(seconds=60)
_MAX_KID = 1_000
# What our keys sign beside badges; whoever writes both kinds into one document made it by hand.
_BESIDE, _BADGES = {"BitstringStatusListCredential", "EndorsementCredential"}, {"OpenBadgeCredential", "Assertion"}


class Stop(Exception):  # noqa: N818 - not an error: the rest of the checks makes no sense
    """The badge stops here; what was found so far is in the findings."""


class Question(NamedTuple):
    """What the caller of `verify` believes, and when it is."""

    resolve: Resolve | None
    trust: Trust
    now: datetime


def is_beside(types: Collection[str]) -> bool:
    """Tell whether it calls itself what our keys sign beside badges, and no badge."""
    return not _BESIDE.isdisjoint(types) and _BADGES.isdisjoint(types)


def find_registered(credential_id: str, question: Question, findings: Findings) -> Registered:
    """Return the register's entry, or stop: what it does not know is not valid."""
    try:
        registered = question.trust.find_registered(credential_id)
    except RegisterUnavailable as error:
        stop_unknown(findings, "register", Reason.STATUS_UNKNOWN, str(error))
    if registered is None or registered.credential_id != credential_id:
        stop(findings, "register", Reason.NOT_IN_REGISTER, "the register does not know this badge")
    findings.registered = registered
    return registered


def find_key(kid: object, question: Question, findings: Findings) -> VerificationKey | None:
    """Return the stored key with exactly this kid; None when there is none, or it is no kid at all."""
    if not isinstance(kid, str) or len(kid) > _MAX_KID:
        return None
    try:
        key = question.trust.find_key(kid)
    except RegisterUnavailable as error:
        stop_unknown(findings, "key", Reason.STATUS_UNKNOWN, str(error))
    return key if key is not None and key.kid == kid else None


def check_compromise(key: VerificationKey | None, registered: Registered, findings: Findings) -> None:
    """A stolen key counts only for what the register held before it was stolen.

    An edition counts in all of its forms or in none: the key of this form may be safe (a hosted one has none) and
    another's not.
    """
    if registered.is_void:
        findings.failed("compromise", Reason.KEY_COMPROMISED, "registered after one of its keys was compromised")
    elif key is not None and key.state is KeyState.COMPROMISED and _is_since(key, registered):
        findings.failed("compromise", Reason.KEY_COMPROMISED, "registered after its key was compromised")
    else:
        findings.passed("compromise")


def _is_since(key: VerificationKey, registered: Registered) -> bool:
    return key.compromised_since is None or registered.registered_at >= key.compromised_since


def check_dates(window: Window, question: Question, findings: Findings) -> None:
    """Judge the validity with the caller's clock."""
    if question.now + _CLOCK_SKEW < window.begins_at:
        findings.failed("dates", Reason.NOT_YET_VALID, "its validity has not begun")
    elif window.ends_at is not None and question.now > window.ends_at:
        findings.failed("dates", Reason.EXPIRED, "its validity has ended")
    else:
        findings.passed("dates")


def check_status(registered: Registered, findings: Findings) -> None:
    """Judge the register's state; it is the only status that counts for our own badges."""
    match registered.state:
        case RegisterState.ISSUED:
            findings.passed("status")
        case RegisterState.SUSPENDED:
            findings.failed("status", Reason.SUSPENDED, registered.reason)
        case RegisterState.REVOKED:
            findings.failed("status", Reason.REVOKED, registered.reason)


def stop(findings: Findings, name: str, reason: Reason, detail: str) -> NoReturn:
    """Note a failed check that makes the rest pointless."""
    findings.failed(name, reason, detail)
    raise Stop


def stop_unknown(findings: Findings, name: str, reason: Reason, detail: str) -> NoReturn:
    """Note a check nobody can make, without which the rest is pointless."""
    findings.not_possible(name, reason, detail)
    raise Stop


def reason_of(error: Malformed) -> Reason:
    """Return the reason that a reading error stands for."""
    if isinstance(error, TooLarge):
        return Reason.TOO_LARGE
    return Reason.CLAIMS_MISMATCH if error.code == "claims_mismatch" else Reason.MALFORMED
