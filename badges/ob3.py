"""Open Badges 3.0: the credential, and the documents its addresses serve.

Arrays stand where 1EdTech's strict schema wants them, absent values are left out, and only terms that the two
contexts define are used: a reader in safe mode refuses any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import jws, strict_json
from .keys import SigningKey
from .model import Achievement, Alignment, Award, Endorsement, Evidence, Issuer, StatusEntry, in_zulu

VC_CONTEXT = "https://www.w3.org/ns/credentials/v2"
OB3_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


def sign_credential(award: Award, key: SigningKey) -> str:
    """Return the award as compact JWS (OB 3.0, JSON Web Token proof format)."""
    return jws.sign(strict_json.write(jwt_payload(award)), key)


def jwt_payload(award: Award) -> dict[str, Any]:
    """Return the credential with the five claims that repeat it (OB 3.0, JSON Web Token proof format).

    The payload is the credential itself; the `vc` claim belongs to VC 1.1.
    """
    body = credential(award)
    return with_jwt_claims(body, subject_id=body["credentialSubject"]["id"], award=award)


def with_jwt_claims(body: dict[str, Any], *, subject_id: str, award: Award) -> dict[str, Any]:
    """Return `body` with iss, jti, sub, nbf and, when it expires, exp, equal to what they repeat."""
    claims: dict[str, Any] = {
        "iss": body["issuer"]["id"],
        "jti": body["id"],
        "sub": subject_id,
        "nbf": int(award.issued_at.timestamp()),
    }
    if award.expires_at is not None:
        claims["exp"] = int(award.expires_at.timestamp())
    return {**body, **claims}


def credential(award: Award) -> dict[str, Any]:
    """Return the OpenBadgeCredential without any proof (OB 3.0 data model, AchievementCredential)."""
    achievement = award.achievement
    return _present(
        {
            "@context": [VC_CONTEXT, OB3_CONTEXT],
            "id": award.credential_id.urn,
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": achievement.name,
            "description": achievement.description,
            "image": _image(achievement.image_url),
            "issuer": _issuer(award.issuer),
            "validFrom": in_zulu(award.issued_at),
            "validUntil": in_zulu(award.expires_at) if award.expires_at else None,
            "awardedDate": in_zulu(award.awarded_at),
            "credentialSubject": _subject(award),
            "evidence": [_evidence(item) for item in award.evidence],
            "credentialStatus": _status(award.status) if award.status else None,
        }
    )


def endorsement(endorsed: Endorsement) -> dict[str, Any]:
    """Return the EndorsementCredential without any proof (OB 3.0 data model, EndorsementCredential)."""
    return _present(
        {
            "@context": [VC_CONTEXT, OB3_CONTEXT],
            "id": endorsed.endorsement_id.urn,
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": endorsed.name,
            "issuer": _issuer(endorsed.issuer),
            "validFrom": in_zulu(endorsed.issued_at),
            "credentialSubject": {
                "id": endorsed.subject_id,
                "type": ["EndorsementSubject"],
                "endorsementComment": endorsed.comment,
            },
            "credentialStatus": _status(endorsed.status) if endorsed.status else None,
        }
    )


def sign_endorsement(endorsed: Endorsement, key: SigningKey) -> str:
    """Return the endorsement as compact JWS (OB 3.0, JSON Web Token proof format)."""
    claims = {
        "iss": endorsed.issuer.did,
        "jti": endorsed.endorsement_id.urn,
        "sub": endorsed.subject_id,
        "nbf": int(endorsed.issued_at.timestamp()),
    }
    return jws.sign(strict_json.write({**endorsement(endorsed), **claims}), key)


def issuer_profile(issuer: Issuer) -> dict[str, Any]:
    """Return the Profile document of the issuer (OB 3.0 data model, Profile)."""
    return {"@context": [VC_CONTEXT, OB3_CONTEXT], **_issuer(issuer)}


def achievement_document(achievement: Achievement) -> dict[str, Any]:
    """Return the document that the achievement's own id serves (OB 3.0 data model, Achievement)."""
    return {"@context": [VC_CONTEXT, OB3_CONTEXT], **_achievement(achievement)}


def _subject(award: Award) -> dict[str, Any]:
    return _present(
        {
            "id": award.award_id.urn,
            "type": ["AchievementSubject"],
            "identifier": [_holder(award.holder_name)] if award.holder_name else None,
            "achievement": _achievement(award.achievement),
        }
    )


def _holder(name: str) -> dict[str, Any]:
    # The one property of a subject whose value the schema fixes completely: no other member is allowed.
    return {"type": "IdentityObject", "hashed": False, "identityHash": name, "identityType": "name"}


def _achievement(achievement: Achievement) -> dict[str, Any]:
    return _present(
        {
            "id": achievement.ob3_id,
            "type": ["Achievement"],
            "achievementType": achievement.kind,
            "name": achievement.name,
            "description": achievement.description,
            "criteria": _present({"id": achievement.criteria_url, "narrative": achievement.criteria}),
            "image": _image(achievement.image_url),
            "inLanguage": achievement.language,
            "version": achievement.version,
            "alignment": [_alignment(item) for item in achievement.alignments],
            "tag": list(achievement.tags),
        }
    )


def _alignment(alignment: Alignment) -> dict[str, Any]:
    return _present(
        {
            "type": ["Alignment"],
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
            "type": ["Evidence"],
            "name": evidence.name,
            "narrative": evidence.narrative,
            "genre": evidence.genre,
        }
    )


def _issuer(issuer: Issuer) -> dict[str, Any]:
    return _present(
        {
            "id": issuer.did,
            "type": ["Profile"],
            "name": issuer.name,
            "url": issuer.url,
            "email": issuer.email,
            "description": issuer.description,
            "image": _image(issuer.image_url) if issuer.image_url else None,
        }
    )


def _status(status: StatusEntry) -> dict[str, Any]:
    # One object with an id: Bitstring Status List makes the id optional, the schema of OB 3.0 requires it.
    return {
        "id": f"{status.list_url}#{status.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(status.index),
        "statusListCredential": status.list_url,
    }


def _image(url: str) -> dict[str, Any]:
    return {"id": url, "type": "Image"}


def _present(members: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out null and empty arrays (OB 3.0, Serialization, JSON)."""
    return {name: value for name, value in members.items() if value is not None and value != []}
