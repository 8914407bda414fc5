"""What anybody may see of a badge: nothing before it is issued, never more than the holder chose."""

import dataclasses
from uuid import uuid4

import pytest
from sqlalchemy import select

import badges
from peerlearn.awards import actions, published, queries, register
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Credential
from peerlearn.awards.rules import AwardState, Form, NameShown, RevocationReason
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.core.settings import Settings
from tests.cast import Cast
from tests.factories import awards as made


@pytest.fixture
def cast(everything: Cast, settings: Settings) -> Cast:
    """Everyone, the issuer, and an application context that sees all."""
    made.issuer(everything, settings)
    return everything


@pytest.mark.parametrize("state", [AwardState.PROPOSED, AwardState.OFFERED, AwardState.DECLINED, AwardState.ACCEPTED])
def test_there_is_nothing_to_see_before_it_is_issued(cast: Cast, settings: Settings, state: AwardState) -> None:
    award = made.award_at(cast, settings, state)
    assert published.find_public_award(award.public_code) is None
    actions_left = {AwardState.ACCEPTED: lambda: actions.sign(award, KeyFolder.of(settings), now=clock.now())}
    if state in actions_left:
        actions_left[state]()
        assert published.find_public_award(award.public_code) is not None


def test_a_badge_shows_what_was_seen_and_who_says_so(cast: Cast, settings: Settings) -> None:
    made.earn_leading(cast)
    award = made.award_at(cast, settings, AwardState.ISSUED)
    shown = published.find_public_award(award.public_code)
    assert shown is not None
    assert shown.name["fr"] == "Animation numérique entre pairs"
    assert 3 <= len(shown.can_do["fr"]) <= 6
    assert "pas un diplôme" in shown.description["fr"]
    assert (shown.facts.workshops_led, shown.facts.distinct_learners, shown.facts.skills_reached) == (3, 8, 9)
    assert shown.rule_was_met
    assert (shown.issuer.legal_name, shown.issuer.did) == ("Défi Insertion", "did:web:localhost")
    assert (shown.state, shown.shown_as, shown.edition) == (AwardState.ISSUED, "Moussa Traoré", 1)


def test_nothing_of_the_person_is_shown_beyond_the_name_they_chose(cast: Cast, settings: Settings) -> None:
    award = made.award_at(cast, settings, AwardState.ISSUED, name_shown=NameShown.NONE)
    shown = published.find_public_award(award.public_code)
    assert shown is not None
    text = str(dataclasses.asdict(shown))
    for never in ("Moussa", "Traoré", "Tilleuls", "Samira", "Carole", cast.person_ids["moussa"], "feuilles perdues"):
        assert never not in text


@pytest.mark.parametrize("reason", list(RevocationReason))
def test_a_withdrawn_badge_is_still_found_and_says_why(
    cast: Cast, settings: Settings, reason: RevocationReason
) -> None:
    award = made.award_at(cast, settings, AwardState.ISSUED)
    actions.revoke(award, KeyFolder.of(settings), reason=reason, by=cast.accounts["carole"], now=clock.now())
    shown = published.find_public_award(award.public_code)
    assert shown is not None
    assert (shown.state, shown.revocation_reason) == (AwardState.REVOKED, reason)


def test_a_badge_withdrawn_before_it_was_signed_was_never_public(cast: Cast, settings: Settings) -> None:
    award = made.award_at(cast, settings, AwardState.ACCEPTED)
    reason = RevocationReason.HOLDER_ASKED
    actions.revoke(award, KeyFolder.of(settings), reason=reason, by=cast.accounts["carole"], now=clock.now())
    assert published.find_public_award(award.public_code) is None


def test_a_code_that_nobody_has_gives_nothing(cast: Cast) -> None:
    assert published.find_public_award("AAAAAAAA") is None
    assert published.find_by_credential_uuid(uuid4()) is None
    assert published.credential_bytes(uuid4(), Form.OB3_JWT) is None
    assert published.baked_png(uuid4()) is None
    assert published.status_list(4_242) is None
    for missing in (published.issuer_documents, published.achievement_documents, published.revocation_list):
        assert missing("nobody") is None
    assert published.achievement_picture("nobody") is None
    assert published.root_did_document("did:web:elsewhere.example") is None
    assert published.key_document("0123456789abcdef0123") is None


def test_the_register_knows_each_identifier_exactly(cast: Cast, settings: Settings) -> None:
    award = made.award_at(cast, settings, AwardState.ISSUED)
    edition = queries.current_edition(award)
    assert edition is not None
    trust, uuid = register.trust(), edition.credential_uuid
    known = f"http://localhost/ob/2/assertions/{uuid}.json"
    assert trust.find_registered(uuid.urn) is not None
    assert trust.find_registered(known) is not None
    for strange in (
        str(uuid),
        uuid.urn.upper(),
        f"{uuid.urn} ",
        f"urn:uuid:{uuid4()}",
        f"http://localhost.evil.example/ob/2/assertions/{uuid}.json",
        f"https://localhost/ob/2/assertions/{uuid}.json",
        f"http://localhost/ob/2/assertions/{uuid}.json?x",
        f"http://localhost/x/ob/2/assertions/{uuid}.json",
        "",
        "'; DROP TABLE edition; --",
    ):
        assert trust.find_registered(strange) is None, strange


def test_keys_are_found_by_their_exact_name_only(cast: Cast) -> None:
    trust, keys = register.trust(), published.key_set()["keys"]
    assert [jwk["alg"] for jwk in keys] == ["ES256", "EdDSA", "RS256"]
    for jwk in keys:
        kid = jwk["kid"]
        name = kid.rpartition("#")[2]
        assert trust.find_key(kid) is not None
        assert published.key_document(name) == jwk
        assert (published.ob2_key_document(name) is not None) == (jwk["kty"] == "RSA")
        for strange in (kid.upper(), f"{kid} ", name, "../keys", ""):
            assert trust.find_key(strange) is None


def test_a_token_signed_with_our_key_that_the_register_does_not_hold_raises_an_alarm(
    cast: Cast, settings: Settings
) -> None:
    award = made.award_at(cast, settings, AwardState.ISSUED)
    edition = queries.current_edition(award)
    assert edition is not None
    token = published.credential_bytes(edition.credential_uuid, Form.OB3_JWT)
    assert token is not None
    for credential in db.session.execute(select(Credential)).scalars().all():
        db.session.delete(credential)
    db.session.flush()
    report = badges.verify(token, resolve=None, trust=register.trust(), now=clock.now())
    assert report.verdict is badges.Verdict.NOT_VALID
    assert report.raises_alarm
