"""Signing keys and the public keys that verify them.

An issuer has several keys over time. A retired key is published for ever and its badges stay valid; a compromised
one is no longer published, and counts only for what was registered before. Private keys live in encrypted files
(`key_files`) and are read by the signing step alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from . import base64url, multibase, strict_json
from .errors import InvalidKey, Malformed

PublicKey = Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey
PrivateKey = Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

_COORDINATE_BYTES = 32
_RSA_BITS = 2048
_MOST_RSA_BITS = 8192
_RSA_EXPONENT = 65537
# The points of edwards25519 whose order divides 8, in every spelling of their y, without the sign of x.
_SMALL_ORDER = frozenset(
    bytes.fromhex(text)
    for text in (
        "00" * 32,
        "01" + "00" * 31,
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ec" + "ff" * 30 + "7f",
        "ed" + "ff" * 30 + "7f",
        "ee" + "ff" * 30 + "7f",
    )
)


class Algorithm(StrEnum):
    """How a key signs; fixed when the key is made.

    ES256 signs OB 3.0 as JWT, Ed25519 signs it as Data Integrity `eddsa-rdfc-2022`, RS256 signs OB 2.0: each is what
    the validators of the field read (RFC 7518 section 3.1, RFC 8037 section 3.1).
    """

    ES256 = "ES256"
    ED25519 = "Ed25519"
    RS256 = "RS256"

    @property
    def jws(self) -> str:
        """The `alg` of a JWS made with such a key."""
        return "EdDSA" if self is Algorithm.ED25519 else self.value


class KeyState(StrEnum):
    """Where a key is in its life."""

    ACTIVE = "active"
    RETIRED = "retired"
    COMPROMISED = "compromised"


@dataclass(frozen=True, kw_only=True)
class VerificationKey:
    """A public key as it is stored: the only thing that decides how a signature is checked.

    Attributes:
        kid: the whole identifier in what it signed, compared exactly: `did:web:…#name`, or the address of the bare JWK.
        controller: the issuer (a DID, or the address of its profile) whose key it is.
        compromised_since: from then on nothing newly registered counts; set exactly when the state says so.
    """

    kid: str
    controller: str
    public_key: PublicKey = field(repr=False)
    algorithm: Algorithm = Algorithm.ES256
    state: KeyState = KeyState.ACTIVE
    compromised_since: datetime | None = None

    def __post_init__(self) -> None:
        if algorithm_of(self.public_key) is not self.algorithm:
            raise InvalidKey(f"this key does not sign with {self.algorithm.value}")
        if (self.state is KeyState.COMPROMISED) != (self.compromised_since is not None):
            raise InvalidKey("a compromised key, and no other, says since when")
        if self.compromised_since is not None and self.compromised_since.utcoffset() is None:
            raise InvalidKey("compromised_since needs its time zone")
        if not self.kid or not self.controller.startswith(("did:", "https://", "http://localhost")):
            raise InvalidKey("a key needs its kid and the identifier of its issuer")

    @property
    def jwk(self) -> dict[str, str]:
        """The bare public JWK, with its `kid`, as its own address serves it."""
        return public_jwk(self.public_key, kid=self.kid)


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """A private key in memory. It never shows itself in a log or a traceback."""

    kid: str
    private_key: PrivateKey = field(repr=False)
    algorithm: Algorithm = Algorithm.ES256

    def __post_init__(self) -> None:
        if algorithm_of(self.private_key.public_key()) is not self.algorithm:
            raise InvalidKey(f"this key does not sign with {self.algorithm.value}")

    @cached_property
    def name(self) -> str:
        """The `key_name` of its public half, worked out once."""
        return key_name(self.private_key.public_key())

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


def _new_rsa() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(_RSA_EXPONENT, _RSA_BITS)


_NEW: Mapping[Algorithm, Callable[[], PrivateKey]] = {
    Algorithm.ES256: lambda: ec.generate_private_key(ec.SECP256R1()),
    Algorithm.ED25519: Ed25519PrivateKey.generate,
    Algorithm.RS256: _new_rsa,
}


def generate_signing_key(*, controller: str, algorithm: Algorithm = Algorithm.ES256) -> SigningKey:
    """Return a new key of the issuer `controller` (`did:web:…`), named after its thumbprint.

    An RSA key has 2,048 bits; making one takes a tenth of a second.
    """
    private_key = _NEW[algorithm]()
    return SigningKey(kid=did_kid(controller, private_key.public_key()), private_key=private_key, algorithm=algorithm)


def generate_did_key() -> tuple[str, SigningKey]:
    """Return a `did:key` issuer and its key: enough to sign without a web site, and proves integrity alone."""
    private_key = Ed25519PrivateKey.generate()
    did = multibase.did_key(private_key.public_key())
    kid = f"{did}#{did.rpartition(':')[2]}"
    return did, SigningKey(kid=kid, private_key=private_key, algorithm=Algorithm.ED25519)


def algorithm_of(public_key: object) -> Algorithm:
    """Return the one algorithm with which such a key may sign.

    Raises:
        InvalidKey: another type or curve, or an RSA key under 2,048 or over 8,192 bits.
    """
    if isinstance(public_key, Ed25519PublicKey):
        return Algorithm.ED25519
    if isinstance(public_key, ec.EllipticCurvePublicKey) and isinstance(public_key.curve, ec.SECP256R1):
        return Algorithm.ES256
    if isinstance(public_key, rsa.RSAPublicKey) and _RSA_BITS <= public_key.key_size <= _MOST_RSA_BITS:
        return Algorithm.RS256
    raise InvalidKey("only Ed25519, P-256, and RSA from 2048 to 8192 bits")


def is_weak(public_key: PublicKey) -> bool:
    """Tell whether anybody can sign for this key: for a point of small order, a signature holds for any text."""
    if not isinstance(public_key, Ed25519PublicKey):
        return False
    raw = public_key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return raw[:-1] + bytes([raw[-1] & 0x7F]) in _SMALL_ORDER


def did_kid(controller: str, public_key: PublicKey) -> str:
    """Return the DID URL that names the key: `did:web:…#name` (OB 3.0, key dereferencing).

    Not a kid that is an address: only the DID form ties the key to its issuer by itself.
    """
    return f"{controller}#{key_name(public_key)}"


def key_name(public_key: PublicKey) -> str:
    """Return the short name of a key: 80 bits of its RFC 7638 thumbprint, in hexadecimal.

    Lower case, so that it is also a file name wherever the archive is copied.
    """
    members = public_jwk(public_key)
    required = {name: members[name] for name in ("crv", "e", "kty", "n", "x", "y") if name in members}
    return sha256(strict_json.write(required)).hexdigest()[:20]


def public_jwk(public_key: PublicKey, *, kid: str | None = None) -> dict[str, str]:
    """Return the public JWK (RFC 7517, RFC 7518 section 6, RFC 8037 section 2); never a private member."""
    algorithm = algorithm_of(public_key)
    jwk = {**_members(public_key), "alg": algorithm.jws, "use": "sig"}
    return jwk if kid is None else {**jwk, "kid": kid}


def public_key_from_jwk(jwk: Mapping[str, Any]) -> PublicKey:
    """Return the key of a public JWK.

    Raises:
        InvalidKey: another type or curve, a private key, numbers that are no key, or an `alg` the key cannot sign with.
    """
    if any(name in jwk for name in ("d", "p", "q", "dp", "dq", "qi", "k")):
        raise InvalidKey("a private key where a public one belongs")
    kind, curve = jwk.get("kty"), jwk.get("crv")
    # A published document may hold anything here, and what cannot be looked up is no key either.
    read = _READ.get((kind, curve)) if isinstance(kind, str) and isinstance(curve, str | None) else None
    if read is None:
        raise InvalidKey("not an Ed25519, P-256 or RSA key")
    try:
        public_key = read(jwk)
    except (KeyError, TypeError, AttributeError, ValueError, Malformed) as error:
        raise InvalidKey("the members of the JWK are no key") from error
    if jwk.get("alg", algorithm_of(public_key).jws) not in (algorithm_of(public_key).jws, algorithm_of(public_key)):
        raise InvalidKey("the JWK names another algorithm than its key")
    return public_key


def _members(public_key: PublicKey) -> dict[str, str]:
    if isinstance(public_key, Ed25519PublicKey):
        raw = public_key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return {"kty": "OKP", "crv": "Ed25519", "x": base64url.encode(raw)}
    if isinstance(public_key, rsa.RSAPublicKey):
        numbers = public_key.public_numbers()
        return {"kty": "RSA", "n": _shortest(numbers.n), "e": _shortest(numbers.e)}
    point = public_key.public_numbers()
    x, y = (base64url.encode(number.to_bytes(_COORDINATE_BYTES, "big")) for number in (point.x, point.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def _shortest(number: int) -> str:
    return base64url.encode(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _read_ed25519(jwk: Mapping[str, Any]) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(base64url.decode(jwk["x"]))


def _read_p256(jwk: Mapping[str, Any]) -> ec.EllipticCurvePublicKey:
    x, y = (base64url.decode(jwk[name]) for name in ("x", "y"))
    if len(x) != _COORDINATE_BYTES or len(y) != _COORDINATE_BYTES:
        raise ValueError("x and y must have 32 bytes each")
    point = ec.EllipticCurvePublicNumbers(int.from_bytes(x, "big"), int.from_bytes(y, "big"), ec.SECP256R1())
    return point.public_key()


def _read_rsa(jwk: Mapping[str, Any]) -> rsa.RSAPublicKey:
    if len(jwk["n"]) > _MOST_RSA_BITS // 6 + 4 or len(jwk["e"]) > 8:
        raise ValueError("over 8192 bits")
    n, e = (int.from_bytes(base64url.decode(jwk[name]), "big") for name in ("n", "e"))
    return rsa.RSAPublicNumbers(e, n).public_key()


_READ: Mapping[tuple[Any, Any], Callable[[Mapping[str, Any]], PublicKey]] = {
    ("OKP", "Ed25519"): _read_ed25519,
    ("EC", "P-256"): _read_p256,
    ("RSA", None): _read_rsa,
}
