"""Forged and altered badges in the box of `/verify`: never valid, and each answer says why."""

import hmac
import json
import logging
from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest

import badges
from badges import signatures
from peerlearn.awards import issuers
from peerlearn.awards.keys import KeyFolder
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from tests.web.public.conftest import Shown
from tests.web.public.handing_in import hand_in, header_of, heading, paste, payload_of

NOT_VALID = "Ce badge n’est pas valable"
NOT_A_BADGE = "Ce n’est pas un badge lisible"


def test_one_changed_sign_anywhere_in_the_token_is_seen(shown: Shown) -> None:
    token = shown.token
    places = {*range(0, len(token), 149), len(token) - 1, len(token) - 44, token.index("."), token.rindex(".") + 1}
    for place in sorted(places):
        other = "A" if token[place] != "A" else "B"
        page = paste(shown.browser, token[:place] + other + token[place + 1 :])
        assert heading(page) in {NOT_VALID, NOT_A_BADGE}, place
        assert "verdict--invalid" in page


def test_the_signature_of_another_badge_does_not_fit(shown: Shown) -> None:
    head, _payload, signature = shown.token.split(".")
    claims = json.loads(payload_of(shown.token))
    claims["credentialSubject"]["achievement"]["name"] = "Ingénieur"
    page = paste(shown.browser, ".".join((head, _encoded(claims), signature)))
    assert heading(page) == NOT_VALID
    assert "ce que l’émetteur a signé" in page


def test_a_picture_whose_badge_was_altered_is_not_valid(shown: Shown) -> None:
    token = shown.token
    middle = len(token) // 2
    altered = token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :]
    picture = badges.bake(shown.picture, altered, keyword=badges.OB3_KEYWORD)
    assert heading(hand_in(shown.browser, picture, "badge.png")) in {NOT_VALID, NOT_A_BADGE}


def test_a_picture_with_a_damaged_chunk_is_not_valid(shown: Shown) -> None:
    picture = bytearray(shown.picture)
    picture[picture.index(b"openbadgecredential") + 200] ^= 1
    assert heading(hand_in(shown.browser, bytes(picture), "badge.png")) == NOT_A_BADGE


def test_a_picture_that_holds_two_badges_of_one_form_is_not_valid(shown: Shown) -> None:
    picture = shown.picture
    start = picture.index(b"iTXt") - 4
    length = int.from_bytes(picture[start : start + 4], "big") + 12
    doubled = picture[:start] + picture[start : start + length] * 2 + picture[start + length :]
    assert heading(hand_in(shown.browser, doubled, "badge.png")) == NOT_A_BADGE


def test_an_assertion_with_another_name_of_badge_is_not_valid(shown: Shown) -> None:
    assertion = json.loads(shown.assertion)
    assertion["badge"] = assertion["badge"].replace("/badges/", "/badges/x")
    page = paste(shown.browser, json.dumps(assertion))
    assert heading(page) == NOT_VALID
    assert "Moussa" not in page


def test_a_token_cannot_choose_how_it_is_checked(shown: Shown) -> None:
    payload = shown.token.split(".")[1]
    header = json.loads(header_of(shown.token))
    mine = badges.generate_signing_key(controller="did:web:localhost")
    own_jwk = badges.public_jwk(mine.private_key.public_key())
    public = json.dumps(shown.json("/.well-known/jwks.json")["keys"][0]).encode()
    forged = {
        "none": f"{_encoded({**header, 'alg': 'none'})}.{payload}.AAAA",
        "hmac with the public key": _hmac({**header, "alg": "HS256"}, payload, public),
        "a key brought along": _signed({**header, "jwk": own_jwk}, payload, mine),
        "a foreign key under our name": _signed(header, payload, mine),
        "a key of its own": _signed({**header, "kid": mine.kid}, payload, mine),
        "an address for the key": _signed({**header, "jku": "https://evil.example/jwks.json"}, payload, mine),
        "no name of a key": _signed({"alg": "ES256"}, payload, mine),
    }
    for how, token in forged.items():
        page = paste(shown.browser, token)
        assert heading(page) == NOT_VALID, how


def test_what_our_own_key_signed_but_nobody_registered_is_not_valid_and_raises_an_alarm(
    shown: Shown, caplog: pytest.LogCaptureFixture
) -> None:
    token = _signed_with_the_real_key(shown)
    with caplog.at_level(logging.CRITICAL, logger="peerlearn"):
        page = paste(shown.browser, token)
    assert heading(page) == NOT_VALID
    assert "Le registre ne le connaît pas" in page
    assert [record.levelname for record in caplog.records] == ["CRITICAL"]
    assert badges.digest(token) in caplog.text
    assert "Moussa" not in caplog.text


def test_a_genuine_badge_raises_no_alarm(shown: Shown, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="peerlearn"):
        paste(shown.browser, shown.token)
        paste(shown.browser, shown.token[:-10])
    assert caplog.records == []


def test_a_badge_registered_after_its_key_was_stolen_no_longer_counts(shown: Shown) -> None:
    with shown.app.app_context():
        scope.enter(db.session(), Scope.everything("a theft is noticed"))
        with transaction():
            key, folder = issuers.keys_of(issuers.issuers()[0])[0], KeyFolder.of(shown.settings)
            issuers.mark_compromised(key, folder, since=clock.now() - timedelta(days=1), now=clock.now())
        scope.leave(db.session())
    for page in (shown.browser.get(shown.page).text, paste(shown.browser, shown.code)):
        assert heading(page) == NOT_VALID
        assert "Il a été signé avec une clé volée" in page


def _signed_with_the_real_key(shown: Shown) -> str:
    claims = json.loads(payload_of(shown.token))
    claims["id"] = claims["jti"] = uuid4().urn
    with shown.app.app_context():
        scope.enter(db.session(), Scope.everything("a thief holds the key"))
        stored = issuers.keys_of(issuers.issuers()[0])[0]
        key = KeyFolder.of(shown.settings).read(stored)
        scope.leave(db.session())
        db.session.remove()
    return badges.sign(badges.write_json(claims), key)


def _signed(header: dict[str, Any], payload: str, key: badges.SigningKey) -> str:
    signing_input = f"{_encoded(header)}.{payload}"
    signature = signatures.sign(signing_input.encode(), key.private_key)
    return f"{signing_input}.{urlsafe_b64encode(signature).decode().rstrip('=')}"


def _hmac(header: dict[str, Any], payload: str, secret: bytes) -> str:
    signing_input = f"{_encoded(header)}.{payload}"
    mac = hmac.new(secret, signing_input.encode(), sha256).digest()
    return f"{signing_input}.{urlsafe_b64encode(mac).decode().rstrip('=')}"


def _encoded(value: dict[str, Any]) -> str:
    return urlsafe_b64encode(badges.write_json(value)).decode().rstrip("=")
