"""Signing keys and the public keys that verify them.

An issuer has several keys over time. A retired key is published for ever and its badges stay valid; a
compromised one is no longer published, and counts only for what was registered before. Private keys live in
encrypted files (`key_files`) and are read by the signing step alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from . import base64url, strict_json
from .errors import InvalidKey, Malformed

_COORDINATE_BYTES = 32


class Algorithm(StrEnum):
    """How a key signs; fixed when the key is made (RFC 7518 section 3.1)."""

    ES256 = "ES256"


class KeyState(StrEnum):
    """Where a key is in its life."""

    ACTIVE = "active"
    RETIRED = "retired"
    COMPROMISED = "compromised"


@dataclass(frozen=True, kw_only=True)
class VerificationKey:
    """A public key as it is stored: the only thing that decides how a signature is checked.

    Attributes:
        kid: the whole identifier in the header of what it signed, compared exactly: `did:web:…#name`,
            or the address of the bare JWK.
        controller: the issuer (`did:web:…`) whose key it is.
        compromised_since: from then on nothing newly registered counts; set exactly when the state says so.
    """

    kid: str
    controller: str
    public_key: ec.EllipticCurvePublicKey = field(repr=False)
    algorithm: Algorithm = Algorithm.ES256
    state: KeyState = KeyState.ACTIVE
    compromised_since: datetime | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.public_key.curve, ec.SECP256R1):
            raise InvalidKey("ES256 needs a key on P-256")
        if (self.state is KeyState.COMPROMISED) != (self.compromised_since is not None):
            raise InvalidKey("a compromised key, and no other, says since when")
        if self.compromised_since is not None and self.compromised_since.utcoffset() is None:
            raise InvalidKey("compromised_since needs its time zone")
        if not self.kid or not self.controller.startswith("did:"):
            raise InvalidKey("a key needs its kid and the did of its issuer")

    @property
    def jwk(self) -> dict[str, str]:
        """The bare public JWK, with its `kid`, as its own address serves it."""
        return public_jwk(self.public_key, kid=self.kid)


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """A private key in memory. It never shows itself in a log or a traceback."""

    kid: str
    private_key: ec.EllipticCurvePrivateKey = field(repr=False)
    algorithm: Algorithm = Algorithm.ES256

    def __post_init__(self) -> None:
        if not isinstance(self.private_key.curve, ec.SECP256R1):
            raise InvalidKey("ES256 needs a key on P-256")

    def verification_key(
        self, *, controller: str, state: KeyState = KeyState.ACTIVE, compromised_since: datetime | None = None
    ) -> VerificationKey:
        """Return the public half, to be stored and published."""
        return VerificationKey(
            kid=self.kid,
            controller=controller,
            public_key=self.private_key.public_key(),
            algorithm=self.algorithm,
            state=state,
            compromised_since=compromised_since,
        )


def generate_signing_key(*, controller: str) -> SigningKey:
    """Return a new P-256 key of the issuer `controller` (`did:web:…`), named after its thumbprint."""
    private_key = ec.generate_private_key(ec.SECP256R1())
    return SigningKey(kid=did_kid(controller, private_key.public_key()), private_key=private_key)


def did_kid(controller: str, public_key: ec.EllipticCurvePublicKey) -> str:
    """Return the DID URL that names the key: `did:web:…#name` (OB 3.0, key dereferencing).

    Not a kid that is an address: only the DID form ties the key to its issuer by itself.
    """
    return f"{controller}#{key_name(public_key)}"


def key_name(public_key: ec.EllipticCurvePublicKey) -> str:
    """Return the short name of a key: 80 bits of its RFC 7638 thumbprint, in hexadecimal.

    Lower case, so that it is also a file name wherever the archive is copied.
    """
    members = public_jwk(public_key)
    required = {name: members[name] for name in ("crv", "kty", "x", "y")}
    return sha256(strict_json.write(required)).hexdigest()[:20]


def public_jwk(public_key: ec.EllipticCurvePublicKey, *, kid: str | None = None) -> dict[str, str]:
    """Return the public JWK (RFC 7517, RFC 7518 section 6.2): `x` and `y` on 32 bytes, never `d`."""
    point = public_key.public_numbers()
    jwk = {
        "kty": "EC",
        "crv": "P-256",
        "x": base64url.encode(point.x.to_bytes(_COORDINATE_BYTES, "big")),
        "y": base64url.encode(point.y.to_bytes(_COORDINATE_BYTES, "big")),
        "alg": Algorithm.ES256.value,
        "use": "sig",
    }
    return jwk if kid is None else {**jwk, "kid": kid}


def public_key_from_jwk(jwk: Mapping[str, Any]) -> ec.EllipticCurvePublicKey:
    """Return the P-256 key of a stored public JWK.

    Raises:
        InvalidKey: another type or curve, a private key, or a point that is not on the curve.
    """
    if jwk.get("kty") != "EC" or jwk.get("crv") != "P-256" or jwk.get("alg", "ES256") != "ES256":
        raise InvalidKey("not an ES256 key on P-256")
    if "d" in jwk:
        raise InvalidKey("a private key where a public one belongs")
    try:
        x, y = (base64url.decode(jwk[name]) for name in ("x", "y"))
    except (KeyError, TypeError, Malformed) as error:
        raise InvalidKey("x and y are not base64url") from error
    if len(x) != _COORDINATE_BYTES or len(y) != _COORDINATE_BYTES:
        raise InvalidKey("x and y must have 32 bytes each")
    numbers = ec.EllipticCurvePublicNumbers(int.from_bytes(x, "big"), int.from_bytes(y, "big"), ec.SECP256R1())
    try:
        return numbers.public_key()
    except ValueError as error:
        raise InvalidKey("the point is not on the curve") from error


def published(keys: Iterable[VerificationKey]) -> list[VerificationKey]:
    """Return the keys strangers may use: active ones first, then retired ones; compromised ones never.

    Active first, because some readers take the first key of an issuer.
    """
    shown = [key for key in keys if key.state is not KeyState.COMPROMISED]
    return sorted(shown, key=lambda key: key.state is not KeyState.ACTIVE)


def jwk_set(keys: Iterable[VerificationKey]) -> dict[str, Any]:
    """Return the JWK Set for `/.well-known/jwks.json` (RFC 7517 section 5)."""
    return {"keys": [key.jwk for key in published(keys)]}


def did_document(did: str, keys: Iterable[VerificationKey]) -> dict[str, Any]:
    """Return the DID document of an issuer (DID Core; OB 3.0, key dereferencing).

    `assertionMethod` holds absolute strings: 1EdTech's validator crashes on embedded methods and never
    matches relative ones. Compromised keys are left out of both lists, since some readers look only at the
    methods.

    Raises:
        InvalidKey: a key of another issuer, or one whose kid is not a DID URL of this issuer.
    """
    shown = published(keys)
    for key in shown:
        if key.controller != did or not key.kid.startswith(f"{did}#"):
            raise InvalidKey("the key does not belong to this did")
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"],
        "id": did,
        "verificationMethod": [
            {
                "id": key.kid,
                "type": "JsonWebKey",
                "controller": did,
                "publicKeyJwk": public_jwk(key.public_key),
            }
            for key in shown
        ],
        "assertionMethod": [key.kid for key in shown],
    }
