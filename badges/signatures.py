"""Raw signatures: message in, bytes out. The key decides the algorithm; nothing else can.

ECDSA is deterministic (RFC 6979), RSA and Ed25519 are by nature: the same key and message give the same bytes, so an
issuing run that was killed repeats itself exactly.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from .errors import SignatureInvalid
from .keys import PrivateKey, PublicKey

_HALF = 32
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_SIGN = ec.ECDSA(SHA256(), deterministic_signing=True)
_VERIFY = ec.ECDSA(SHA256())
_PADDING = PKCS1v15()
_HASH = SHA256()


def sign(message: bytes, key: PrivateKey) -> bytes:
    """Return the signature: 64 bytes for Ed25519 (RFC 8032) and ES256 (r || s, RFC 7518 section 3.4), else RSA's."""
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(message)
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(message, _PADDING, _HASH)
    r, s = decode_dss_signature(key.sign(message, _SIGN))
    return r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")


def check(message: bytes, signature: bytes, key: PublicKey) -> None:
    """Verify a signature made by `sign`.

    Raises:
        SignatureInvalid: another length, or not by this key.
    """
    try:
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, message)
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, _PADDING, _HASH)
        else:
            key.verify(_der(signature), message, _VERIFY)
    except InvalidSignature as error:
        raise SignatureInvalid("the stored key did not sign this") from error


def twin(signature: bytes) -> bytes | None:
    """Return the other ES256 signature that follows from this one without any key: (r, n - s). None for other kinds."""
    if len(signature) != 2 * _HALF:
        return None
    other = (_P256_ORDER - int.from_bytes(signature[_HALF:], "big")) % _P256_ORDER
    return signature[:_HALF] + other.to_bytes(_HALF, "big")


def _der(signature: bytes) -> bytes:
    if len(signature) != 2 * _HALF:
        raise SignatureInvalid("an ES256 signature has 64 bytes")
    return encode_dss_signature(int.from_bytes(signature[:_HALF], "big"), int.from_bytes(signature[_HALF:], "big"))
