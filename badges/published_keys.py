"""How an issuer publishes its keys: DID document, JWK Set, and the OB 2.0 CryptographicKey.

A retired key stays published for ever; a compromised one leaves every list, since some readers look at one only.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from . import multibase
from .errors import InvalidKey
from .keys import Algorithm, KeyState, PublicKey, VerificationKey, public_jwk

OB2_CONTEXT = "https://w3id.org/openbadges/v2"
DID_CONTEXTS = [
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/jwk/v1",
]


def published(keys: Iterable[VerificationKey]) -> list[VerificationKey]:
    """Return the keys strangers may use: active ones first, then retired ones; compromised ones never.

    Among them the key of JWT first, because some readers take the first key of an issuer, and try a JWT with it.
    """
    shown = [key for key in keys if key.state is not KeyState.COMPROMISED]
    order = list(Algorithm)
    return sorted(shown, key=lambda key: (key.state is not KeyState.ACTIVE, order.index(key.algorithm)))


def jwk_set(keys: Iterable[VerificationKey]) -> dict[str, Any]:
    """Return the JWK Set for `/.well-known/jwks.json` (RFC 7517 section 5)."""
    return {"keys": [key.jwk for key in published(keys)]}


def did_document(did: str, keys: Iterable[VerificationKey]) -> dict[str, Any]:
    """Return the DID document of an issuer (DID Core; OB 3.0, key dereferencing).

    An Ed25519 key is a Multikey, for Data Integrity; one on P-256 a JsonWebKey, for JWT. RSA keys sign OB 2.0, whose
    readers look in the Profile and not here. `assertionMethod` holds absolute strings: 1EdTech's validator crashes on
    embedded methods and never matches relative ones.

    Raises:
        InvalidKey: a key of another issuer, or one whose kid is not a DID URL of this issuer.
    """
    shown = [key for key in published(keys) if key.algorithm is not Algorithm.RS256]
    for key in shown:
        if key.controller != did or not key.kid.startswith(f"{did}#"):
            raise InvalidKey("the key does not belong to this did")
    return {
        "@context": DID_CONTEXTS,
        "id": did,
        "verificationMethod": [
            {"id": key.kid, **verification_method(key.public_key), "controller": did} for key in shown
        ],
        "assertionMethod": [key.kid for key in shown],
    }


def verification_method(public_key: PublicKey) -> dict[str, Any]:
    """Return type and key material of a verification method (Controlled Identifiers 1.0, section 2.2)."""
    if isinstance(public_key, Ed25519PublicKey):
        return {"type": "Multikey", "publicKeyMultibase": multibase.multikey(public_key)}
    return {"type": "JsonWebKey", "publicKeyJwk": public_jwk(public_key)}


def cryptographic_key(address: str, *, owner: str, public_key: PublicKey) -> dict[str, Any]:
    """Return the CryptographicKey document that `address` serves (OB 2.0, CryptographicKey).

    Args:
        address: its own address, which the owner's Profile lists in `publicKey`.
        owner: the address of that Profile: each names the other.

    Raises:
        InvalidKey: not an RSA key; validators of 2.0 read no other.
    """
    if not isinstance(public_key, rsa.RSAPublicKey):
        raise InvalidKey("OB 2.0 is signed with RSA keys")
    pem = public_key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return {
        "@context": OB2_CONTEXT,
        "type": "CryptographicKey",
        "id": address,
        "owner": owner,
        "publicKeyPem": pem.decode(),
    }
