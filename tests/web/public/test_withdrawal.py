"""A withdrawn badge: every address says so in the same minute, and kindly."""

import json

import pytest

import badges
from badges import status
from peerlearn.awards.rules import RevocationReason
from peerlearn.core import clock
from peerlearn.lifecycle.erasure import erase
from tests.web.public.conftest import Shown
from tests.web.public.handing_in import hand_in, heading, payload_of


def test_every_address_says_so_at_once(shown: Shown) -> None:
    token, assertion, picture = shown.token, shown.assertion, shown.picture
    entry = badges.read_json(payload_of(token))["credentialStatus"]
    assert not _bit(shown, entry)
    assertion_url = json.loads(assertion)["id"]

    shown.withdraw()

    assert shown.browser.get(shown.page).status_code == 200
    for address in (f"{shown.page}.png", f"{shown.page}.jwt", f"{shown.page}.ob2.json", assertion_url):
        answer = shown.browser.get(address)
        assert answer.status_code == 410, address
        assert answer.cache_control.max_age == 60
    assert _bit(shown, entry)
    assert assertion_url in json.dumps(_revocations(shown, assertion))
    for given in (shown.code, token, assertion.decode()):
        page = shown.browser.post("/verify", data={"input": given}).text
        assert "Ce badge n’est plus valable" in page
    assert "Ce badge n’est plus valable" in hand_in(shown.browser, picture, "badge.png")


def test_the_body_of_410_is_too_small_to_pass_for_a_badge_elsewhere(shown: Shown) -> None:
    address = json.loads(shown.assertion)["id"]
    shown.withdraw(RevocationReason.HOLDER_ASKED)
    answer = shown.browser.get(address, headers={"Accept-Language": "en"})
    assert answer.mimetype == "application/ld+json"
    assert json.loads(answer.data) == {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": address,
        "revoked": True,
        "revocationReason": "Il a été retiré à la demande de la personne",
    }


@pytest.mark.parametrize(
    ("reason", "whose", "words", "claim"),
    [
        (RevocationReason.HOLDER_ASKED, "Il a été retiré le", "à la demande de la personne", "ne compte plus."),
        (RevocationReason.MISTAKE, "L’émetteur l’a retiré le", "remis par erreur", "ne compte plus."),
        (RevocationReason.RULES_NOT_MET, "L’émetteur l’a retiré le", "n’était pas complet", "ne compte plus."),
        (
            RevocationReason.REPLACED,
            "Un badge plus récent l’a remplacé le",
            "un badge plus récent",
            "une version plus récente du badge",
        ),
    ],
)
def test_the_page_stays_and_says_why_without_the_name(
    shown: Shown, reason: RevocationReason, whose: str, words: str, claim: str
) -> None:
    shown.withdraw(reason)
    answer = shown.browser.get(shown.page)
    assert answer.status_code == 200
    assert words in answer.text
    assert whose in answer.text
    assert claim in answer.text
    assert "Animation numérique entre pairs" in answer.text
    assert ("Voir le badge d’aujourd’hui" in answer.text) == (reason is RevocationReason.REPLACED)
    for gone in ("Moussa", "Ce badge est authentique", "Montrer sans faire"):
        assert gone not in answer.text


def test_a_page_kept_from_before_is_asked_for_again_and_has_changed(shown: Shown) -> None:
    before = shown.browser.get(shown.page)
    assert before.cache_control.max_age == 60
    shown.withdraw()
    again = shown.browser.get(shown.page, headers={"If-None-Match": before.headers["ETag"]})
    assert again.status_code == 200
    assert again.headers["ETag"] != before.headers["ETag"]


def _bit(shown: Shown, entry: dict[str, str]) -> bool:
    listed = badges.read_json(payload_of(shown.browser.get(entry["statusListCredential"]).text))
    bits = status.decode(listed["credentialSubject"]["encodedList"])
    return status.is_set(bits, int(entry["statusListIndex"]))


def _revocations(shown: Shown, assertion: bytes) -> object:
    badge_class = shown.json(json.loads(assertion)["badge"])
    return shown.json(shown.json(badge_class["issuer"])["revocationList"])


def test_no_copy_of_the_badge_of_somebody_who_was_erased_is_called_a_forgery(shown: Shown) -> None:
    """Nothing is kept to compare an unsigned copy with: that it counts no more is all that is known."""
    kept = {"badge.ob2.json": shown.assertion, "badge.png": shown.picture, "badge.jwt": shown.token.encode()}
    shown.act(lambda award, folder: erase(award.person, folder, by=None, granting=None, now=clock.now()))
    for name, content in kept.items():
        page = hand_in(shown.browser, content, name)
        assert heading(page) == "Ce badge n’est plus valable", name
        assert "Quelque chose a été modifié depuis la remise" not in page, name
