"""The code on paper, checked by a phone whose network is cut: from the page of the site, and from a copy on a disk."""

import json
import re
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Page, expect

from tests.browser.demonstration import Demonstration
from tests.browser.suits import problems


@pytest.fixture
def card(demo: Demonstration, page: Page) -> str:
    """What the larger code says on the certificate of a badge of the demonstration, read off the drawn page."""
    demo.open(page, demo.who("national"), "/badges?shelf=issued")
    page.locator("tr", has_text="Remis").get_by_role("link").first.click()
    address = str(page.locator("a[href*='/b/']").first.get_attribute("href"))
    answer = page.request.get(f"{demo.address}{address.removeprefix(demo.address)}.pdf")
    page.context.clear_cookies()
    with pypdfium2.PdfDocument(answer.body()) as document:
        drawn = document[0].render(scale=3).to_pil()
    return next(code.text for code in zxingcpp.read_barcodes(drawn) if "/v#" in code.text)


def test_a_card_is_checked_with_the_network_cut_and_nothing_is_asked_of_anybody(
    demo: Demonstration, page: Page, card: str
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{demo.address}/v")
    page.get_by_role("heading", name="Vérifier une carte, même sans réseau").wait_for()
    assert said == [], "its own policy blocks nothing of it"
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.set_offline(True)
    page.get_by_label("Le lien de la carte, ou le code du badge").fill(card)
    page.get_by_role("button", name="Vérifier la carte").click()
    page.get_by_role("heading", name="Cette carte est authentique").wait_for()
    words = page.locator("#sheet").inner_text()
    assert "Ce qui s’est passé depuis ne peut pas se savoir sans réseau" in words
    assert "La signature est celle de" in words
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="This card is authentic").wait_for()
    assert page.locator("html").get_attribute("lang") == "en"
    assert asked == []
    page.context.set_offline(False)


@pytest.mark.parametrize("shows", ["the box", "a card"])
def test_whoever_chooses_a_language_with_the_keyboard_stays_on_it(
    demo: Demonstration, page: Page, card: str, shows: str
) -> None:
    page.goto(f"{demo.address}/v{card[card.index('#') :] if shows == 'a card' else ''}")
    page.locator("h1").wait_for()
    page.get_by_role("button", name="English").focus()
    for own_name, title in (("English", re.compile("card")), ("Español", re.compile("tarjeta"))):
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(page.get_by_role("button", name=own_name)).to_be_focused()
        page.keyboard.press("Tab")
        while page.evaluate("document.activeElement.lang") not in ("es", ""):
            page.keyboard.press("Tab")


def test_a_copy_on_a_disk_does_the_same_and_tells_what_was_changed(
    demo: Demonstration, page: Page, card: str, tmp_path: Path
) -> None:
    copy = tmp_path / "verifier.html"
    copy.write_bytes(page.request.get(f"{demo.address}/v").body())
    page.context.set_offline(True)
    fragment = card.partition("#")[2]
    for said, title in (
        (fragment, "Cette carte est authentique"),
        (_changed(fragment), "Cette carte n’est pas valable"),
        (fragment[:-30], "Nous n’avons pas pu vérifier cette carte"),
        (_of_another_key(fragment), "Nous n’avons pas pu vérifier cette carte"),
    ):
        page.goto(f"file://{copy}#{said}")
        page.get_by_role("heading", level=1, name=title).wait_for()
    page.context.set_offline(False)


def test_the_code_of_a_badge_or_its_link_leads_to_its_page(demo: Demonstration, page: Page, card: str) -> None:
    page.goto(f"{demo.address}/v{card[card.index('#') :]}")
    address = page.get_by_role("link", name="Ouvrir la page du badge").get_attribute("href") or ""
    code = address.rpartition("/")[2]
    for typed in (f" {code[:4].lower()} {code[4:]}", address):
        page.goto("about:blank")
        page.goto(f"{demo.address}/v")
        page.get_by_label("Le lien de la carte, ou le code du badge").fill(typed)
        page.get_by_role("button", name="Vérifier la carte").click()
        page.wait_for_url(f"**/b/{code}")


def test_a_withdrawn_badge_and_a_stolen_key_are_told_by_the_next_copy(
    demo: Demonstration, page: Page, card: str, tmp_path: Path
) -> None:
    page.goto(f"{demo.address}/v{card[card.index('#') :]}")
    page.get_by_role("heading", name="Cette carte est authentique").wait_for()
    served = page.request.get(f"{demo.address}/v").text()
    told = re.search(r'(?<=id="known">).*?(?=</script>)', served, re.DOTALL)
    assert told
    for change, title in (
        (_withdraw_all, "Ce badge n’est plus valable"),
        (_tell_of_a_theft, "Cette carte n’est pas valable"),
    ):
        known = json.loads(told[0])
        change(known)
        copy = tmp_path / f"{change.__name__}.html"
        copy.write_text(served.replace(told[0], json.dumps(known)), encoding="utf-8")
        page.goto(f"file://{copy}{card[card.index('#') :]}")
        page.get_by_role("heading", name=title).wait_for()
        is_over, words = change is _withdraw_all, page.locator("#answer").inner_text()
        assert ("Ne vous y fiez pas" in words, "Défi Insertion" in words) == (not is_over, is_over)


def test_it_reads_well_on_the_smallest_phone_in_light_and_dark(demo: Demonstration, page: Page, card: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for fragment in ("", card[card.index("#") :], "#abc"):
        page.goto("about:blank")
        page.goto(f"{demo.address}/v{fragment}")
        page.locator("h1").wait_for()
        assert problems(page, fragment[:4]) == []


def _withdraw_all(known: dict[str, Any]) -> None:
    known["lists"] = {number: list(range(131_072)) for number in known["lists"]}


def _tell_of_a_theft(known: dict[str, Any]) -> None:
    for key in known["keys"]:
        key["is_stolen"] = True


def _changed(fragment: str) -> str:
    place = len(fragment) // 2
    return fragment[:place] + ("A" if fragment[place] != "A" else "B") + fragment[place + 1 :]


def _of_another_key(fragment: str) -> str:
    """The name of the key stands near the start, in the protected header."""
    return fragment[:12] + ("A" if fragment[12] != "A" else "B") + fragment[13:]
