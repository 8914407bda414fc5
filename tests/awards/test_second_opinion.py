"""openbadgeslib, which shares no code with us, says the same: it gets our addresses and what they serve."""

from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openbadgeslib.ob2.verifier import OB2VerificationError, OB2Verifier
from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier
from openbadgeslib.verify import verify_badge
from sqlalchemy import select

from peerlearn.awards import actions, queries
from peerlearn.awards.addresses import Addresses
from peerlearn.awards.issuers import mark_compromised, rotate_keys
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award, IssuerKey
from peerlearn.awards.rules import AwardState, RevocationReason
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from tests.cast import Cast
from tests.factories import awards as made

DID = "did:web:localhost"


class Site:
    """Our public addresses, asked as a stranger would. did:web means https; the demonstration is http."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client

    def __call__(self, url: str) -> bytes:
        parts = urlsplit(url)
        assert parts.netloc == "localhost", url
        return bytes(self._client.get(parts.path).data)


@pytest.fixture
def site(app: Flask) -> Site:
    """What a stranger fetches."""
    return Site(app.test_client())


@pytest.fixture
def award(app: Flask, cast: Cast, settings: Settings) -> Award:
    """A badge that was given."""
    with app.app_context():
        return made.stored_award(cast, settings, AwardState.ISSUED)


def change(app: Flask, step: object) -> None:
    """Something that happens to badges or keys, committed."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("what happens in this test"))
        with transaction():
            step()  # type: ignore[operator]
        scope.leave(db.session())
        db.session.remove()


def revoke(app: Flask, cast: Cast, settings: Settings, award: Award) -> None:
    """Withdraw the badge."""
    folder, by = KeyFolder.of(settings), cast.accounts["carole"]
    reason = RevocationReason.MISTAKE
    change(
        app,
        lambda: actions.revoke(queries.award(award.public_id), folder, reason=reason, by=by, now=clock.now()),
    )


def token(site: Site, award: Award) -> str:
    """The VC-JWT behind the badge's page."""
    return site(f"http://localhost/b/{award.public_code}.jwt").decode()


def accepts_ob3(given: str, site: Site) -> object:
    """What it thinks of a VC-JWT, with key and status from our addresses."""
    verifier = OB3Verifier.for_issuer_did(DID, download=site)
    return verifier.verify(given, check_status=True, verify_status_list=True, download=site)


def assertion(app: Flask, award: Award, site: Site) -> str:
    """The hosted assertion, as its own address serves it."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("looking up an address"))
        edition = queries.current_edition(award)
        assert edition is not None
        address = Addresses("http://localhost").assertion(edition.credential_uuid)
        scope.leave(db.session())
    return site(address).decode()


def test_it_accepts_our_jwt(site: Site, award: Award) -> None:
    assert accepts_ob3(token(site, award), site)


def test_it_accepts_our_hosted_assertion(app: Flask, site: Site, award: Award) -> None:
    accepted = OB2Verifier(download=site).verify_hosted(assertion(app, award, site), check_revocation=True)
    assert accepted.recipient.identity == award.uuid.urn


def test_it_reads_the_badge_out_of_our_picture(site: Site, award: Award) -> None:
    picture = site(f"http://localhost/b/{award.public_code}.png")
    result = verify_badge(picture, "3", resolve_did=True, check_status=True, download=site)
    assert result.valid, result.reason
    assert result.trusted


def test_it_refuses_both_forms_once_the_badge_is_withdrawn(
    app: Flask, cast: Cast, settings: Settings, site: Site, award: Award
) -> None:
    given, hosted = token(site, award), assertion(app, award, site)
    assert accepts_ob3(given, site)
    revoke(app, cast, settings, award)
    with pytest.raises(OB3VerificationError, match="revocation"):
        accepts_ob3(given, site)
    with pytest.raises(OB2VerificationError):
        OB2Verifier(download=site).verify_hosted(hosted, check_revocation=True)


def test_it_accepts_a_badge_of_a_retired_key_and_refuses_one_of_a_stolen_key(
    app: Flask, settings: Settings, site: Site, award: Award
) -> None:
    given, folder = token(site, award), KeyFolder.of(settings)

    def keys() -> list[IssuerKey]:
        of_jwt = select(IssuerKey).where(IssuerKey.algorithm == "ES256")
        return list(db.session.execute(of_jwt.order_by(IssuerKey.id)).scalars())

    change(app, lambda: rotate_keys(keys()[0].issuer, folder, now=clock.now()))
    assert accepts_ob3(given, site)
    change(app, lambda: mark_compromised(keys()[0], folder, since=clock.now(), now=clock.now()))
    with pytest.raises(OB3VerificationError):
        accepts_ob3(given, site)
    change(app, lambda: actions.sign_again(queries.awards_to_sign_again(), folder, {}, now=clock.now()))
    assert token(site, award) != given
    assert accepts_ob3(token(site, award), site)
