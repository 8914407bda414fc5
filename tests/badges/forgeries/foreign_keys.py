"""What another issuer publishes: whose document it is, which keys it lists, and for what."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import badges
from badges import Reason, multibase
from tests.badges.foreign_site import (
    DID,
    EC,
    ED,
    EVIL_DID,
    EVIL_EC,
    EVIL_HOST,
    HOST,
    Web,
    claims_of,
    credential,
    did_document,
    public,
    sign_document,
    sign_jwt,
    site,
)

from .case import Case, Family, Handed, Honest, unknown
from .foreign_tokens import of_issuer

NOBODY, STOLEN = Reason.ISSUER_NOT_PROVEN, Reason.KEY_COMPROMISED
DOCUMENT = f"{HOST}/.well-known/did.json"
SET = f"{HOST}/.well-known/jwks.json"
KEY_URL = f"{HOST}/keys/1"
P256_DID = "did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169"
EVIL_KEY = f"{EVIL_HOST}/keys/1"
METHOD: dict[str, Any] = {
    "id": EC.kid, "type": "JsonWebKey", "controller": DID, "publicKeyJwk": badges.public_jwk(public(EC)),
}  # fmt: skip


def _jwk(key: badges.SigningKey = EC, **members: object) -> dict[str, object]:
    return {**badges.public_jwk(public(key)), **members}


def _document(key: badges.SigningKey = EC, /, **members: object) -> Handed:
    """The school's token, before a DID document with other members."""
    web = site()
    web.change(DOCUMENT, **members)
    return Handed(document=sign_jwt(claims_of(credential()), key, kid=EC.kid), web=web)


def _method(**members: object) -> Handed:
    """The school's token, before a DID document with this one method, changed."""
    return _document(verificationMethod=[{**METHOD, **members}], assertionMethod=[EC.kid])


def _evil_document(**members: object) -> Handed:
    """The forger's token in the school's name, under the school's kid."""
    return _document(EVIL_EC, **members)


def _redirected(target: str) -> Handed:
    """An open redirect on the school's host leads to the forger's document, which calls itself the school's."""
    web = site()
    web.redirects[DOCUMENT] = target
    web.put(target, did_document(DID, public(EVIL_EC)))
    kid = f"{DID}#{badges.key_name(public(EVIL_EC))}"
    return Handed(document=sign_jwt(claims_of(credential()), EVIL_EC, kid=kid), web=web)


def _served_as(body: bytes | str) -> Handed:
    web = site()
    web.put(DOCUMENT, body)
    return Handed(document=sign_jwt(claims_of(credential()), EC), web=web)


def _of_did(did: str) -> Handed:
    """A DID, and a web that answers every address the forger hopes for."""
    web = site()
    for address in (
        "https://127.0.0.1/.well-known/did.json",
        f"{HOST}/did.json",
        "https://school.example:8443/did.json",
    ):
        web.put(address, did_document(did, public(EVIL_EC)))
    handed = of_issuer(did, kid=f"{did}#{badges.key_name(public(EVIL_EC))}")
    return Handed(document=handed.document, web=web)


def _by_address(
    key: badges.SigningKey = EC, *, served: dict[str, object] | None = None, issuer: str = f"{HOST}/issuers/1",
    **header: object,
) -> Handed:  # fmt: skip
    """An issuer that is an address, with bare keys or a set of keys on its web."""
    web = site()
    for address, document in (served or {KEY_URL: _jwk()}).items():
        web.put(address, document)
    return Handed(document=sign_jwt(claims_of(credential(issuer=issuer)), key, **{"kid": KEY_URL, **header}), web=web)


def _with_a_slash() -> Handed:
    web = site()
    web.put(KEY_URL, _jwk())
    claims = claims_of(credential(issuer=f"{HOST}/issuers/1"), iss=f"{HOST}/issuers/1/")
    return Handed(document=sign_jwt(claims, EC, kid=KEY_URL), web=web)


