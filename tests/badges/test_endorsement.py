"""What an organisation says of a badge, signed by itself."""

from datetime import datetime
from uuid import UUID

import pytest

import badges
from badges import ob3, proofs

from .specimen import ACHIEVEMENT, DID, ISSUED, ISSUER, KEY, PUBLIC

NUMBER = UUID("3f0a4b58-7f5e-4f0e-8a53-0f6f3a0e9c21")
PROOF_KEY = badges.generate_signing_key(controller=DID, algorithm=badges.Algorithm.ED25519)


def _endorsement(subject_id: str = ACHIEVEMENT.ob3_id, issued_at: datetime = ISSUED) -> badges.Endorsement:
    return badges.Endorsement(
        endorsement_id=NUMBER,
        issuer=ISSUER,
        name="Recommandation d’un employeur",
        subject_id=subject_id,
        comment="Nos équipes accueillent ces personnes sans hésiter.",
        issued_at=issued_at,
    )


def test_as_jwt_its_claims_repeat_what_it_says() -> None:
    said = badges.read_signed(ob3.sign_endorsement(_endorsement(), KEY), PUBLIC)
    assert said["type"] == ["VerifiableCredential", "EndorsementCredential"]
    assert (said["iss"], said["jti"], said["sub"]) == (DID, NUMBER.urn, ACHIEVEMENT.ob3_id)
    assert said["nbf"] == ISSUED.timestamp()
    assert said["credentialSubject"]["endorsementComment"].startswith("Nos équipes")
    assert said["name"]


def test_as_json_every_word_of_it_is_signed() -> None:
    document = proofs.add_proof(ob3.endorsement(_endorsement()), PROOF_KEY, created=ISSUED)
    public = PROOF_KEY.private_key.public_key()
    proofs.check_proof(document, document["proof"][0], public)
    document["credentialSubject"] = {**document["credentialSubject"], "endorsementComment": "Rien à dire."}
    with pytest.raises(badges.SignatureInvalid):
        proofs.check_proof(document, document["proof"][0], public)


@pytest.mark.parametrize("subject", ["", "un badge", "http://elsewhere.example/a", "javascript:alert(1)"])
def test_what_it_speaks_of_needs_an_identifier(subject: str) -> None:
    with pytest.raises(badges.ContentRefused):
        _endorsement(subject)
