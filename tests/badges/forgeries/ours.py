"""Badges in our name, honest or not, made with keys that are the same in every run.

The register of these cases holds the very bytes that are handed in, unless the case is about the register: so it is
the check in question that refuses, and not the register after it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import badges
from badges import base64url, ob2, ob3, signatures
from badges.keys import PrivateKey
from tests.badges import foreign_site
from tests.badges.specimen import AWARD, BASE, DID, ISSUED, ISSUER

from .case import Handed

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
PARTNER_DID = "did:web:partner.example"
KEY_URL = f"{BASE}/ob/2/keys/rsa.json"
ABSENT = ...


def _key(controller: str, private_key: PrivateKey, algorithm: badges.Algorithm) -> badges.SigningKey:
    kid = f"{controller}#{badges.key_name(private_key.public_key())}"
    return badges.SigningKey(kid=kid, private_key=private_key, algorithm=algorithm)


def _on_curve(controller: str, secret: int) -> badges.SigningKey:
    return _key(controller, ec.derive_private_key(secret, ec.SECP256R1()), badges.Algorithm.ES256)


def _edwards(controller: str, secret: bytes) -> badges.SigningKey:
    return _key(controller, Ed25519PrivateKey.from_private_bytes(secret * 32), badges.Algorithm.ED25519)


EC = _on_curve(DID, 0x0B4D6E5)
ED = _edwards(DID, b"\x01")
# Making an RSA key from a number is not for a test; which one it is changes nothing.
RSA = _key(DID, foreign_site.RS.private_key, badges.Algorithm.RS256)
PARTNER = _on_curve(PARTNER_DID, 0x9A47E6)
PARTNER_ED = _edwards(PARTNER_DID, b"\x02")
THIEF = _on_curve("did:web:thief.example", 0x7417EF)
THIEF_ED = _edwards("did:web:thief.example", b"\x03")

_OURS = ((DID, EC), (DID, ED), (DID, RSA), (PARTNER_DID, PARTNER), (PARTNER_DID, PARTNER_ED))
PUBLIC = tuple(key.verification_key(controller=did) for did, key in _OURS)
PEM = EC.private_key.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)

HEADER: Mapping[str, object] = {"alg": "ES256", "kid": EC.kid, "typ": "JWT"}
PAYLOAD: Mapping[str, Any] = ob3.jwt_payload(AWARD)
CREDENTIAL: Mapping[str, Any] = ob3.credential(AWARD)
ASSERTION: Mapping[str, Any] = ob2.hosted_assertion(AWARD)
SIGNED_ASSERTION: Mapping[str, Any] = ob2.signed_assertion(AWARD, key_url=KEY_URL)
OTHER_URN = "urn:uuid:11111111-1111-4111-8111-111111111111"

Members = Mapping[str, object]
Signer = Callable[[bytes], bytes]


def believed(
    *entries: badges.Registered, keys: tuple[badges.VerificationKey, ...] = PUBLIC, also: tuple[str, ...] = ()
) -> badges.StoredTrust:
    """What we believe: two issuers of ours, their keys, and this register."""
    return badges.StoredTrust(issuer_ids={DID, ISSUER.address, PARTNER_DID, *also}, keys=keys, registered=entries)


def entry(text: bytes | str, credential_id: str = AWARD.credential_id.urn, **changes: object) -> badges.Registered:
    """The register's entry for these bytes."""
    made = badges.Registered(
        credential_id=credential_id, digests=frozenset({badges.digest(text)}), registered_at=ISSUED
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def handed(document: bytes | str, *entries: badges.Registered, now: datetime = foreign_site.NOW) -> Handed:
    """The document in front of a verifier whose register holds it, or these entries instead."""
    return Handed(document=document, trust=believed(*(entries or (entry(document),))), now=now)


def changed(members: Mapping[str, Any], changes: Members) -> dict[str, Any]:
    """The members with some changed; ABSENT takes one away."""
    return {name: value for name, value in {**members, **changes}.items() if value is not ABSENT}


def part(value: object) -> str:
    """One part of a token: bytes as they are, anything else as JSON."""
    return base64url.encode(value if isinstance(value, bytes) else json.dumps(value).encode())


def signer(key: badges.SigningKey) -> Signer:
    """Signs as the key's own algorithm says."""
    return lambda message: signatures.sign(message, key.private_key)


def token(
    header: Members | bytes = HEADER,
    payload: object = PAYLOAD,
    *,
    key: badges.SigningKey = EC,
    by: Signer | None = None,
) -> str:
    """A compact JWS of exactly this header and payload."""
    text = f"{part(header)}.{part(payload)}"
    return f"{text}.{base64url.encode((by or signer(key))(text.encode()))}"


def with_header(key: badges.SigningKey = EC, by: Signer | None = None, **members: object) -> Handed:
    """Our badge under a header with other members."""
    return handed(token(changed(HEADER, members), key=key, by=by))


def with_claims(key: badges.SigningKey = EC, /, **claims: object) -> Handed:
    """Other claims, signed with our key and in our register."""
    return handed(token({**HEADER, "kid": key.kid}, changed(PAYLOAD, claims), key=key))


def with_context(context: object) -> Handed:
    """Our badge with another `@context`."""
    return handed(token(payload={**PAYLOAD, "@context": context}))


def secured(
    changes: Members | None = None, *, key: badges.SigningKey = ED, credential: Members = CREDENTIAL, **proof: object
) -> dict[str, Any]:
    """Our badge as JSON with one proof, which covers the changes; None takes a member of the proof away."""
    return foreign_site.sign_document(changed(credential, changes or {}), key, **proof)


def as_json(document: object, *entries: badges.Registered) -> Handed:
    """A JSON document in front of a verifier whose register holds it."""
    return handed(json.dumps(document), *entries)


def after_signing(changes: Members) -> Handed:
    """Our badge as JSON, changed once it was signed."""
    return as_json(changed(secured(), changes))


def with_proof(**members: object) -> Handed:
    """Our badge as JSON, its proof changed once it was made."""
    document = secured()
    return as_json({**document, "proof": [changed(document["proof"][0], members)]})


def hosted(changes: Members | None = None) -> Handed:
    """A copy of our hosted assertion, changed, before a register that holds the honest one."""
    stored = badges.write_json(ASSERTION)
    made = entry(stored, AWARD.assertion_url, document=stored)
    return as_json(changed(ASSERTION, changes or {}), made)
