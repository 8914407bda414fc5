"""The OB 3.0 documents."""

from dataclasses import replace
from datetime import timedelta

import badges
from badges import ob3

from .specimen import ACHIEVEMENT, AWARD, BASE, DID, ISSUED, ISSUER, LIST_URL


def test_the_claims_repeat_the_credential() -> None:
    payload = ob3.jwt_payload(replace(AWARD, expires_at=ISSUED + timedelta(days=365)))

    assert payload["iss"] == payload["issuer"]["id"] == DID
    assert payload["jti"] == payload["id"] == AWARD.credential_id.urn
    assert payload["sub"] == payload["credentialSubject"]["id"] == AWARD.award_id.urn
    assert payload["nbf"] == 1_740_821_400
    assert payload["validFrom"] == "2025-03-01T09:30:00Z"
    assert payload["exp"] == payload["nbf"] + 365 * 86_400
    assert payload["validUntil"] == "2026-03-01T09:30:00Z"
    assert "vc" not in payload


def test_a_badge_for_ever_has_neither_exp_nor_valid_until() -> None:
    payload = ob3.jwt_payload(AWARD)

    assert "exp" not in payload
    assert "validUntil" not in payload


def test_types_are_arrays_but_for_images_and_status() -> None:
    credential = ob3.credential(replace(AWARD, evidence=(badges.Evidence(narrative="Huit gestes"),)))

    subject = credential["credentialSubject"]
    assert credential["issuer"]["type"] == ["Profile"]
    assert subject["type"] == ["AchievementSubject"]
    assert subject["achievement"]["type"] == ["Achievement"]
    assert subject["achievement"]["alignment"][0]["type"] == ["Alignment"]
    assert credential["evidence"][0]["type"] == ["Evidence"]
    assert credential["image"] == {"id": ACHIEVEMENT.image_url, "type": "Image"}
    assert credential["credentialStatus"] == {
        "id": f"{LIST_URL}#94567",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "94567",
        "statusListCredential": LIST_URL,
    }


def test_contexts_stand_in_their_order() -> None:
    assert ob3.credential(AWARD)["@context"] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]


def test_what_is_absent_is_left_out() -> None:
    text = badges.write_json(ob3.jwt_payload(replace(AWARD, status=None)))

    assert b"null" not in text
    assert b"[]" not in text
    assert b"credentialStatus" not in text


def test_the_name_the_holder_chose_is_shown_and_no_other() -> None:
    named = ob3.credential(replace(AWARD, holder_name="Awa D."))

    assert named["credentialSubject"]["identifier"] == [
        {"type": "IdentityObject", "hashed": False, "identityHash": "Awa D.", "identityType": "name"}
    ]
    assert "identifier" not in ob3.credential(AWARD)["credentialSubject"]


def test_no_address_of_a_person_is_ever_signed() -> None:
    text = badges.write_json(ob3.jwt_payload(AWARD)).decode()

    assert text.count("@") == 2  # the @context, and the issuer's own address
    assert "sha256$" not in text


def test_hosted_documents_carry_their_own_address() -> None:
    achievement = ob3.achievement_document(ACHIEVEMENT)
    profile = ob3.issuer_profile(ISSUER)

    assert achievement["id"] == f"{BASE}/ob/3/achievements/smartphone.json"
    assert achievement["inLanguage"] == "fr"
    assert profile["id"] == DID
    assert profile["type"] == ["Profile"]
