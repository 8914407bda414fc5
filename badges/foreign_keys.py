"""The key of another issuer, from nowhere but what that issuer publishes (OB 3.0 guide, "Key provenance").

A token may carry or name any key. It counts when it is a key of the issuer's own DID document, or, for an issuer whose
id is an address, a bare JWK at the same origin or an entry of `/.well-known/jwks.json` there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from . import dids
from .checks import Question
from .errors import InvalidKey, Unreachable
from .foreign_addresses import origin
from .foreign_checks import Refused, Unknown, fetch_object, is_ours
from .keys import PublicKey, is_weak
from .report import Reason

_MOST_KEYS = 50


@dataclass(frozen=True, kw_only=True)
class NamedKey:
    """How a proof says which key made it: by name, by bringing it along, or both. Nothing of it is believed."""

    kid: str | None = None
    jwk: dict[str, Any] | None = None


def check_issuer(issuer_id: str, question: Question) -> None:
    """Refuse, before anything is fetched, an issuer that is ours or of a kind whose keys cannot be found.

    Raises:
        Refused: it names an issuer of ours, whose keys are stored: this was not found among them.
        Unknown: neither `did:web`, `did:key` nor an address.
    """
    if is_ours(issuer_id, question):
        raise Refused(Reason.ISSUER_NOT_PROVEN, "it names an issuer of ours, but no stored key")
    if issuer_id.startswith("did:web:"):
        try:
            dids.web_address(issuer_id)
        except InvalidKey as error:
            raise Refused(Reason.ISSUER_NOT_PROVEN, str(error)) from error
    elif not issuer_id.startswith("did:key:") and origin(issuer_id) is None:
        raise Unknown(Reason.NOT_SUPPORTED, "keys of such an issuer cannot be looked up")


def find_key(issuer_id: str, named: NamedKey, question: Question) -> PublicKey:
    """Return the issuer's published key that the proof names.

    Args:
        issuer_id: passed `check_issuer`.

    Raises:
        InvalidKey: the issuer does not publish it, withdrew it, anybody can sign for it, or, `key_not_supported`, its
            kind is not read.
        Unreachable: what the issuer publishes could not be had.
    """
    if named.kid is None and named.jwk is None:
        raise InvalidKey("no key is named", code="key_not_published")
    if issuer_id.startswith("did:key:"):
        key = dids.key_of_did_key(issuer_id, named.kid)
    elif issuer_id.startswith("did:web:"):
        key = _of_did_web(issuer_id, named, question)
    else:
        key = _of_address(issuer_id, named, question)
    if named.jwk is not None and dids.supported_jwk(named.jwk) != key:
        raise InvalidKey("the key in the token is not the one it names", code="key_not_published")
    if is_weak(key):
        raise InvalidKey("anybody can sign for this key", code="key_compromised")
    return key


def _of_did_web(did: str, named: NamedKey, question: Question) -> PublicKey:
    kid = named.kid
    if kid is not None and not kid.startswith(f"{did}#"):
        # Before fetching: a key of somebody else proves nothing about this issuer, however well it signs.
        raise InvalidKey("the key belongs to another than the issuer", code="key_not_published")
    document = fetch_object(dids.web_address(did), question)
    if kid is not None:
        return dids.published_key(document, did=did, kid=kid, now=question.now)
    return _same_key(named.jwk or {}, dids.published_keys(document, did=did, now=question.now))


def _of_address(issuer_id: str, named: NamedKey, question: Question) -> PublicKey:
    kid = named.kid
    if kid is not None and origin(kid) is not None and origin(kid) == origin(issuer_id):
        try:
            return _bare_jwk(fetch_object(kid, question), kid)
        except Unreachable:
            # Perhaps it is only in the set; the set decides then.
            return _from_set(issuer_id, named, question)
    return _from_set(issuer_id, named, question)


def _bare_jwk(document: dict[str, Any], kid: str) -> PublicKey:
    keys = document.get("keys")
    if isinstance(keys, list):
        return _one_named(keys, kid)
    if document.get("kid", kid) != kid:
        raise InvalidKey("the JWK at this address has another name", code="key_not_published")
    return dids.supported_jwk(document)


def _from_set(issuer_id: str, named: NamedKey, question: Question) -> PublicKey:
    """Look in `https://{authority}/.well-known/jwks.json` of the issuer."""
    parts = urlsplit(issuer_id)
    document = fetch_object(f"{parts.scheme}://{parts.netloc}/.well-known/jwks.json", question)
    keys = document.get("keys")
    if not isinstance(keys, list) or len(keys) > _MOST_KEYS:
        raise InvalidKey("not a JWK Set", code="key_not_published")
    if named.kid is not None:
        return _one_named(keys, named.kid)
    return _same_key(named.jwk or {}, _usable(keys))


def _one_named(keys: list[Any], kid: str) -> PublicKey:
    found = [key for key in keys[:_MOST_KEYS] if isinstance(key, dict) and key.get("kid") == kid]
    if len(found) != 1:
        raise InvalidKey("the issuer publishes no key of this name, or several", code="key_not_published")
    return dids.supported_jwk(found[0])


def _usable(keys: list[Any]) -> list[PublicKey]:
    usable: list[PublicKey] = []
    for key in keys:
        try:
            usable.append(dids.supported_jwk(key if isinstance(key, dict) else {}))
        except InvalidKey:
            continue
    return usable


def _same_key(jwk: dict[str, Any], published: list[PublicKey]) -> PublicKey:
    brought = dids.supported_jwk(jwk)
    for key in published:
        if key == brought:
            return key
    raise InvalidKey("the issuer does not publish the key in the token", code="key_not_published")
