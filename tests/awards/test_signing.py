"""What is signed: the register first, a random place in the list, bytes that never change."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

import badges
from badges import status
from peerlearn.awards import actions, artwork, published, queries, register, signing
from peerlearn.awards.issuers import find_issuer, keys_of, mark_compromised, rotate_keys
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award, Credential, Edition, IssuerKey, IssuerProfile, StatusList
from peerlearn.awards.rules import CREDENTIALS, AwardState, Form, NameShown, Outcome, RevocationReason
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from tests.cast import Cast
from tests.factories import awards as made

NOW = datetime(2026, 3, 17, 9, 30, 12, 500_000, tzinfo=UTC)


@pytest.fixture
def cast(everything: Cast, settings: Settings) -> Cast:
    """Everyone, the issuer, and an application context that sees all."""
    made.issuer(everything, settings)
    return everything


@pytest.fixture
def folder(settings: Settings) -> KeyFolder:
    """Where the private keys lie."""
    return KeyFolder.of(settings)


@pytest.fixture
def issuer(cast: Cast) -> IssuerProfile:
    """Who signs."""
    found = find_issuer(cast.organisations["national"])
    assert found is not None
    return found


def body(award: Award, form: Form) -> bytes:
    """The bytes of the present edition."""
    edition = queries.current_edition(award)
    assert edition is not None
    found = published.credential_bytes(edition.credential_uuid, form)
    assert found is not None
    return found


def jwt_key() -> IssuerKey:
    """The key in use that signs JWT."""
    wanted = select(IssuerKey).where(IssuerKey.state == "active", IssuerKey.algorithm == "ES256")
    return db.session.execute(wanted).scalar_one()


def claims(award: Award) -> dict[str, object]:
    """What the VC-JWT says, checked with the stored key."""
    key = jwt_key()
    verification_key = register.trust().find_key(key.kid)
    assert verification_key is not None
    return badges.read_signed(body(award, Form.OB3_JWT).decode(), verification_key)


def verdict(award: Award, form: Form = Form.OB3_JWT) -> str:
    """What our own verification says of the bytes."""
    report = badges.verify(body(award, form), resolve=None, trust=register.trust(), now=clock.now())
    return "valid" if report.verdict is badges.Verdict.VALID else str(report.reasons[0])


def is_withdrawn(edition: Edition) -> bool:
    """What the published list says of an edition."""
    listed = db.session.execute(select(StatusList).where(StatusList.id == edition.status_list_id)).scalar_one()
    assert listed.signed_jwt is not None
    payload = badges.jws.take_apart(listed.signed_jwt.decode()).payload
    said = badges.read_json(payload)
    return status.is_set(status.decode(said["credentialSubject"]["encodedList"]), edition.status_index)


def revoke(cast: Cast, award: Award, folder: KeyFolder) -> None:
    """Withdraw it."""
    carole = cast.accounts["carole"]
    actions.revoke(award, folder, reason=RevocationReason.MISTAKE, by=carole, now=clock.now())


def test_the_credential_says_who_what_and_when_and_nothing_else_of_the_person(cast: Cast, settings: Settings) -> None:
    award = made.award_at(cast, settings, AwardState.ISSUED, name_shown=NameShown.FIRST_NAME, now=NOW)
    edition = queries.current_edition(award)
    assert edition is not None
    said = claims(award)
    assert said["id"] == said["jti"] == edition.credential_uuid.urn
    assert said["issuer"]["id"] == said["iss"] == "did:web:localhost"  # type: ignore[index]
    assert said["validFrom"] == "2026-03-17T09:30:12Z"
    assert said["credentialSubject"]["id"] == award.uuid.urn  # type: ignore[index]
    assert said["credentialSubject"]["identifier"][0]["identityHash"] == "Moussa"  # type: ignore[index]
    text = body(award, Form.OB3_JWT).decode() + json.dumps(said, ensure_ascii=False)
    for never in ("Traoré", "@example.org", "Tilleuls", award.public_id, "Vue en atelier"):
        assert never not in text.replace("contact@example.org", "")


def test_the_hosted_assertion_names_nobody(cast: Cast, settings: Settings) -> None:
    award = made.award_at(cast, settings, AwardState.ISSUED)
    said = json.loads(body(award, Form.OB2_HOSTED))
    edition = queries.current_edition(award)
    assert edition is not None
    assert said["id"] == f"http://localhost/ob/2/assertions/{edition.credential_uuid}.json"
    assert said["recipient"] == {"type": "id", "hashed": False, "identity": award.uuid.urn}
    assert said["image"] == f"http://localhost/b/{award.public_code}.png"
    assert "Moussa" not in json.dumps(said)


@pytest.mark.parametrize("form", CREDENTIALS)
def test_what_was_signed_is_valid_in_every_form(cast: Cast, settings: Settings, form: Form) -> None:
    assert verdict(made.award_at(cast, settings, AwardState.ISSUED), form) == "valid"


def test_a_correction_of_the_person_changes_no_signed_byte(cast: Cast, settings: Settings) -> None:
    award = made.award_at(cast, settings, AwardState.ISSUED)
    before = {form: body(award, form) for form in Form}
    made.person(cast, "moussa").first_name = "Mamadou"
    award.achievement.issuer.organisation.name = "Autre nom"
    db.session.flush()
    assert {form: body(award, form) for form in Form} == before
    for credential in db.session.execute(select(Credential)).scalars():
        assert credential.sha256 == badges.digest(credential.body)


def test_places_in_the_list_are_random_and_never_shared(cast: Cast, settings: Settings) -> None:
    people = ("moussa", "awa", "ibrahim", "rosa", "serge", "lucie", "karim", "malika")
    for name in people:
        made.award_at(cast, settings, AwardState.ISSUED, name=name)
    places = db.session.execute(select(Edition.status_index)).scalars().all()
    assert len(set(places)) == len(people)
    assert max(places) > 1_000
    assert max(places) < signing.LIST_SIZE
    assert signing.LIST_SIZE >= 131_072


def test_a_list_that_is_half_full_is_followed_by_another(cast: Cast, settings: Settings) -> None:
    db.session.execute(select(StatusList)).scalar_one().size = 4
    awards = [made.award_at(cast, settings, AwardState.ISSUED, name=name) for name in ("moussa", "awa", "rosa")]
    editions = db.session.execute(select(Edition).order_by(Edition.id)).scalars().all()
    first, second, third = editions
    assert first.status_list_id == second.status_list_id != third.status_list_id
    assert len({first.status_index, second.status_index}) == 2
    assert max(first.status_index, second.status_index) < 4
    assert [verdict(award) for award in awards] == ["valid"] * 3


def test_the_database_itself_refuses_a_place_that_is_taken(cast: Cast, settings: Settings) -> None:
    for name in ("moussa", "awa"):
        made.award_at(cast, settings, AwardState.ISSUED, name=name)
    one, other = db.session.execute(select(Edition)).scalars().all()
    one.status_index = other.status_index
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_a_withdrawal_sets_the_bit_and_publishes_the_list_again(
    cast: Cast, settings: Settings, folder: KeyFolder
) -> None:
    award = made.award_at(cast, settings, AwardState.ISSUED)
    other = made.award_at(cast, settings, AwardState.ISSUED, name="awa")
    edition, untouched = queries.current_edition(award), queries.current_edition(other)
    assert edition is not None
    assert untouched is not None
    assert not is_withdrawn(edition)
    revoke(cast, award, folder)
    assert is_withdrawn(edition)
    assert not is_withdrawn(untouched)
    assert verdict(award) == "revoked"
    assert verdict(award, Form.OB2_HOSTED) == "revoked"
    assert verdict(other) == "valid"


def test_a_withdrawal_by_one_organisation_keeps_those_of_the_others_in_the_list(
    cast: Cast, settings: Settings, folder: KeyFolder
) -> None:
    awards = [made.award_at(cast, settings, AwardState.ISSUED, name=name) for name in ("moussa", "lucas")]
    ids = [award.id for award in awards]
    db.session.flush()
    for award_id, organisation in zip(ids, ("tilleuls", "garonne"), strict=True):
        scope.enter(db.session(), Scope.of([cast.organisations[organisation]]))
        award = db.session.execute(select(Award).where(Award.id == award_id)).scalar_one()
        revoke(cast, award, folder)
        db.session.flush()
    scope.enter(db.session(), Scope.everything("looking at both"))
    editions = db.session.execute(select(Edition)).scalars().all()
    assert [is_withdrawn(edition) for edition in editions] == [True, True]


def test_a_missing_key_does_not_stop_a_withdrawal(cast: Cast, settings: Settings, folder: KeyFolder) -> None:
    award = made.award_at(cast, settings, AwardState.ISSUED)
    edition = queries.current_edition(award)
    assert edition is not None
    for file in folder.folder.iterdir():
        file.rename(file.with_suffix(".away"))
    revoke(cast, award, folder)
    assert verdict(award) == "revoked"
    assert not is_withdrawn(edition)
    for file in folder.folder.iterdir():
        file.rename(file.with_suffix(".pem"))
    (listed,) = signing.stale_lists()
    actions.publish_list(listed, folder, now=clock.now())
    assert is_withdrawn(edition)
    assert signing.stale_lists() == []


def test_a_suspended_badge_is_not_valid_and_its_bit_is_not_set(cast: Cast, settings: Settings) -> None:
    award = made.award_at(cast, settings, AwardState.ISSUED)
    actions.suspend(award, reason="Une question", by=cast.accounts["carole"])
    edition = queries.current_edition(award)
    assert edition is not None
    assert verdict(award) == "suspended"
    assert not is_withdrawn(edition)


def test_a_retired_key_keeps_vouching(cast: Cast, settings: Settings, folder: KeyFolder, issuer: IssuerProfile) -> None:
    award = made.award_at(cast, settings, AwardState.ISSUED)
    rotate_keys(issuer, folder, now=clock.now(), also_ob2=True)
    later = made.award_at(cast, settings, AwardState.ISSUED, name="awa")
    assert (verdict(award), verdict(later)) == ("valid", "valid")
    kids = db.session.execute(select(Credential.kid).where(Credential.kid.is_not(None))).scalars().all()
    assert len(set(kids)) == 6


def test_a_stolen_key_counts_for_what_was_registered_before_only(
    cast: Cast, settings: Settings, folder: KeyFolder, issuer: IssuerProfile
) -> None:
    stolen_at = clock.now() - timedelta(days=5)
    before = made.award_at(cast, settings, AwardState.ISSUED, now=stolen_at - timedelta(days=1))
    since = made.award_at(cast, settings, AwardState.ISSUED, name="awa", now=stolen_at + timedelta(days=1))
    key = jwt_key()
    mark_compromised(key, folder, since=stolen_at, now=clock.now())
    assert verdict(before) == "valid"
    assert verdict(since) == "key_compromised"
    published_keys = published.key_set()["keys"]
    assert key.kid not in {one["kid"] for one in published_keys}
    assert len(published_keys) == 3


def test_a_badge_from_before_the_theft_gets_a_next_edition_under_a_new_key(
    cast: Cast, settings: Settings, folder: KeyFolder
) -> None:
    stolen_at = clock.now() - timedelta(days=5)
    award = made.award_at(cast, settings, AwardState.ISSUED, now=stolen_at - timedelta(days=1))
    former = queries.current_edition(award)
    assert former is not None
    old_token = body(award, Form.OB3_JWT)
    key = jwt_key()
    mark_compromised(key, folder, since=stolen_at, now=clock.now())
    assert list(queries.awards_to_sign_again()) == [award.id]
    assert actions.sign_again([award.id], folder, {}, now=clock.now()) == Outcome((award.id,))
    assert list(queries.awards_to_sign_again()) == []
    # A second run that found it at the same moment comes too late.
    assert actions.sign_again([award.id], folder, {}, now=clock.now()) == Outcome()
    edition = queries.current_edition(award)
    assert edition is not None
    assert (former.number, edition.number) == (1, 2)
    assert verdict(award) == "valid"
    assert is_withdrawn(former)
    assert not is_withdrawn(edition)
    report = badges.verify(old_token, resolve=None, trust=register.trust(), now=clock.now())
    assert report.verdict is badges.Verdict.NOT_VALID
    replaced = published.find_by_credential_uuid(former.credential_uuid)
    assert replaced is not None
    assert (replaced.state, replaced.revocation_reason) == (AwardState.REVOKED, RevocationReason.REPLACED)


def test_what_one_stolen_key_made_void_is_not_made_good_by_another(
    cast: Cast, settings: Settings, folder: KeyFolder, issuer: IssuerProfile
) -> None:
    stolen_at = clock.now() - timedelta(days=5)
    award = made.award_at(cast, settings, AwardState.ISSUED, now=stolen_at)
    edition = queries.current_edition(award)
    assert edition is not None
    assert not is_withdrawn(edition)
    proof_key = next(key for key in keys_of(issuer) if key.algorithm == "Ed25519")
    mark_compromised(jwt_key(), folder, since=stolen_at + timedelta(days=1), now=clock.now())
    assert list(queries.awards_to_sign_again()) == [award.id]
    mark_compromised(proof_key, folder, since=stolen_at - timedelta(days=1), now=clock.now())
    assert list(queries.awards_to_sign_again()) == []
    assert actions.sign_again([award.id], folder, {}, now=clock.now()) == Outcome()
    # Every form says the same, the one that is not signed too; and the list does.
    assert {verdict_of(body(award, form)) for form in CREDENTIALS} == {"key_compromised"}
    assert is_withdrawn(edition)


def verdict_of(given: bytes) -> str:
    """The first reason for doubt about these bytes, or the verdict."""
    report = badges.verify(given, resolve=None, trust=register.trust(), now=clock.now())
    return (report.reasons or (report.verdict,))[0].value


def test_the_picture_carries_both_forms_and_never_changes(cast: Cast, settings: Settings) -> None:
    award = made.award_at(cast, settings, AwardState.ISSUED)
    edition = queries.current_edition(award)
    assert edition is not None
    picture = published.baked_png(edition.credential_uuid)
    assert picture is not None
    assert badges.unbake(picture) == {
        badges.OB2_KEYWORD: body(award, Form.OB2_HOSTED).decode(),
        badges.OB3_KEYWORD: body(award, Form.OB3_JWT).decode(),
    }
    artwork._drawn.cache_clear()
    assert published.baked_png(edition.credential_uuid) == picture
    report = badges.verify(picture, resolve=None, trust=register.trust(), now=clock.now())
    assert report.verdict is badges.Verdict.VALID
