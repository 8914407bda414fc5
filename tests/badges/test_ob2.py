"""The OB 2.0 documents."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

import badges
from badges import ob2

from .specimen import ACHIEVEMENT, AWARD, ISSUED, ISSUER


def test_the_assertion_is_complete_and_hosted() -> None:
    assertion = ob2.hosted_assertion(replace(AWARD, expires_at=ISSUED + timedelta(days=1)))

    assert assertion == {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": AWARD.assertion_url,
        "recipient": {"type": "id", "hashed": False, "identity": AWARD.award_id.urn},
        "badge": ACHIEVEMENT.ob2_id,
        "verification": {"type": "HostedBadge"},
        "issuedOn": "2025-03-01T09:30:00Z",
        "expires": "2025-03-02T09:30:00Z",
    }


def test_the_picture_of_an_assertion_is_an_address() -> None:
    assert ob2.hosted_assertion(AWARD, image_url="https://x.example/a.png")["image"] == "https://x.example/a.png"
    with pytest.raises(badges.ContentRefused):
        ob2.hosted_assertion(AWARD, image_url="data:image/png;base64,AA")


def test_the_profile_has_what_an_issuer_needs() -> None:
    profile = ob2.profile(ISSUER)

    assert {"id", "type", "name", "url", "email", "revocationList"} <= profile.keys()
    assert "verification" not in profile
    assert "publicKey" not in profile


def test_the_badge_class_links_to_its_issuer() -> None:
    badge = ob2.badge_class(ACHIEVEMENT, issuer=ISSUER)

    assert badge["issuer"] == ISSUER.address
    assert badge["criteria"] == {"narrative": ACHIEVEMENT.criteria}
    assert badge["alignment"][0]["targetUrl"] == "https://framework.example/2.1"


@pytest.mark.parametrize("count", [0, 1, 5])
def test_a_revocation_list_never_has_a_single_entry(count: int) -> None:
    withdrawals = [ob2.Withdrawal(assertion_id=f"https://x.example/{n}.json") for n in range(count)]

    document = ob2.revocation_list("https://x.example/r.json", issuer=ISSUER, withdrawals=withdrawals)

    ids = [entry["id"] for entry in document["revokedAssertions"]]
    assert len(ids) == count + 2
    assert ids[2:] == [withdrawal.assertion_id for withdrawal in withdrawals]
    assert all(UUID(spare).version == 5 for spare in ids[:2])


def test_an_assertion_withdrawn_twice_is_listed_once_with_its_last_reason() -> None:
    twice = [ob2.Withdrawal(assertion_id="https://x.example/1.json", reason=r) for r in ("a", "b")]

    document = ob2.revocation_list("https://x.example/r.json", issuer=ISSUER, withdrawals=twice)

    assert document["revokedAssertions"][2:] == [{"id": "https://x.example/1.json", "revocationReason": "b"}]


def test_the_body_of_a_withdrawn_assertion_lacks_what_would_make_it_valid_elsewhere() -> None:
    body = ob2.revoked_assertion(AWARD.assertion_url, reason="Retiré à la demande de la personne")

    assert body["revoked"] is True
    assert not {"recipient", "badge", "verification", "issuedOn"} & body.keys()
