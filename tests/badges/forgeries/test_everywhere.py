"""Whatever stands in any one place of any document that a verification reads, an answer comes back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

import badges
from badges import Verdict
from tests.badges.foreign_site import (
    ASSERTION,
    BADGE_CLASS,
    DID,
    EC,
    ED,
    HOST,
    LIST,
    PROFILE,
    REVOCATIONS,
    RS,
    RSA_KEY,
    altered,
    ask,
    claims_of,
    credential,
    public,
    revocations,
    sign_document,
    sign_jwt,
    signed_assertion,
    site,
    status_entry,
    status_list,
)

from . import ours
from .foreign_tokens import FIRST, REGISTERED

Place = tuple[str | int, ...]
Asked = Callable[[Any], badges.Report]

AWA = "awa@example.org"
INTRUDERS: tuple[object, ...] = (None, True, 0, -1.5, "", "did:web:", "https://[", [], [[]], {}, {"id": []}, [{}])
DID_DOCUMENT = f"{HOST}/.well-known/did.json"
SET = f"{HOST}/.well-known/jwks.json"
KEY_URL = f"{HOST}/keys/1"
FULL = credential(credentialStatus=status_entry(), validUntil="2026-03-01T09:30:00Z")
JWT = sign_jwt(claims_of(credential()), EC)
LISTED = sign_jwt(claims_of(credential(credentialStatus=status_entry())), EC)
SIGNED = sign_jwt(signed_assertion(), RS, kid=None)
BY_ADDRESS = claims_of(credential(issuer=f"{HOST}/issuers/1"))


def _places(value: Any, place: Place = ()) -> Iterator[Place]:
    if place:
        yield place
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        yield from _places(member, (*place, name))


def _served(name: str, address: str, given: object, document: object = None) -> tuple[str, Any, Asked]:
    """What this address serves, deformed, when somebody asks about `given`."""
    if document is None:
        document = json.loads(site().pages[address])

    def asked(deformed: object) -> badges.Report:
        web = site()
        web.put(address, deformed)
        return ask(given, web, recipient=AWA)

    return name, document, asked


def _token(key: badges.SigningKey, deformed: Any) -> badges.Report:
    return ask(sign_jwt(deformed, key), recipient=AWA)


def _key(key: badges.SigningKey, kid: str) -> tuple[dict[str, str], str]:
    return badges.public_jwk(public(key), kid=kid), sign_jwt(BY_ADDRESS, key, kid=kid)


BARE_EC, BY_EC = _key(EC, KEY_URL)
BARE_RSA, BY_RSA = _key(RS, KEY_URL)
IN_SET, BY_SET = _key(EC, "1")
HEADER = {"alg": "ES256", "kid": EC.kid, "typ": "JWT", "jwk": badges.public_jwk(public(EC))}
ED_TECH = {"id": LIST, "issuer": DID, "revokedCredential": [{"id": "urn:x", "revoked": True}]}
BY_ED_TECH = sign_jwt(claims_of(credential(credentialStatus={"id": LIST, "type": "1EdTechRevocationList"})), EC)

DOCUMENTS: tuple[tuple[str, Any, Asked], ...] = (
    _served("a DID document", DID_DOCUMENT, JWT),
    _served(
        "a DID document, for a key brought along",
        DID_DOCUMENT,
        sign_jwt(claims_of(credential()), EC, kid=None, jwk=badges.public_jwk(public(EC))),
    ),
    _served("a DID document, for a proof", DID_DOCUMENT, sign_document(credential(), ED)),
    _served("a hosted assertion", ASSERTION, ASSERTION),
    _served("a badge class", BADGE_CLASS, ASSERTION),
    _served("a Profile", PROFILE, SIGNED),
    _served("a CryptographicKey", RSA_KEY, SIGNED),
    _served("a revocation list", REVOCATIONS, SIGNED, revocations("urn:x", {"id": "urn:y", "revocationReason": "z"})),
    _served("a status list with a proof", LIST, LISTED, sign_document(status_list(6), ED)),
    _served("a list of 1EdTech", LIST, BY_ED_TECH, ED_TECH),
    _served("a bare key on P-256", KEY_URL, BY_EC, BARE_EC),
    _served("a bare RSA key", KEY_URL, BY_RSA, BARE_RSA),
    _served("a set of keys", SET, BY_SET, {"keys": [IN_SET]}),
    ("a signed assertion", signed_assertion(), partial(_token, RS)),
    ("a token", claims_of(FULL), partial(_token, EC)),
    ("a token of VC 1.1", {**REGISTERED, "vc": FIRST}, partial(_token, EC)),
    ("a header", HEADER, lambda header: ask(sign_jwt(claims_of(credential()), EC, **header))),
    ("a badge with a proof", sign_document(FULL, ED), partial(ask, recipient=AWA)),
    ("our token", dict(ours.PAYLOAD), lambda claims: ours.handed(ours.token(payload=claims)).verified()),
    ("our header", dict(ours.HEADER), lambda header: ours.handed(ours.token(header)).verified()),
    ("our badge with a proof", ours.secured(), lambda document: ours.as_json(document).verified()),
    ("our hosted one", dict(ours.ASSERTION), lambda document: ours.hosted(document).verified()),
)


@pytest.mark.parametrize(("document", "asked"), [row[1:] for row in DOCUMENTS], ids=[row[0] for row in DOCUMENTS])
def test_whatever_stands_in_any_place_an_answer_comes_back(document: Any, asked: Asked) -> None:
    assert asked(document).verdict is Verdict.VALID
    for place in _places(document):
        for intruder in INTRUDERS:
            report = asked(altered(document, *place, to=intruder))

            assert report.reasons or report.verdict is Verdict.VALID, (place, intruder)
