"""The two identifiers of an issuer, and the document behind one of them."""

from datetime import UTC, datetime

import pytest

import badges

from .specimen import BASE, DID, KEY, PUBLIC, STRANGER


@pytest.mark.parametrize(
    ("base", "did"),
    [
        ("https://badges.example.org", "did:web:badges.example.org"),
        ("https://badges.example.org/", "did:web:badges.example.org"),
        ("https://Badges.Example.ORG", "did:web:badges.example.org"),
        ("https://badges.example.org:8443", "did:web:badges.example.org%3A8443"),
        ("http://localhost:5000", "did:web:localhost%3A5000"),
        ("https://badges.example.org/ob/3/issuers/a1", "did:web:badges.example.org:ob:3:issuers:a1"),
    ],
)
def test_an_address_becomes_a_did(base: str, did: str) -> None:
    assert badges.did_web(base) == did


@pytest.mark.parametrize(
    "base",
    [
        "http://badges.example.org",
        "https://127.0.0.1",
        "https://127.1",
        "https://2130706433",
        "https://[::1]",
        "https://user@badges.example.org",
        "https://badges.example.org?x=1",
        "https://badges.example.org#x",
        "https://badges.example.org/a%2fb",
        "https://badges.example.org//a",
        "https://badges.example.org/../a",
        "https://badges.example.org/a/.",
        "https://badges.example.org:99999",
        "https://bad host",
        "https://été.example",
        "ftp://badges.example.org",
        "badges.example.org",
        "https://",
        "",
    ],
)
def test_an_address_that_cannot_be_a_did_is_refused(base: str) -> None:
    with pytest.raises(badges.ContentRefused):
        badges.did_web(base)


def test_the_document_lists_its_methods_as_absolute_strings() -> None:
    document = badges.did_document(DID, [PUBLIC])

    method = document["verificationMethod"][0]
    assert document["id"] == DID
    assert document["assertionMethod"] == [KEY.kid] == [method["id"]]
    assert method["controller"] == DID
    assert method["type"] == "JsonWebKey"
    assert method["publicKeyJwk"] == badges.public_jwk(PUBLIC.public_key)
    assert "d" not in method["publicKeyJwk"]


def test_active_keys_come_first_retired_ones_stay_compromised_ones_leave() -> None:
    stolen, retired, active = (badges.generate_signing_key(controller=DID) for _ in range(3))
    keys = [
        stolen.verification_key(
            controller=DID,
            state=badges.KeyState.COMPROMISED,
            compromised_since=datetime(2025, 1, 1, tzinfo=UTC),
        ),
        retired.verification_key(controller=DID, state=badges.KeyState.RETIRED),
        active.verification_key(controller=DID),
    ]

    document = badges.did_document(DID, keys)

    assert document["assertionMethod"] == [active.kid, retired.kid]
    assert [method["id"] for method in document["verificationMethod"]] == [active.kid, retired.kid]
    assert [jwk["kid"] for jwk in badges.jwk_set(keys)["keys"]] == [active.kid, retired.kid]


def test_a_key_of_another_issuer_has_no_place_in_the_document() -> None:
    with pytest.raises(badges.InvalidKey):
        badges.did_document(DID, [STRANGER.verification_key(controller="did:web:stranger.example")])
    with pytest.raises(badges.InvalidKey):
        badges.did_document(badges.did_web(f"{BASE}/other"), [PUBLIC])
