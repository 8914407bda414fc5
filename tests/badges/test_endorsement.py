"""What an organisation says of a badge: signed, and read again with nothing believed that is not signed."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

import badges
from badges import ob3, proofs
from badges.endorsements import kid_of, read_endorsement, sign_endorsement

from .specimen import ACHIEVEMENT, AWARD, DID, ISSUED, ISSUER, KEY, NOW, PUBLIC, STRANGER

NUMBER = UUID("3f0a4b58-7f5e-4f0e-8a53-0f6f3a0e9c21")
PROOF_KEY = badges.generate_signing_key(controller=DID, algorithm=badges.Algorithm.ED25519)
PROOF_PUBLIC = PROOF_KEY.verification_key(controller=DID)
OF_BADGE = AWARD.credential_id.urn


def endorsement_of(subject_id: str = ACHIEVEMENT.ob3_id, issued_at: datetime = ISSUED) -> badges.Endorsement:
    return badges.Endorsement(
        endorsement_id=NUMBER,
        issuer=ISSUER,
        name="Recommandation d’un employeur",
        subject_id=subject_id,
        comment="Nos équipes accueillent ces personnes sans hésiter.",
        issued_at=issued_at,
    )


def test_as_jwt_its_claims_repeat_what_it_says() -> None:
    said = badges.read_signed(ob3.sign_endorsement(endorsement_of(), KEY), PUBLIC)
    assert said["type"] == ["VerifiableCredential", "EndorsementCredential"]
    assert (said["iss"], said["jti"], said["sub"]) == (DID, NUMBER.urn, ACHIEVEMENT.ob3_id)
    assert said["nbf"] == ISSUED.timestamp()
    assert said["credentialSubject"]["endorsementComment"].startswith("Nos équipes")
    assert said["name"]


def test_as_json_every_word_of_it_is_signed() -> None:
    document = proofs.add_proof(ob3.endorsement(endorsement_of()), PROOF_KEY, created=ISSUED)
    public = PROOF_KEY.private_key.public_key()
    proofs.check_proof(document, document["proof"][0], public)
    document["credentialSubject"] = {**document["credentialSubject"], "endorsementComment": "Rien à dire."}
    with pytest.raises(badges.SignatureInvalid):
        proofs.check_proof(document, document["proof"][0], public)


@pytest.mark.parametrize("subject", ["", "un badge", "http://elsewhere.example/a", "javascript:alert(1)"])
def test_what_it_speaks_of_needs_an_identifier(subject: str) -> None:
    with pytest.raises(badges.ContentRefused):
        endorsement_of(subject)


def test_it_is_read_with_the_key_it_names_and_says_what_was_signed() -> None:
    body = sign_endorsement(endorsement_of(OF_BADGE), PROOF_KEY)
    assert body == sign_endorsement(endorsement_of(OF_BADGE), PROOF_KEY)
    assert kid_of(body) == PROOF_KEY.kid
    said = _read(body)
    assert said["id"] == NUMBER.urn
    assert said["credentialSubject"]["endorsementComment"].startswith("Nos équipes")


def test_the_key_of_somebody_else_proves_nothing() -> None:
    other = badges.generate_signing_key(controller=DID, algorithm=badges.Algorithm.ED25519)
    body = sign_endorsement(endorsement_of(OF_BADGE), PROOF_KEY)
    for key in (other.verification_key(controller=DID), PUBLIC):
        with pytest.raises(badges.SignatureInvalid):
            read_endorsement(body, key, subject_id=OF_BADGE, now=NOW)
    of_a_stranger = PROOF_KEY.verification_key(controller=str(STRANGER.kid).partition("#")[0])
    with pytest.raises(badges.Malformed, match="another issuer"):
        read_endorsement(body, of_a_stranger, subject_id=OF_BADGE, now=NOW)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"type": ["VerifiableCredential", "OpenBadgeCredential"]}, "not an EndorsementCredential"),
        ({"type": ["EndorsementCredential"]}, "not an EndorsementCredential"),
        ({"credentialSubject": {"id": OF_BADGE, "type": ["EndorsementSubject"], "endorsementComment": "Rien"}}, "sign"),
        ({"name": "Une autre"}, "sign"),
        ({"proof": []}, "without a proof"),
    ],
)
def test_what_was_changed_after_signing_is_refused(changes: dict[str, Any], problem: str) -> None:
    document = badges.read_json(sign_endorsement(endorsement_of(OF_BADGE), PROOF_KEY))
    with pytest.raises(badges.BadgeError, match=problem):
        _read(badges.write_json({**document, **changes}))


def test_a_second_proof_is_not_chosen_from() -> None:
    document = badges.read_json(sign_endorsement(endorsement_of(OF_BADGE), PROOF_KEY))
    with pytest.raises(badges.Malformed, match="one proof"):
        _read(badges.write_json({**document, "proof": document["proof"] * 2}))


def test_it_speaks_of_that_badge_and_not_before_it_was_signed() -> None:
    body = sign_endorsement(endorsement_of(OF_BADGE), PROOF_KEY)
    with pytest.raises(badges.Malformed, match="something else"):
        read_endorsement(body, PROOF_PUBLIC, subject_id=ACHIEVEMENT.ob3_id, now=NOW)
    with pytest.raises(badges.Malformed, match="not begun"):
        read_endorsement(body, PROOF_PUBLIC, subject_id=OF_BADGE, now=ISSUED - timedelta(minutes=2))


def _read(body: bytes) -> dict[str, Any]:
    return read_endorsement(body, PROOF_PUBLIC, subject_id=OF_BADGE, now=NOW)
