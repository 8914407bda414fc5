"""DIDs of other issuers: where their document lies, and which keys it really publishes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import badges
from badges import dids, multibase
from badges.errors import InvalidKey

DID = "did:web:school.example"
KEY = Ed25519PrivateKey.generate().public_key()
EC = badges.generate_signing_key(controller=DID).private_key.public_key()
NOW = datetime(2025, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("did", "address"),
    [
        ("did:web:school.example", "https://school.example/.well-known/did.json"),
        ("did:web:school.example:user:alice", "https://school.example/user/alice/did.json"),
        ("did:web:school.example%3A8443", "https://school.example:8443/.well-known/did.json"),
        ("did:web:school.example%3a8443:a", "https://school.example:8443/a/did.json"),
        ("did:web:School.Example", "https://school.example/.well-known/did.json"),
        ("did:web:school.example:caf%C3%A9", "https://school.example/caf%C3%A9/did.json"),
        ("did:web:localhost%3A5000", "http://localhost:5000/.well-known/did.json"),
    ],
)
def test_where_the_document_lies(did: str, address: str) -> None:
    assert dids.web_address(did) == address


@pytest.mark.parametrize(
    "did",
    [
        "did:key:z6Mk",
        "did:web:",
        "did:web:127.0.0.1",
        "did:web:2130706433",
        "did:web:0x7f000001",
        "did:web:127.1",
        "did:web:%5B%3A%3A1%5D",
        "did:web:school.example/..",
        "did:web:school.example:..",
        "did:web:school.example:%2e%2e",
        "did:web:school.example:a%2Fb",
        "did:web:school.example::a",
        "did:web:school.example%3A0",
        "did:web:school.example%3A99999",
        "did:web:school.example%40evil.example",
        "did:web:school.example?x",
        "did:web:school.example#z6Mk",
        "did:web:école.example",
        "did:web:did:web:school.example@x",
    ],
)
def test_what_is_no_did_web(did: str) -> None:
    with pytest.raises(InvalidKey):
        dids.web_address(did)


def _method(**members: object) -> dict[str, Any]:
    method = {
        "id": f"{DID}#k",
        "type": "Multikey",
        "controller": DID,
        "publicKeyMultibase": multibase.multikey(KEY),
        **members,
    }
    return {name: value for name, value in method.items() if value is not None}


def _document(*methods: dict[str, Any], **members: object) -> dict[str, Any]:
    return {"id": DID, "verificationMethod": list(methods), "assertionMethod": [f"{DID}#k"], **members}


def _find(document: dict[str, Any]) -> object:
    return dids.published_key(document, did=DID, kid=f"{DID}#k", now=NOW)


@pytest.mark.parametrize(
    ("members", "key"),
    [
        ({}, KEY),
        ({"type": "Ed25519VerificationKey2020"}, KEY),
        ({"type": "JsonWebKey", "publicKeyMultibase": None, "publicKeyJwk": badges.public_jwk(EC)}, EC),
        ({"type": "JsonWebKey2020", "publicKeyMultibase": None, "publicKeyJwk": badges.public_jwk(KEY)}, KEY),
        ({"expires": "2026-01-01T00:00:00Z", "revoked": "2026-01-01T00:00:00Z"}, KEY),
    ],
    ids=["Multikey", "Ed25519VerificationKey2020", "JsonWebKey", "JsonWebKey2020", "still good"],
)
def test_the_kinds_of_key_that_are_read(members: dict[str, object], key: object) -> None:
    assert _find(_document(_method(**members))) == key
    assert _find(_document(assertionMethod=[_method(**members)])) == key


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (_document(_method(), id="did:web:evil.example"), "did_mismatch"),
        (_document(_method(), assertionMethod=[]), "key_not_published"),
        (_document(_method(), assertionMethod=["#k"]), "key_not_published"),
        (_document(_method(), assertionMethod={"id": f"{DID}#k"}), "key_not_published"),
        (_document(_method(), assertionMethod=None, authentication=[f"{DID}#k"]), "key_not_published"),
        (_document(_method(id="#k")), "key_not_published"),
        (_document(_method(controller="did:web:evil.example")), "key_not_published"),
        (_document(_method(controller=None)), "key_not_published"),
        (_document(_method(), _method(type="JsonWebKey")), "key_not_published"),
        (_document(), "key_not_published"),
        (_document(_method(type="EcdsaSecp256k1VerificationKey2019")), "key_not_supported"),
        (_document(_method(publicKeyMultibase="zQ3sh")), "key_not_supported"),
        (_document(*[_method()] * 51), "key_not_supported"),
        (_document(_method(expires="2025-01-01T00:00:00Z")), "key_expired"),
        (_document(_method(revoked="2025-01-01T00:00:00Z")), "key_compromised"),
        (_document(_method(revoked="soon")), "key_not_supported"),
        (_document(_method(secretKeyMultibase="z3u2")), "key_compromised"),
        (
            _document(_method(type="JsonWebKey", publicKeyJwk={**badges.public_jwk(EC), "d": "AA"})),
            "key_compromised",
        ),
    ],
)
def test_what_is_not_the_key_of_the_issuer(document: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidKey) as caught:
        _find(document)

    assert caught.value.code == code


def test_all_published_keys_without_those_that_cannot_be_used() -> None:
    odd = _method(id=f"{DID}#odd", type="Odd")
    document = _document(odd, _method(), assertionMethod=[f"{DID}#k", f"{DID}#odd"])

    assert dids.published_keys(document, did=DID, now=NOW) == [KEY]


def test_a_did_key_is_its_own_document() -> None:
    did = multibase.did_key(KEY)
    name = did.removeprefix("did:key:")

    assert dids.key_of_did_key(did, f"{did}#{name}") == KEY
    assert dids.key_of_did_key(did, None) == KEY
    for kid in (did, f"{did}#", f"{did}#other", name):
        with pytest.raises(InvalidKey):
            dids.key_of_did_key(did, kid)


@pytest.mark.parametrize(
    "did", ["did:key:", "did:key:abc", "did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169"]
)
def test_another_did_key_is_not_read(did: str) -> None:
    with pytest.raises(InvalidKey):
        dids.key_of_did_key(did, None)