def _did_key(change: Callable[[str], str] = str, *, stranger: bool = False, method: str | None = None) -> Handed:
    """A badge of a `did:key`, which is its own key."""
    did, key = multibase.did_key(public(ED)), ED  # type: ignore[arg-type]
    signing = EC if stranger else key
    did = change(did)
    kid = method or f"{did}#{did.removeprefix('did:key:')}"
    return Handed(document=sign_jwt(claims_of(credential(issuer=did)), signing, kid=kid), web=Web())


def _weak(y: bytes, signature: bytes) -> Handed:
    """A did:key that is a point of small order: one signature holds for nearly every text."""
    did = "did:key:" + multibase.encode(b"\xed\x01" + y)
    document = sign_document(credential(issuer={"id": did, "type": ["Profile"]}), ED)
    proof = {**document["proof"][0], "verificationMethod": f"{did}#{did.removeprefix('did:key:')}"}
    proof["proofValue"] = multibase.encode(signature)
    return Handed(document=json.dumps({**document, "proof": [proof]}), web=Web())


HONEST = (
    Honest("the school's own document", _document),
    Honest("one method as the school writes it", _method),
    Honest("a bare key at the address it is named by", _by_address),
    Honest("a set of keys", partial(_by_address, served={SET: {"keys": [_jwk(kid="1")]}}, kid="1")),
    Honest("a did:key", _did_key),
    Honest("a key for signatures that says so", partial(_method, publicKeyJwk=_jwk(use="sig", key_ops=["verify"]))),
    Honest("a key that ends later", partial(_method, expires="2026-01-01T00:00:00Z")),
)

_DOCUMENTS = (
    Case("the document of another DID", partial(_document, id=EVIL_DID), NOBODY, "key"),
    Case("a document without id", partial(_document, id=None), NOBODY, "key"),
    Case("the DID in capitals in its own document", partial(_document, id="did:web:SCHOOL.example"), NOBODY, "key"),
    Case("a key that may sign in, but not assert",
         partial(_document, assertionMethod=[ED.kid], authentication=[EC.kid]), NOBODY, "key"),
    Case("no assertionMethod", partial(_document, assertionMethod=None), NOBODY, "key"),
    Case("an assertionMethod that is one text", partial(_document, assertionMethod=EC.kid), NOBODY, "key"),
    Case("a key listed by its fragment alone", partial(_document, assertionMethod=[f"#{EC.kid.partition('#')[2]}"]),
         NOBODY, "key"),
    Case("a method of another controller", partial(_method, controller=EVIL_DID), NOBODY, "key"),
    Case("a method with two controllers", partial(_method, controller=[DID, EVIL_DID]), NOBODY, "key"),
    Case("a method without controller", partial(_method, controller=None), NOBODY, "key"),
    Case("two methods of one name, the second the forger's", partial(_evil_document, verificationMethod=[
         METHOD, {**METHOD, "publicKeyJwk": _jwk(EVIL_EC)}], assertionMethod=[EC.kid]), NOBODY, "key"),
    Case("the forger's method inside assertionMethod, of the forger", partial(_evil_document, assertionMethod=[
         {**METHOD, "controller": EVIL_DID, "publicKeyJwk": _jwk(EVIL_EC)}]), NOBODY, "key"),
    Case("a method that was revoked", partial(_method, revoked="2025-05-01T00:00:00Z"), STOLEN, "key"),
    Case("a method that has ended", partial(_method, expires="2025-05-01T00:00:00Z"), Reason.EXPIRED, "key"),
    Case("a method that publishes its private half", partial(_method, publicKeyJwk=_jwk(d="AA")), STOLEN, "key"),
    Case("a method with a secret of another kind", partial(_method, secretKeyMultibase="z1"), STOLEN, "key"),
    Case("a key for encryption", partial(_method, publicKeyJwk=_jwk(use="enc")), NOBODY, "key"),
    Case("a key for wrapping keys", partial(_method, publicKeyJwk=_jwk(key_ops=["wrapKey"])), NOBODY, "key"),
    Case("key_ops that are a text", partial(_method, publicKeyJwk=_jwk(key_ops="verify")), NOBODY, "key"),
    unknown("a method whose type is a list", partial(_method, type=["JsonWebKey"]), Reason.NOT_SUPPORTED, "key"),
    unknown("a method whose type is an object", partial(_method, type={"id": "JsonWebKey"}), Reason.NOT_SUPPORTED,
            "key"),
    unknown("a method whose dates cannot be read", partial(_method, revoked="soon"), Reason.NOT_SUPPORTED, "key"),
    unknown("a key whose coordinates are too long", partial(_method, publicKeyJwk=_jwk(x="A" * 44)),
            Reason.NOT_SUPPORTED, "key"),
    unknown("a document of 200 methods", partial(_document, verificationMethod=[METHOD] * 200), Reason.NOT_SUPPORTED,
            "key"),
    unknown("a document with its id twice", partial(_served_as, f'{{"id":"{EVIL_DID}","id":"{DID}"}}'),
            Reason.UNREACHABLE, "key"),
    unknown("a document over 1 MB", partial(_served_as, b'{"a":"' + b"x" * 1_000_000 + b'"}'), Reason.UNREACHABLE,
            "key"),
    unknown("a page for sale where the document was", partial(_served_as, "<!doctype html>"), Reason.UNREACHABLE,
            "key"),
    unknown("an open redirect to the forger's document", partial(_redirected, f"{EVIL_HOST}/did.json"),
            Reason.UNREACHABLE, "key"),
    unknown("a redirect to a host that begins alike", partial(_redirected, "https://www.school.example.evil.example/d"),
            Reason.UNREACHABLE, "key"),
    unknown("a redirect away from encryption", partial(_redirected, "http://school.example/did.json"),
            Reason.UNREACHABLE, "key"),
)  # fmt: skip

