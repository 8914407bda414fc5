"""openbadgeslib, given nothing but what our addresses serve, says the same as we do."""

from collections.abc import Callable

import pytest
from openbadgeslib.ob2.verifier import OB2VerificationError, OB2Verifier
from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier
from openbadgeslib.verify import verify_badge

from tests.web.public.conftest import Shown


def _site(shown: Shown) -> Callable[[str], bytes]:
    """Our addresses as its own loader reaches them; did:web means https, which localhost does not speak."""

    def download(url: str) -> bytes:
        answer = shown.browser.get(url.replace("https://localhost", "http://localhost"))
        if answer.status_code != 200:
            raise OSError(f"{answer.status_code} for {url}")
        return bytes(answer.data)

    return download


def test_it_accepts_the_served_token_with_key_and_status_from_our_addresses(shown: Shown) -> None:
    site = _site(shown)
    did = shown.json("/.well-known/did.json")["id"]
    accepted = OB3Verifier.for_issuer_did(did, download=site).verify(
        shown.token, check_status=True, verify_status_list=True, download=site
    )
    assert accepted.issuer.id == did


def test_it_accepts_the_served_assertion(shown: Shown) -> None:
    accepted = OB2Verifier(download=_site(shown)).verify_hosted(shown.assertion.decode(), check_revocation=True)
    assert str(accepted.id) in shown.assertion.decode()
    assert accepted.recipient.identity.startswith("urn:uuid:")


def test_it_reads_the_served_picture_and_trusts_it(shown: Shown) -> None:
    result = verify_badge(shown.picture, "3", resolve_did=True, check_status=True, download=_site(shown))
    assert result.valid, result.reason
    assert result.trusted


def test_it_sees_our_withdrawal_in_either_form(shown: Shown) -> None:
    site, token, assertion = _site(shown), shown.token, shown.assertion.decode()
    did = shown.json("/.well-known/did.json")["id"]
    shown.withdraw()
    with pytest.raises(OB3VerificationError, match="revocation"):
        OB3Verifier.for_issuer_did(did, download=site).verify(token, check_status=True, download=site)
    with pytest.raises((OB2VerificationError, OSError)):
        OB2Verifier(download=site).verify_hosted(assertion, check_revocation=True)
