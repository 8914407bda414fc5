"""Open Badges 2.0: the documents behind hosted addresses, and the signed assertion.

The `id` inside each document is the address that serves it, byte for byte: validators compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from . import jws, strict_json
from .addresses import check_http
from .errors import InvalidKey
from .keys import Algorithm, SigningKey
from .model import Achievement, Alignment, Award, Evidence, Issuer, in_zulu
from .published_keys import OB2_CONTEXT


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """One entry of a revocation list: the id of an assertion and, when given, why."""

    assertion_id: str
    reason: str | None = None


def profile(issuer: Issuer, *, public_keys: Sequence[str] = ()) -> dict[str, Any]:
    """Return the issuer's Profile (OB 2.0, Profile).

    No `verification` is declared: hosted badges are then in scope on the same authority as this document.

    Args:
        public_keys: addresses of CryptographicKey documents, for signed badges.
    """
    return _present(
        {
            "@context": OB2_CONTEXT,
            "type": "Issuer",
            "id": issuer.address,
            "name": issuer.name,
            "url": issuer.url,
            "email": issuer.email,
            "description": issuer.description,
            "image": issuer.image_url,
            "publicKey": list(public_keys),
            "revocationList": issuer.revocation_list,
        }
    )


def badge_class(achievement: Achievement, *, issuer: Issuer) -> dict[str, Any]:
    """Return the BadgeClass (OB 2.0, BadgeClass). The issuer is a link, so that it has to be fetched."""
    return _present(
        {
            "@context": OB2_CONTEXT,
            "type": "BadgeClass",
            "id": achievement.ob2_id,
            "name": achievement.name,
            "description": achievement.description,
            "image": achievement.image_url,
            "criteria": _present({"id": achievement.criteria_url, "narrative": achievement.criteria}),
            "issuer": issuer.address,
            "alignment": [_alignment(item) for item in achievement.alignments],
            "tags": list(achievement.tags),
            "version": achievement.version,
        }
    )


def hosted_assertion(award: Award, *, image_url: str | None = None) -> dict[str, Any]:
    """Return the hosted Assertion (OB 2.0, Assertion and HostedBadge).

    The recipient is the urn of the award, in clear: a hash of an e-mail address with a public salt can be
    guessed. The standard has no place for a name.

    Args:
        image_url: the address of the baked picture of this award (a data URI is not allowed here).
    """
    if image_url is not None:
        check_http(image_url, what="image of the assertion")
    return _present(
        {
            "@context": OB2_CONTEXT,
            "type": "Assertion",
            "id": award.assertion_url,
            "recipient": {"type": "id", "hashed": False, "identity": award.award_id.urn},
            "badge": award.achievement.ob2_id,
            "verification": {"type": "HostedBadge"},
            "issuedOn": in_zulu(award.issued_at),
            "expires": in_zulu(award.expires_at) if award.expires_at else None,
            "image": image_url,
            "evidence": [_evidence(item) for item in award.evidence],
        }
    )


def signed_assertion(award: Award, *, key_url: str, image_url: str | None = None) -> dict[str, Any]:
    """Return the Assertion to be signed (OB 2.0, SignedBadge): the same award, known by its urn instead of an address.

    Args:
        key_url: the address of the CryptographicKey; the reference validator finds the key by nothing else.
        image_url: as for `hosted_assertion`.
    """
    check_http(key_url, what="address of the key")
    return {
        **hosted_assertion(award, image_url=image_url),
        "id": award.credential_id.urn,
        "verification": {"type": "SignedBadge", "creator": key_url},
    }


def sign_assertion(award: Award, key: SigningKey, *, key_url: str, image_url: str | None = None) -> str:
    """Return the signed Assertion as compact JWS (OB 2.0, SignedBadge; RS256, which every reader of 2.0 knows).

    Raises:
        InvalidKey: another kind of key.
    """
    if key.algorithm is not Algorithm.RS256:
        raise InvalidKey("OB 2.0 is signed with RS256")
    return jws.sign(strict_json.write(signed_assertion(award, key_url=key_url, image_url=image_url)), key)


def revoked_assertion(assertion_url: str, *, reason: str | None = None) -> dict[str, Any]:
    """Return the body to send with 410 Gone (OB 2.0, HostedBadge).

    The reference validator looks neither at 410 nor at `revoked`: the body lacks the required members on
    purpose, so that the badge fails there too.
    """
    return _present(
        {
            "@context": OB2_CONTEXT,
            "type": "Assertion",
            "id": assertion_url,
            "revoked": True,
            "revocationReason": reason,
        }
    )


def revocation_list(address: str, *, issuer: Issuer, withdrawals: Iterable[Withdrawal]) -> dict[str, Any]:
    """Return the RevocationList (OB 2.0, Revocation List), each id once, in the order given.

    Two entries that were never badges come first: with exactly one entry, the reference validator sees none.
    """
    revoked: dict[str, dict[str, Any]] = {}
    for number in (1, 2):
        spare = uuid5(NAMESPACE_URL, f"{address}#spare-{number}").urn
        revoked[spare] = {"id": spare, "revocationReason": "Never issued: keeps this list readable."}
    for withdrawal in withdrawals:
        entry = {"id": withdrawal.assertion_id, "revocationReason": withdrawal.reason}
        revoked[withdrawal.assertion_id] = _present(entry)
    return {
        "@context": OB2_CONTEXT,
        "type": "RevocationList",
        "id": address,
        "issuer": issuer.address,
        "revokedAssertions": list(revoked.values()),
    }


def _alignment(alignment: Alignment) -> dict[str, Any]:
    return _present(
        {
            "targetName": alignment.name,
            "targetUrl": alignment.url,
            "targetCode": alignment.code,
            "targetFramework": alignment.framework,
            "targetDescription": alignment.description,
        }
    )


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return _present(
        {
            "id": evidence.url,
            "type": "Evidence",
            "name": evidence.name,
            "narrative": evidence.narrative,
            "genre": evidence.genre,
        }
    )


def _present(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None and value != []}