_DIDS = tuple(
    Case(f"did:web: {name}", partial(_of_did, did), NOBODY, "issuer")
    for name, did in (
        ("an IP address", "did:web:127.0.0.1"),
        ("an IP address as one number", "did:web:2130706433"),
        ("an IP address in hexadecimal", "did:web:0x7f000001"),
        ("an IP address of version 6", "did:web:%5B%3A%3A1%5D"),
        ("the way up", "did:web:school.example:.."),
        ("the way up, percent-encoded", "did:web:school.example:%2e%2e:did"),
        ("a slash, percent-encoded", "did:web:school.example:a%2F..%2Fb"),
        ("a backslash, percent-encoded", "did:web:school.example:a%5Cb"),
        ("NUL, percent-encoded", "did:web:school.example:a%00"),
        ("a query, percent-encoded", "did:web:school.example:a%3Fb"),
        ("a user before the host", "did:web:school.example%40evil.example"),
        ("a slash in the host", "did:web:evil.example/school.example"),
        ("a port of 99999", "did:web:school.example%3A99999"),
        ("a port of zero", "did:web:school.example%3A0"),
        ("a port in the digits of another script", "did:web:school.example%3A٨٤٤٣"),
        ("an empty segment", "did:web:school.example::a"),
        ("no host", "did:web:"),
        ("a query", "did:web:school.example?versionId=1"),
        ("a blank behind it", "did:web:school.example "),
        ("a fragment", "did:web:school.example#1"),
    )
)

