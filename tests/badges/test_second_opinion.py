"""openbadgeslib, which shares no code with us, says the same.

It gets addresses and the files they serve, never a key of ours: its fetching goes through its own
`download` hook.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from openbadgeslib.ob2.verifier import OB2VerificationError, OB2Verifier
from openbadgeslib.ob3.credential import OpenBadgeCredential
from openbadgeslib.ob3.status import decode_encoded_list, set_indices
from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier
from openbadgeslib.verify import verify_badge

import badges
from badges import ob2, ob3, status

from .pictures import png
from .specimen import ACHIEVEMENT, ASSERTION, AWARD, BASE, DID, ISSUED, ISSUER, KEY, LIST_URL, PUBLIC, TOKEN


class Site:
    """What our public addresses serve, as a function from address to bytes."""

    def __init__(self, *, withdrawn: tuple[int, ...] = (), withdrawals: tuple[ob2.Withdrawal, ...] = ()) -> None:
        status_list = status.sign_list(
            LIST_URL, issuer_did=DID, bits=status.bitstring(withdrawn), published_at=ISSUED, key=KEY
        )
        revocations = ob2.revocation_list(f"{BASE}/ob/2/revocations/main.json", issuer=ISSUER, withdrawals=withdrawals)
        self.files: dict[str, bytes] = {
            f"{BASE}/.well-known/did.json": badges.write_json(badges.did_document(DID, [PUBLIC])),
            LIST_URL: status_list.encode(),
            revocations["id"]: badges.write_json(revocations),
            ISSUER.address: badges.write_json(ob2.profile(ISSUER)),
            ACHIEVEMENT.ob2_id: badges.write_json(ob2.badge_class(ACHIEVEMENT, issuer=ISSUER)),
            AWARD.assertion_url: ASSERTION,
        }

    def __call__(self, url: str) -> bytes:
        return self.files[url]


def _ob3(token: str, site: Site) -> OpenBadgeCredential:
    verifier = OB3Verifier.for_issuer_did(DID, download=site)
    return verifier.verify(token, check_status=True, verify_status_list=True, download=site)


def test_it_accepts_our_jwt_with_key_and_status_from_our_addresses() -> None:
    assert _ob3(TOKEN, Site()).id == AWARD.credential_id.urn


def test_it_sees_a_withdrawal_in_our_status_list() -> None:
    with pytest.raises(OB3VerificationError, match="revocation"):
        _ob3(TOKEN, Site(withdrawn=(94_567,)))


def _site_with(*keys: badges.VerificationKey) -> Site:
    site = Site()
    site.files[f"{BASE}/.well-known/did.json"] = badges.write_json(badges.did_document(DID, keys))
    return site


SUCCESSOR = badges.generate_signing_key(controller=DID).verification_key(controller=DID)


def test_it_accepts_a_badge_signed_by_a_retired_key() -> None:
    retired = KEY.verification_key(controller=DID, state=badges.KeyState.RETIRED)

    site = _site_with(retired, SUCCESSOR)

    assert OB3Verifier.for_issuer_did(DID, download=site).verify(TOKEN).issuer.id == DID


def test_it_refuses_a_badge_whose_key_was_compromised() -> None:
    stolen = KEY.verification_key(controller=DID, state=badges.KeyState.COMPROMISED, compromised_since=ISSUED)

    site = _site_with(stolen, SUCCESSOR)

    with pytest.raises(OB3VerificationError):
        OB3Verifier.for_issuer_did(DID, download=site).verify(TOKEN)


def test_it_refuses_an_altered_token() -> None:
    altered = TOKEN[:-20] + ("B" if TOKEN[-20] == "A" else "A") + TOKEN[-19:]

    with pytest.raises(OB3VerificationError):
        _ob3(altered, Site())


def test_it_reads_the_badge_out_of_our_picture_and_trusts_it() -> None:
    picture = badges.bake(png(), TOKEN, keyword=badges.OB3_KEYWORD)
    picture = badges.bake(picture, ASSERTION.decode(), keyword=badges.OB2_KEYWORD)

    result = verify_badge(picture, "3", resolve_did=True, check_status=True, download=Site())

    assert result.valid, result.reason
    assert result.trusted
    assert result.issuer_did == DID


def test_it_reads_our_status_bits() -> None:
    encoded = status.encode(status.bitstring([0, 7, 8, 131_071]))

    assert set_indices(decode_encoded_list(encoded)) == {0, 7, 8, 131_071}


def test_it_accepts_our_hosted_assertion() -> None:
    accepted = OB2Verifier(download=Site()).verify_hosted(ASSERTION.decode(), check_revocation=True)

    assert accepted.id == AWARD.assertion_url
    assert accepted.recipient.identity == AWARD.award_id.urn


def test_it_sees_our_revocation_list() -> None:
    site = Site(withdrawals=(ob2.Withdrawal(assertion_id=AWARD.assertion_url, reason="retiré"),))

    with pytest.raises(OB2VerificationError, match="revoked"):
        OB2Verifier(download=site).verify_hosted(ASSERTION.decode(), check_revocation=True)


def test_it_refuses_the_body_of_a_withdrawn_assertion() -> None:
    site = Site()
    body = badges.write_json(ob2.revoked_assertion(AWARD.assertion_url, reason="retiré"))
    site.files[AWARD.assertion_url] = body

    for given in (ASSERTION, body):
        with pytest.raises(OB2VerificationError):
            OB2Verifier(download=site).verify_hosted(given.decode(), check_revocation=True)


def test_it_accepts_a_badge_of_the_demonstration_on_localhost() -> None:
    did = badges.did_web("http://localhost:5000")
    key = badges.generate_signing_key(controller=did)
    token = ob3.sign_credential(replace(AWARD, issuer=replace(ISSUER, did=did), status=None), key)
    document = badges.write_json(badges.did_document(did, [key.verification_key(controller=did)]))
    # did:web means https; the loader of the demonstration maps it to http on localhost.
    served = {"https://localhost:5000/.well-known/did.json": document}

    accepted = OB3Verifier.for_issuer_did(did, download=served.__getitem__).verify(token)
    assert accepted.issuer.id == did
