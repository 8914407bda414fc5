"""The page that checks cards without a network: `/v`. What it does in a browser is in `tests/browser`."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from typing import Any

from peerlearn.awards import issuers
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award
from peerlearn.core import clock
from tests.web.public.conftest import Shown
from tests.web.public.test_certificate import codes_on


def known_of(page: str) -> dict[str, Any]:
    """What the script is told."""
    found = re.search(r'<script type="application/json" id="known">(.*?)</script>', page, re.DOTALL)
    assert found
    told: dict[str, Any] = json.loads(found[1])
    return told


def card_of(shown: Shown) -> str:
    """The link in the larger code of its certificate."""
    return next(code for code in codes_on(shown.browser.get(f"{shown.page}.pdf").data) if "/v#" in code)


def test_it_is_one_file_that_fetches_nothing_and_sets_no_cookie(shown: Shown) -> None:
    answer = shown.browser.get("/v")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    page = answer.text
    assert re.findall(r'\bsrc="|url\((?!data)|@import|<link[^>]+href="(?!data:)', page) == []
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)
    assert script
    named = b64encode(sha256(script[1].encode()).digest()).decode()
    policy = answer.headers["Content-Security-Policy"]
    assert f"script-src 'sha256-{named}'" in policy
    assert "default-src 'none'" in policy
    assert "connect-src" not in policy


def test_it_knows_the_keys_and_what_was_withdrawn_and_no_name(shown: Shown) -> None:
    known = known_of(shown.browser.get("/v").text)
    (key,) = known["keys"]
    assert set(key["jwk"]) == {"kty", "crv", "x", "y"}
    assert list(known["lists"].values()) == [[]]
    shown.withdraw()
    page = shown.browser.get("/v").text
    (places,) = known_of(page)["lists"].values()
    assert len(places) == 1
    assert "Moussa" not in page


def test_a_stolen_key_is_told_as_stolen_and_the_box_refuses_its_cards(shown: Shown) -> None:
    card = card_of(shown)
    assert "Ce badge est authentique" in shown.browser.post("/verify", data={"input": card}).text

    def steal(award: Award, folder: KeyFolder) -> None:
        (key,) = [one for one in issuers.keys_of(award.achievement.issuer) if one.algorithm == "ES256"]
        issuers.mark_compromised(key, folder, since=clock.now(), now=clock.now())

    shown.act(steal)
    keys = known_of(shown.browser.get("/v").text)["keys"]
    assert [key["is_stolen"] for key in keys] == [False, True]
    assert "clé volée" in shown.browser.post("/verify", data={"input": card}).text


def test_a_card_that_was_tampered_with_or_made_up_is_refused_by_the_box(shown: Shown) -> None:
    card = card_of(shown)
    assert "Ce badge est authentique" in shown.browser.post("/verify", data={"input": card}).text
    middle = len(card) - 20
    other = "A" if card[middle] != "A" else "B"
    for forged, words in (
        (card[:middle] + other + card[middle + 1 :], "Ce badge n’est pas valable"),
        (card[:-40], "pas un badge"),
        (card.partition("#")[0] + "#abc", "pas un badge"),
    ):
        answer = shown.browser.post("/verify", data={"input": forged})
        assert answer.status_code == 200
        assert "Ce badge est authentique" not in answer.text
        assert words in answer.text


def test_a_withdrawn_badge_is_withdrawn_by_its_card_too(shown: Shown) -> None:
    card = card_of(shown)
    shown.withdraw()
    assert "Ce badge n’est plus valable" in shown.browser.post("/verify", data={"input": card}).text