_OTHERS = (
    unknown("a did:web on another port, whose document is another's", partial(_of_did, "did:web:school.example%3A8443"),
            Reason.UNREACHABLE, "key"),
    unknown("a method of DID that cannot be looked up", partial(_of_did, "did:ion:abc"), Reason.NOT_SUPPORTED,
            "issuer"),
    unknown("an issuer that is a mail address", partial(_of_did, "mailto:me@evil.example"), Reason.NOT_SUPPORTED,
            "issuer"),
    Case("a did:key signed by another", partial(_did_key, stranger=True), Reason.ALGORITHM_NOT_ALLOWED, "signature"),
    Case("a did:key with a method of another name", lambda: _did_key(method=ED.kid), NOBODY, "key"),
    Case("a did:key with a fragment of another key", lambda: _did_key(
         method=f"{multibase.did_key(public(ED))}#z6MkOther"), NOBODY, "key"),  # type: ignore[arg-type]
    unknown("a did:key of another kind of key", partial(_did_key, lambda _: P256_DID), Reason.NOT_SUPPORTED, "key"),
    unknown("a did:key with a letter that base58 leaves out", partial(_did_key, lambda did: f"{did[:-1]}0"),
            Reason.NOT_SUPPORTED, "key"),
    Case("a did:key in another base", partial(_did_key, lambda did: did.replace("key:z", "key:u")), NOBODY, "key"),
    Case("a did:key that is the neutral point, which verifies anything",
         partial(_weak, b"\x01" + bytes(31), b"\x01" + bytes(63)), STOLEN, "key"),
    Case("a did:key that is the neutral point in a second spelling",
         partial(_weak, b"\xee" + b"\xff" * 30 + b"\x7f", b"\x01" + bytes(63)), STOLEN, "key"),
    Case("a did:key that is a point of order two",
         partial(_weak, b"\xec" + b"\xff" * 30 + b"\x7f", b"\x01" + bytes(63)), STOLEN, "key"),
)  # fmt: skip

_ADDRESSES = (
    Case("a bare key on the forger's host", partial(_by_address, EVIL_EC, served={EVIL_KEY: _jwk(EVIL_EC),
         SET: {"keys": [_jwk()]}}, kid=EVIL_KEY), NOBODY, "key"),
    Case("iss with a slash that the issuer does not have", _with_a_slash, Reason.CLAIMS_MISMATCH, "contents"),
    Case("a bare key of another name", partial(_by_address, served={KEY_URL: _jwk(kid=f"{HOST}/keys/2")}), NOBODY,
         "key"),
    Case("the forger's signature under the school's bare key", partial(_by_address, EVIL_EC), Reason.ALTERED,
         "signature"),
    Case("a bare key with its private half", partial(_by_address, served={KEY_URL: _jwk(d="AA")}), STOLEN, "key"),
    Case("a bare key for encryption", partial(_by_address, served={KEY_URL: _jwk(use="enc")}), NOBODY, "key"),
    Case("a set with two keys of one name", partial(_by_address, EVIL_EC, served={SET: {"keys": [
         _jwk(kid="1"), _jwk(EVIL_EC, kid="1")]}}, kid="1"), NOBODY, "key"),
    Case("a set without the key", partial(_by_address, EVIL_EC, served={SET: {"keys": [_jwk(kid="1")]}}, kid=None,
         jwk=_jwk(EVIL_EC)), NOBODY, "key"),
    Case("a set that is no list", partial(_by_address, served={SET: {"keys": _jwk(kid="1")}}, kid="1"), NOBODY, "key"),
    Case("a set of 100 keys", partial(_by_address, served={SET: {"keys": [_jwk(kid="1")] * 100}}, kid="1"), NOBODY,
         "key"),
    unknown("a set whose key has a list as type", partial(_by_address, served={SET: {"keys": [
            _jwk(kid="1", kty=["EC"])]}}, kid="1"), Reason.NOT_SUPPORTED, "key"),
    unknown("a kid whose fragment is the key", partial(_by_address, EVIL_EC, kid=f"{HOST}#z6MkForger"),
            Reason.UNREACHABLE, "key"),
    unknown("an issuer in a private network", partial(_by_address, issuer="https://192.168.0.1/issuer"),
            Reason.NOT_SUPPORTED, "issuer"),
    unknown("an issuer with a user before its host", partial(_by_address, issuer="https://school.example@evil.example"),
            Reason.NOT_SUPPORTED, "issuer"),
    unknown("nobody to ask", lambda: Handed(document=sign_jwt(claims_of(credential()), EC)), Reason.ISSUER_UNKNOWN,
            "key"),
)  # fmt: skip

FAMILY = Family("foreign keys", HONEST, (*_DOCUMENTS, *_DIDS, *_OTHERS, *_ADDRESSES))
