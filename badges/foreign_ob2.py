"""The documents behind an OB 2.0 badge of another issuer: assertion, BadgeClass, Profile.

Each is fetched from its own address and must name itself. Nothing that a badge carries along speaks for its issuer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .checks import Question
from .errors import Malformed
from .foreign_addresses import origin, split_plain
from .foreign_checks import Refused, Unknown, fetch_named, id_of, is_ours, one_or_many
from .foreign_credential import read_foreign_instant
from .published_keys import OB2_CONTEXT
from .reading import Window, types_of
from .report import Reason

_OLD_CONTEXTS = frozenset({"https://w3id.org/openbadges/v1"})


@dataclass(frozen=True, kw_only=True)
class Verification:
    """How an assertion says it is to be verified."""

    is_hosted: bool
    creator: str | None


def check_context(document: dict[str, Any]) -> None:
    """Refuse a document that is not of OB 2.0.

    Raises:
        Unknown: an older version.
        Malformed: anything else.
    """
    contexts = [item for item in one_or_many(document.get("@context")) if isinstance(item, str)]
    if OB2_CONTEXT in contexts:
        return
    if _OLD_CONTEXTS & set(contexts):
        raise Unknown(Reason.NOT_SUPPORTED, "a badge older than 2.0")
    raise Malformed("not the context of OB 2.0", code="assertion_shape")


def read_assertion(document: dict[str, Any]) -> Verification:
    """Check the shape of an assertion (OB 2.0, Assertion).

    Raises:
        Unknown: an older version of the standard.
        Malformed: another context or type, or a required member is missing.
    """
    check_context(document)
    if "Assertion" not in types_of(document) or not isinstance(document.get("id"), str):
        raise Malformed("not an assertion with an id", code="assertion_shape")
    recipient, verification = document.get("recipient"), document.get("verification")
    if not isinstance(recipient, dict) or not isinstance(recipient.get("identity"), str):
        raise Malformed("an assertion needs its recipient", code="assertion_shape")
    if not isinstance(verification, dict) or not isinstance(document.get("badge"), str | dict):
        raise Malformed("an assertion needs verification and badge", code="assertion_shape")
    kinds = types_of(verification)
    is_hosted = bool({"HostedBadge", "hosted"} & set(kinds))
    if is_hosted == bool({"SignedBadge", "signed"} & set(kinds)):
        raise Malformed("neither hosted nor signed", code="assertion_shape")
    return Verification(is_hosted=is_hosted, creator=id_of(verification.get("creator")))


def read_assertion_window(document: dict[str, Any]) -> Window:
    """Return the validity of an assertion.

    Raises:
        Malformed: dates without time or zone, or one that ends before it begins.
    """
    ends_at = read_foreign_instant(document["expires"]) if document.get("expires") is not None else None
    window = Window(begins_at=read_foreign_instant(document.get("issuedOn")), ends_at=ends_at)
    if ends_at is not None and ends_at < window.begins_at:
        raise Malformed("it ends before it begins", code="assertion_shape")
    return window


def find_badge_class(badge: object, question: Question) -> dict[str, Any]:
    """Return the BadgeClass an assertion names (OB 2.0, BadgeClass).

    One without an address of its own is part of the assertion, and as good as that.

    Raises:
        Unreachable: nothing to be had at its address.
        Refused: it is ours, and so the badge would have to be; or it does not name its own address.
        Malformed: not a BadgeClass, or without issuer.
    """
    address = id_of(badge)
    if address is not None and origin(address) is not None:
        _refuse_ours(address, question)
        badge = fetch_named(address, question)
        check_context(badge)
    if not isinstance(badge, dict) or "BadgeClass" not in types_of(badge):
        raise Malformed("not a BadgeClass", code="badge_class_shape")
    if not isinstance(badge.get("name"), str) or id_of(badge.get("issuer")) is None:
        raise Malformed("a BadgeClass needs its name and issuer", code="badge_class_shape")
    return badge


def find_profile(badge_class: dict[str, Any], question: Question) -> dict[str, Any]:
    """Return the Profile that the BadgeClass names, as its own address serves it (OB 2.0, Profile).

    Raises:
        Unreachable: nothing to be had at its address.
        Unknown: its id is not an address, so that nobody can ask it.
        Refused: it is one of ours, or does not name its own address.
        Malformed: not a Profile.
    """
    address = id_of(badge_class.get("issuer")) or ""
    _refuse_ours(address, question)
    if origin(address) is None:
        raise Unknown(Reason.NOT_SUPPORTED, "the issuer has no address to ask")
    profile = fetch_named(address, question)
    check_context(profile)
    if not {"Profile", "Issuer"} & set(types_of(profile)) or not isinstance(profile.get("name"), str):
        raise Malformed("not the Profile of an issuer", code="profile_shape")
    _refuse_ours(profile["id"], question)
    return profile


def check_scope(address: str, profile: dict[str, Any]) -> None:
    """Refuse a hosted assertion that lies where its issuer does not publish (OB 2.0, HostedBadge and Profile).

    The Profile may say where: `startsWith` and `allowedOrigins`. Otherwise it is the Profile's own authority.

    Raises:
        Refused: outside of it, so that anybody may have put it there.
    """
    verification = profile.get("verification")
    scope = verification if isinstance(verification, dict) else {}
    prefixes = [item for item in one_or_many(scope.get("startsWith")) if isinstance(item, str)]
    hosts = [item for item in one_or_many(scope.get("allowedOrigins")) if isinstance(item, str)]
    if prefixes or hosts:
        holds = any(_starts_with(address, prefix) for prefix in prefixes) if prefixes else True
        holds = holds and (_authority(address) in hosts if hosts else True)
    else:
        holds = origin(address) == origin(profile["id"])
    if not holds:
        raise Refused(Reason.ISSUER_NOT_PROVEN, "the issuer does not publish badges at this address")


def _starts_with(address: str, prefix: str) -> bool:
    # Compared as text alone, https://good.example would also begin https://good.example.evil.test.
    return origin(prefix) is not None and origin(address) == origin(prefix) and address.startswith(prefix)


def _authority(address: str) -> str | None:
    """Return host and, unless it is the usual one, port: what `allowedOrigins` lists."""
    parts = split_plain(address)
    if parts is None:
        return None
    return urlsplit(address).netloc.removesuffix(":443" if parts.scheme == "https" else ":80")


def _refuse_ours(address: str, question: Question) -> None:
    if is_ours(address, question):
        raise Refused(Reason.ISSUER_NOT_PROVEN, "it names an issuer of ours, but we did not issue it")
