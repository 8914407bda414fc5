"""DIDs of other issuers: where a `did:web` document lies, and which keys a DID document really publishes.

A key counts when the document carries the DID as its own id, lists the method in `assertionMethod`, and the method
names the DID as its controller. A fragment that looks like a key proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from . import multibase
from .errors import InvalidKey, Malformed
from .foreign_addresses import is_host_name
from .keys import PublicKey, public_key_from_jwk
from .reading import read_instant

_SEGMENT = re.compile(r"(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+")
_AUTHORITY = re.compile(r"([a-z0-9.-]+)(?:%3A([0-9]{1,5}))?", re.IGNORECASE)
# What a segment must not turn into once decoded: another folder, or another part of the address.
_TRICKY = re.compile(r"%(?:2[eEfF]|5[cC]|00|3[fF]|23|25)")
_JWK_TYPES = frozenset({"JsonWebKey", "JsonWebKey2020"})
_MULTIKEY_TYPES = frozenset({"Multikey", "Ed25519VerificationKey2020"})
_PRIVATE = frozenset({"secretKeyMultibase", "privateKeyMultibase", "privateKeyJwk", "privateKeyBase58"})
_MOST_METHODS = 50


def web_address(did: str) -> str:
    """Return the address of a `did:web` document (did:web method, section 3.2).

    It is https; for the host `localhost` alone it is http, our exception for the demonstration, which a guarded
    fetcher refuses unless it was opened for exactly that port.

    Raises:
        InvalidKey: not a `did:web`, an IP address, a bad port, or a path that is not plain.
    """
    method, _, rest = did.partition("did:web:")
    authority, *segments = rest.split(":")
    match = _AUTHORITY.fullmatch(authority)
    if method or match is None or not is_host_name(match[1].lower()):
        raise InvalidKey("not a did:web with a host name", code="did")
    host, port = match[1].lower(), match[2]
    if port is not None and not 0 < int(port) < 65_536:
        raise InvalidKey("no such port", code="did")
    if any(not _is_plain(segment) for segment in segments):
        raise InvalidKey("did:web: plain path segments only", code="did")
    scheme = "http" if host == "localhost" else "https"
    path = "/".join(segments) if segments else ".well-known"
    return f"{scheme}://{host}{f':{port}' if port else ''}/{path}/did.json"


def key_of_did_key(did: str, kid: str | None) -> PublicKey:
    """Return the key that a `did:key` is; its one method is `did:key:z…#z…`.

    Args:
        kid: the verification method named; None asks for the only one there is.

    Raises:
        InvalidKey: another method, or, with the code `key_not_supported`, another kind of key than Ed25519.
    """
    text = did.removeprefix("did:key:")
    if kid is not None and kid != f"{did}#{text}":
        raise InvalidKey("a did:key has one key, named after itself", code="key_not_published")
    if text == did or not text.startswith("z"):
        raise InvalidKey("not a did:key", code="did")
    try:
        return multibase.public_key_from_did_key(did)
    except InvalidKey as error:
        raise InvalidKey(str(error), code="key_not_supported") from error


def published_key(document: dict[str, Any], *, did: str, kid: str, now: datetime) -> PublicKey:
    """Return the key that a DID document publishes under exactly `kid` for making assertions.

    Args:
        document: as fetched from where the DID says.
        kid: absolute DID URL with fragment.

    Raises:
        InvalidKey: with a code: `did_mismatch` (another document), `key_not_published` (not listed, named twice or of
            another controller), `key_not_supported`, `key_compromised` (revoked, or its private half is there),
            `key_expired`.
    """
    check_document(document, did=did)
    named = [method for method in _listed(document) if method.get("id") == kid]
    if not named or any(method != named[0] for method in named):
        raise InvalidKey("not a method this document lists in assertionMethod", code="key_not_published")
    return _key_of(named[0], did=did, now=now)


def published_keys(document: dict[str, Any], *, did: str, now: datetime) -> list[PublicKey]:
    """Return every key a DID document publishes for making assertions, without those we cannot use.

    Raises:
        InvalidKey: `did_mismatch`.
    """
    check_document(document, did=did)
    found: list[PublicKey] = []
    for method in _listed(document):
        try:
            found.append(_key_of(method, did=did, now=now))
        except InvalidKey:
            continue
    return found


def check_document(document: dict[str, Any], *, did: str) -> None:
    """Refuse a document that is not the one of this DID (DID Core, section 5.1.1).

    Raises:
        InvalidKey: `did_mismatch`.
    """
    if document.get("id") != did:
        raise InvalidKey("the document has another id than the DID", code="did_mismatch")


def read_key_material(method: dict[str, Any]) -> PublicKey:
    """Return the key of a verification method: Multikey, JsonWebKey (also 2020) or Ed25519VerificationKey2020.

    Raises:
        InvalidKey: `key_compromised` when its private half is published with it, else `key_not_supported`.
    """
    jwk = method.get("publicKeyJwk")
    if method.keys() & _PRIVATE or (isinstance(jwk, dict) and "d" in jwk):
        raise InvalidKey("the private half of the key is published", code="key_compromised")
    kind = method.get("type")
    if not isinstance(kind, str):
        raise InvalidKey("a method has one type, as a text", code="key_not_supported")
    if kind in _JWK_TYPES and isinstance(jwk, dict):
        return supported_jwk(jwk)
    text = method.get("publicKeyMultibase")
    if kind in _MULTIKEY_TYPES and isinstance(text, str):
        return _supported_multikey(text)
    raise InvalidKey("a kind of key that is not read", code="key_not_supported")


def supported_jwk(jwk: dict[str, Any]) -> PublicKey:
    """Return the key of a published JWK.

    Raises:
        InvalidKey: `key_compromised` when it holds the private half, `key_not_published` when it is not for
            signatures, else `key_not_supported`.
    """
    if "d" in jwk:
        raise InvalidKey("the private half of the key is published", code="key_compromised")
    operations = jwk.get("key_ops", ["verify"])
    if jwk.get("use", "sig") != "sig" or not isinstance(operations, list) or "verify" not in operations:
        # RFC 7517 sections 4.2 and 4.3: whoever holds the other half of it was never trusted with signatures.
        raise InvalidKey("published for another use than signatures", code="key_not_published")
    try:
        return public_key_from_jwk(jwk)
    except InvalidKey as error:
        raise InvalidKey(str(error), code="key_not_supported") from error


def _is_plain(segment: str) -> bool:
    return bool(_SEGMENT.fullmatch(segment)) and segment not in (".", "..") and not _TRICKY.search(segment)


def _supported_multikey(text: str) -> PublicKey:
    try:
        return multibase.public_key_from_multikey(text)
    except InvalidKey as error:
        raise InvalidKey(str(error), code="key_not_supported") from error


def _listed(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the methods that `assertionMethod` names by absolute string, or holds itself."""
    methods, listed = document.get("verificationMethod", []), document.get("assertionMethod", [])
    if not isinstance(methods, list) or not isinstance(listed, list):
        return
    if len(methods) > _MOST_METHODS or len(listed) > _MOST_METHODS:
        raise InvalidKey("more methods than any issuer has", code="key_not_supported")
    names = {name for name in listed if isinstance(name, str)}
    yield from (method for method in methods if isinstance(method, dict) and _name(method) in names)
    yield from (method for method in listed if isinstance(method, dict))


def _name(method: dict[str, Any]) -> str | None:
    name = method.get("id")
    return name if isinstance(name, str) else None


def _key_of(method: dict[str, Any], *, did: str, now: datetime) -> PublicKey:
    if method.get("controller") != did:
        raise InvalidKey("the method has another controller", code="key_not_published")
    try:
        revoked = "revoked" in method and read_instant(method["revoked"]) <= now
        expired = "expires" in method and read_instant(method["expires"]) <= now
    except Malformed as error:
        raise InvalidKey("a date of the method cannot be read", code="key_not_supported") from error
    if revoked:
        raise InvalidKey("the method was revoked", code="key_compromised")
    if expired:
        raise InvalidKey("the method has expired", code="key_expired")
    return read_key_material(method)
