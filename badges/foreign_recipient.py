"""Was this badge given to the person who shows it? Asked apart, and only when somebody asks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import md5, sha256
from hmac import compare_digest
from typing import Any

from .foreign_checks import one_or_many
from .report import Check, Outcome, Reason, Recipient, Report

_EMAIL = re.compile(r"[^@\s:/]+@[^@\s:/]+")
_HASHED = re.compile(r"(sha256|md5)\$")
_EMAIL_TYPES = frozenset({"email", "emailAddress"})
_MOST_IDENTIFIERS = 20


def with_recipient(report: Report, recipient: str | None) -> Report:
    """Return the report with the answer about the recipient (OB 2.0, IdentityObject; OB 3.0, "Verify the Recipient").

    Args:
        recipient: e-mail address, DID, URN or other identifier that somebody gives as theirs. None: not asked, and
            then the report stays as it was.
    """
    if recipient is None:
        return report
    name = "recipient"
    if report.contents is None:
        check = Check(name, Outcome.NOT_POSSIBLE, Reason.NOT_REACHED, "nothing in it is proven")
        return replace(report, checks=(*report.checks, check))
    if any(_matches(identity, recipient) for identity in _identities(report.contents)):
        return replace(report, checks=(*report.checks, Check(name, Outcome.PASSED)), recipient=Recipient.MATCHED)
    check = Check(name, Outcome.FAILED, Reason.RECIPIENT_NOT_MATCHED, "given to somebody else, or it does not say")
    return replace(report, checks=(*report.checks, check), recipient=Recipient.NOT_MATCHED)


def _identities(contents: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield who a proven badge says it was given to, in the words of OB 2.0: type, identity, salt."""
    if isinstance(contents.get("recipient"), dict):
        yield contents["recipient"]
    subject = contents.get("credentialSubject")
    if not isinstance(subject, dict):
        return
    if isinstance(subject.get("id"), str):
        yield {"type": "id", "identity": subject["id"]}
    for entry in one_or_many(subject.get("identifier"))[:_MOST_IDENTIFIERS]:
        if isinstance(entry, dict):
            renamed = {"type": entry.get("identityType"), "identity": entry.get("identityHash")}
            yield {**entry, **renamed}


def _matches(identity: dict[str, Any], recipient: str) -> bool:
    stated, salt = identity.get("identity"), identity.get("salt")
    is_email = bool(_EMAIL.fullmatch(recipient.strip()))
    if not isinstance(stated, str) or not isinstance(salt, str | None):
        return False
    # A name that happens to equal an address is no address: each kind is compared with its own.
    kinds = {kind for kind in one_or_many(identity.get("type")) if isinstance(kind, str)}
    if is_email != bool(kinds & _EMAIL_TYPES):
        return False
    if isinstance(identity.get("hashed"), bool) and identity["hashed"] != bool(_HASHED.match(stated)):
        # It says one thing and is another: an error of the issuer, never a match.
        return False
    return any(_equal(stated, spelling, salt or "") for spelling in _spellings(recipient, is_email=is_email))


def _spellings(recipient: str, *, is_email: bool) -> set[str]:
    """Return the text as given, trimmed, and for an address in lower case: issuers hashed any of these."""
    trimmed = recipient.strip()
    return {recipient, trimmed, trimmed.lower()} if is_email else {recipient, trimmed}


def _equal(stated: str, spelling: str, salt: str) -> bool:
    salted = (spelling + salt).encode(errors="replace")
    kind, _, digest = stated.partition("$")
    if kind == "sha256":
        return compare_digest(digest.lower().encode(errors="replace"), sha256(salted).hexdigest().encode())
    if kind == "md5":
        # Old badges have it; it is read and never written.
        expected = md5(salted, usedforsecurity=False).hexdigest()
        return compare_digest(digest.lower().encode(errors="replace"), expected.encode())
    return stated.strip() == spelling or ("@" in spelling and stated.strip().lower() == spelling.lower())
