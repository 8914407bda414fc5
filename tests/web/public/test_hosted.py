"""What the identifiers inside badges lead to: `/ob/…` and `/.well-known/…`."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

import badges
from peerlearn.awards import issuers
from peerlearn.awards.keys import KeyFolder
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from tests.web.public.conftest import Shown
from tests.web.public.handing_in import header_of, payload_of

LINKED = "application/ld+json"


def _claims(shown: Shown) -> dict[str, Any]:
    claims: dict[str, Any] = badges.read_json(payload_of(shown.token))
    return claims


def _addresses(shown: Shown) -> dict[str, str]:
    """Every public address that one badge leads to, with the media type it must have."""
    claims, assertion = _claims(shown), json.loads(shown.assertion)
    achievement = claims["credentialSubject"]["achievement"]
    badge_class = shown.json(assertion["badge"])
    profile = shown.json(badge_class["issuer"])
    issuer_id = profile["id"].rpartition("/")[2].removesuffix(".json")
    name = json.loads(header_of(shown.token))["kid"].rpartition("#")[2]
    credential = claims["id"].removeprefix("urn:uuid:")
    return {
        assertion["id"]: LINKED,
        assertion["badge"]: LINKED,
        badge_class["image"]: "image/png",
        badge_class["issuer"]: LINKED,
        profile["revocationList"]: LINKED,
        profile["publicKey"][0]: LINKED,
        achievement["id"]: LINKED,
        f"/ob/3/issuers/{issuer_id}/profile.json": LINKED,
        f"/ob/3/issuers/{issuer_id}/did.json": "application/did+json",
        f"/ob/3/keys/{name}.json": "application/jwk+json",
        f"/ob/3/credentials/{credential}.jwt": "text/plain",
        f"/ob/3/credentials/{credential}.json": "application/vc+ld+json",
        claims["credentialStatus"]["statusListCredential"]: "text/plain",
        claims["credentialStatus"]["statusListCredential"].replace(".jwt", ".json"): "application/vc+ld+json",
        "/.well-known/did.json": "application/did+json",
        "/.well-known/jwks.json": "application/jwk-set+json",
    }


def test_every_address_answers_strangers_with_its_type_and_lets_them_keep_it(shown: Shown) -> None:
    for address, media_type in _addresses(shown).items():
        answer = shown.browser.get(address)
        assert answer.status_code == 200, address
        assert answer.mimetype == media_type, address
        headers = answer.headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["X-Robots-Tag"] == "noindex"
        assert "Set-Cookie" not in headers
        assert "Cookie" not in headers["Vary"]
        assert "nonce" not in headers["Content-Security-Policy"]
        again = shown.browser.get(address, headers={"If-None-Match": headers["ETag"]})
        assert again.status_code == 304, address


def test_what_may_change_is_kept_for_a_minute_at_most(shown: Shown) -> None:
    for address in _addresses(shown):
        kept = shown.browser.get(address).cache_control
        is_fixed = any(part in address for part in ("/badges/", "/achievements/", "/images/"))
        assert kept.public
        assert kept.max_age == (86400 if is_fixed else 60), address


def test_each_document_says_the_address_it_lies_at(shown: Shown) -> None:
    for address, media_type in _addresses(shown).items():
        if media_type == LINKED and address.startswith("http"):
            assert shown.json(address)["id"] == address


def test_linked_data_comes_as_plain_json_only_to_those_who_ask_for_that(shown: Shown) -> None:
    address = json.loads(shown.assertion)["id"]
    wishes = {
        "": LINKED,
        "*/*": LINKED,
        "text/html,*/*;q=0.8": LINKED,
        "application/ld+json, application/json, image/png": LINKED,
        "application/json": "application/json",
        "application/json, */*;q=0.5": "application/json",
    }
    for wish, media_type in wishes.items():
        answer = shown.browser.get(address, headers={"Accept": wish})
        assert answer.mimetype == media_type, wish
        assert answer.data == shown.assertion


def test_the_key_in_the_token_is_found_in_each_place_that_publishes_it(shown: Shown) -> None:
    kid = json.loads(header_of(shown.token))["kid"]
    did = shown.json("/.well-known/did.json")
    assert did["id"] == _claims(shown)["iss"]
    assert kid in did["assertionMethod"]
    bare = shown.json(f"/ob/3/keys/{kid.rpartition('#')[2]}.json")
    assert bare["kty"] == "EC"
    assert bare in shown.json("/.well-known/jwks.json")["keys"]
    assert "d" not in bare


def test_a_retired_key_stays_published_and_a_compromised_one_is_taken_down(shown: Shown) -> None:
    name = json.loads(header_of(shown.token))["kid"].rpartition("#")[2]
    for step in _steps_of_a_key(shown):
        listed = json.dumps(shown.json("/.well-known/jwks.json"))
        did = json.dumps(shown.json("/.well-known/did.json"))
        bare = shown.browser.get(f"/ob/3/keys/{name}.json")
        is_published = step != "compromised"
        assert (name in listed, name in did, bare.status_code == 200) == (is_published,) * 3, step


def _steps_of_a_key(shown: Shown) -> Iterator[str]:
    yield "in use"
    with shown.app.app_context():
        scope.enter(db.session(), Scope.everything("a test rotates a key"))
        with transaction():
            issuer = issuers.issuers()[0]
            issuers.rotate_keys(issuer, KeyFolder.of(shown.settings), now=clock.now())
        scope.leave(db.session())
    yield "retired"
    with shown.app.app_context():
        scope.enter(db.session(), Scope.everything("a test gives a key up"))
        with transaction():
            keys = issuers.keys_of(issuers.issuers()[0])
            former = next(key for key in keys if key.algorithm == "ES256" and key.state == "retired")
            issuers.mark_compromised(former, KeyFolder.of(shown.settings), since=clock.now(), now=clock.now())
        scope.leave(db.session())
    yield "compromised"


@pytest.mark.parametrize(
    "address",
    [
        "/ob/2/issuers/none.json",
        "/ob/2/badges/none.json",
        "/ob/2/assertions/8c2b2c1e-5b0a-4d3e-9a57-0a5a4a3f2b11.json",
        "/ob/2/assertions/1.json",
        "/ob/2/revocations/none.json",
        "/ob/images/none.png",
        "/ob/3/issuers/none/profile.json",
        "/ob/3/issuers/none/did.json",
        "/ob/3/keys/none.json",
        "/ob/3/achievements/none.json",
        "/ob/3/credentials/8c2b2c1e-5b0a-4d3e-9a57-0a5a4a3f2b11.jwt",
        "/ob/3/credentials/8c2b2c1e-5b0a-4d3e-9a57-0a5a4a3f2b11.json",
        "/ob/2/keys/none.json",
        "/ob/3/status/999999999.jwt",
        "/ob/3/status/999999999.json",
        "/ob/3/status/99999999999999999999999999.jwt",
        "/.well-known/did.json",
    ],
)
def test_what_does_not_exist_is_not_found_and_not_kept(app: Flask, address: str) -> None:
    answer = app.test_client().get(address)
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"
