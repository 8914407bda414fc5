"""Reading credentials of other issuers: OB 3.0 in VC 2.0 and in VC 1.1, before anything in them is believed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .errors import Malformed
from .foreign_checks import id_of
from .ob3 import VC_CONTEXT
from .reading import Window, read_instant, types_of

VC1_CONTEXT = "https://www.w3.org/2018/credentials/v1"
_OB3_CONTEXT = re.compile(r"https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.[0-9]\.[0-9])?\.json")
_BADGE_TYPES = frozenset({"OpenBadgeCredential", "AchievementCredential"})
# Some systems write seven or nine digits of a second.
_LONG_FRACTION = re.compile(r"(\.\d{6})\d+")
_SUBJECT_NAMES = ("id", "identifier")


@dataclass(frozen=True, kw_only=True)
class Credential:
    """A credential whose members are where they belong; nothing in it is proven.

    Attributes:
        document: the credential itself, without the claims of a JWT around it.
        credential_id: None only for a status list.
        is_version_1: VC 1.1: `issuanceDate` and `expirationDate` instead of `validFrom` and `validUntil`.
    """

    document: dict[str, Any]
    issuer_id: str
    credential_id: str | None
    is_version_1: bool

    @property
    def types(self) -> set[str]:
        """Every type it names."""
        return set(types_of(self.document))

    @property
    def subject(self) -> dict[str, Any]:
        """The one subject."""
        subject: dict[str, Any] = self.document["credentialSubject"]
        return subject


def read_credential(document: dict[str, Any]) -> Credential:
    """Check what any verifiable credential has (VC Data Model 2.0 and 1.1, section 4).

    Raises:
        Malformed: another first context, no type, issuer or single subject.
    """
    contexts = document.get("@context")
    first = contexts[0] if isinstance(contexts, list) and contexts else contexts
    if first not in (VC_CONTEXT, VC1_CONTEXT) or "VerifiableCredential" not in types_of(document):
        raise Malformed("not a verifiable credential", code="credential_shape")
    issuer_id, credential_id = id_of(document.get("issuer")), document.get("id")
    if issuer_id is None or not isinstance(document.get("credentialSubject"), dict):
        raise Malformed("no issuer, or not one subject", code="credential_shape")
    if credential_id is not None and not isinstance(credential_id, str):
        raise Malformed("an id that is no text", code="credential_shape")
    is_version_1 = first == VC1_CONTEXT
    return Credential(document=document, issuer_id=issuer_id, credential_id=credential_id, is_version_1=is_version_1)


def check_badge(credential: Credential) -> None:
    """Check what an OpenBadgeCredential has besides (OB 3.0 data model, AchievementCredential).

    Raises:
        Malformed: no context or type of OB 3.0, no id, or a subject without identifier or achievement.
    """
    contexts = credential.document["@context"]
    second = contexts[1:] if isinstance(contexts, list) else []
    if not any(isinstance(context, str) and _OB3_CONTEXT.fullmatch(context) for context in second):
        raise Malformed("no context of OB 3.0", code="credential_shape")
    if not credential.types & _BADGE_TYPES or credential.credential_id is None:
        raise Malformed("not an OpenBadgeCredential, or without id", code="credential_shape")
    subject = credential.subject
    if not isinstance(subject.get("achievement"), dict) or not any(name in subject for name in _SUBJECT_NAMES):
        raise Malformed("a subject without achievement, or without id and identifier", code="credential_shape")


def read_window(credential: Credential) -> Window:
    """Return from when until when the credential is valid.

    Raises:
        Malformed: no beginning, or dates without zone.
    """
    document = credential.document
    begins, ends = ("issuanceDate", "expirationDate") if credential.is_version_1 else ("validFrom", "validUntil")
    return Window(
        begins_at=read_foreign_instant(document.get(begins)),
        ends_at=read_foreign_instant(document[ends]) if ends in document else None,
    )


def from_claims(claims: dict[str, Any]) -> dict[str, Any]:
    """Return the credential that the claims of a JWT hold: they are it, or, in VC 1.1, their `vc` claim holds it.

    A `vc` claim may leave out what the registered claims say (VC Data Model 1.1, section 6.3.1): it is filled in.

    Raises:
        Malformed: a `vc` claim that is no object, or claims that are no credential either.
    """
    if "vc" not in claims:
        return claims
    inner, subject = claims["vc"], {}
    if not isinstance(inner, dict) or "@context" in claims:
        raise Malformed("not one credential in the token", code="credential_shape")
    if isinstance(inner.get("credentialSubject"), dict):
        subject = inner["credentialSubject"]
    filled = {"issuer": claims.get("iss"), "id": claims.get("jti"), **inner}
    filled["credentialSubject"] = {"id": claims.get("sub"), **subject} if "sub" in claims else subject
    for member, claim in (("issuanceDate", "nbf"), ("expirationDate", "exp")):
        if member not in filled and type(claims.get(claim)) is int:
            filled[member] = _as_instant(claims[claim])
    return filled


def check_claims(claims: dict[str, Any], credential: Credential, window: Window) -> None:
    """Compare the five registered claims with what they repeat (OB 3.0, JSON Web Token proof format, verification).

    Only VC 1.1 may have a subject without id, and then no `sub`.

    Raises:
        Malformed: with the code `claims_mismatch`.
    """
    subject_id = credential.subject.get("id")
    pairs = [(claims.get("iss"), credential.issuer_id), (claims.get("jti"), credential.credential_id)]
    if not credential.is_version_1 or subject_id is not None or "sub" in claims:
        pairs.append((claims.get("sub"), subject_id))
    if any(not isinstance(claim, str) or claim != member for claim, member in pairs):
        raise Malformed("iss, jti or sub does not repeat the credential", code="claims_mismatch")
    if not _is_second(claims.get("nbf"), window.begins_at) or ("exp" in claims) != (window.ends_at is not None):
        raise Malformed("nbf or exp does not repeat the credential", code="claims_mismatch")
    if window.ends_at is not None and not _is_second(claims["exp"], window.ends_at):
        raise Malformed("exp does not repeat the end", code="claims_mismatch")


def read_foreign_instant(text: object) -> datetime:
    """Return an instant with time and zone; digits beyond a microsecond are dropped.

    Raises:
        Malformed: anything else.
    """
    return read_instant(_LONG_FRACTION.sub(r"\1", text) if isinstance(text, str) and len(text) < 50 else text)


def _as_instant(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError) as error:
        raise Malformed("no such instant", code="instant") from error


def _is_second(claim: object, instant: datetime) -> bool:
    # A boolean is an int for Python, and 1.0 equals 1: only a true integer repeats an instant.
    return type(claim) is int and claim == instant.timestamp()
