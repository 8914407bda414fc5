"""What an issuer publishes of its keys, and what a stranger makes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

import badges
from badges import Reason, Verdict, ob2

from .foreign_site import DID, EC, ED, HOST, NOW, RS, Web, ask, claims_of, credential, public, sign_jwt, site
from .specimen import ACHIEVEMENT, AWARD, BASE, ISSUER

KEY_URL = f"{HOST}/keys/1"
OB2_KEY = f"{BASE}/ob/2/keys/1.json"
STRANGER = badges.StoredTrust(issuer_ids=(), keys=(), registered=())


def _signed(**header: object) -> str:
    return sign_jwt(claims_of(credential(issuer=HOST)), EC, **header)


def _jwk(key: badges.SigningKey, kid: str) -> dict[str, str]:
    return badges.public_jwk(public(key), kid=kid)


def _published() -> Web:
    web = Web()
    web.put(ISSUER.address, ob2.profile(replace(ISSUER, revocation_list=None), public_keys=[OB2_KEY]))
    web.put(ACHIEVEMENT.ob2_id, ob2.badge_class(ACHIEVEMENT, issuer=ISSUER))
    web.put(OB2_KEY, badges.cryptographic_key(OB2_KEY, owner=ISSUER.address, public_key=public(RS)))
    return web


def test_a_stranger_finds_the_rsa_key_of_our_signed_assertion_by_what_we_publish() -> None:
    token = ob2.sign_assertion(AWARD, RS, key_url=OB2_KEY)
    report = badges.verify(token, resolve=_published(), trust=STRANGER, now=NOW)

    assert (report.verdict, report.form) == (Verdict.VALID, "ob2_signed")
    assert report.issuer_host == "badges.example.org"


def test_a_key_whose_owner_is_another_profile_signs_nothing_for_this_one() -> None:
    web = _published()
    web.change(OB2_KEY, owner=f"{BASE}/ob/2/issuers/other.json")
    token = ob2.sign_assertion(AWARD, RS, key_url=OB2_KEY)

    report = badges.verify(token, resolve=web, trust=STRANGER, now=NOW)
    assert report.reasons == (Reason.ISSUER_NOT_PROVEN,)


@pytest.mark.parametrize("key", [EC, ED], ids=["ES256", "Ed25519"])
def test_open_badges_2_is_signed_and_published_with_rsa_alone(key: badges.SigningKey) -> None:
    with pytest.raises(badges.InvalidKey):
        ob2.sign_assertion(AWARD, key, key_url=OB2_KEY)
    with pytest.raises(badges.InvalidKey):
        badges.cryptographic_key(OB2_KEY, owner=ISSUER.address, public_key=public(key))


def test_the_name_of_a_key_finds_it_in_a_set_at_its_own_address() -> None:
    web = site()
    web.put(KEY_URL, {"keys": [_jwk(ED, "other"), _jwk(EC, KEY_URL)]})
    assert ask(_signed(kid=KEY_URL), web).verdict is Verdict.VALID


def test_two_keys_of_one_name_are_none() -> None:
    web = site()
    web.put(KEY_URL, {"keys": [_jwk(ED, KEY_URL), _jwk(EC, KEY_URL)]})
    assert ask(_signed(kid=KEY_URL), web).reasons == (Reason.ISSUER_NOT_PROVEN,)


def test_a_key_that_calls_itself_otherwise_is_not_the_one_at_this_address() -> None:
    web = site()
    web.put(KEY_URL, _jwk(EC, f"{HOST}/keys/2"))
    assert ask(_signed(kid=KEY_URL), web).reasons == (Reason.ISSUER_NOT_PROVEN,)


@pytest.mark.parametrize("keys", [None, {}, "all", [{}] * 51], ids=["none", "object", "text", "too many"])
def test_what_is_no_set_of_keys_names_nobody(keys: object) -> None:
    web = site()
    web.put(f"{HOST}/.well-known/jwks.json", {"keys": keys})
    assert ask(_signed(kid="first"), web).reasons == (Reason.ISSUER_NOT_PROVEN,)


def test_a_key_the_token_brings_is_looked_for_among_those_that_can_be_read() -> None:
    web = site()
    web.put(f"{HOST}/.well-known/jwks.json", {"keys": [7, {"kty": "oct"}, {"kty": []}, _jwk(EC, "first")]})
    token = _signed(kid=None, jwk=badges.public_jwk(public(EC)))
    assert ask(token, web).verdict is Verdict.VALID


def test_an_issuer_whose_did_leads_nowhere_is_not_proven_and_asks_nobody() -> None:
    web = site()
    for did in ("did:web:192.0.2.1", "did:web:school.example:..:a", "did:web:"):
        report = ask(sign_jwt(claims_of(credential(issuer=did)), EC, kid=f"{did}#a"), web)
        assert report.reasons == (Reason.ISSUER_NOT_PROVEN,), did
    assert web.asked == []


def test_a_compromised_key_leaves_every_list_and_a_retired_one_comes_last() -> None:
    old = EC.verification_key(controller=DID, state=badges.KeyState.RETIRED)
    stolen = ED.verification_key(controller=DID, state=badges.KeyState.COMPROMISED, compromised_since=NOW)
    new = badges.generate_signing_key(controller=DID).verification_key(controller=DID)

    assert badges.published([stolen, old, new]) == [new, old]
    assert [key["kid"] for key in badges.jwk_set([stolen, old, new])["keys"]] == [new.kid, old.kid]
