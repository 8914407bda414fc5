"""A printed badge is one sheet: what is on a second one is lost first."""

import re

from playwright.sync_api import FilePayload, Page

from tests.browser.demonstration import Demonstration

_PAGES = re.compile(rb"/Type\s*/Page[^s]")


def test_every_badge_prints_on_one_sheet(demo: Demonstration, page: Page) -> None:
    codes = _codes_of_given_badges(demo, page)
    assert len(codes) >= 2
    page.context.clear_cookies()
    sheets = {}
    for code in codes:
        page.goto(f"{demo.address}/b/{code}")
        sheets[page.locator("h2").first.inner_text()] = len(_PAGES.findall(page.pdf(format="A4")))
    assert set(sheets.values()) == {1}, sheets


def test_a_screenshot_of_the_page_leads_back_to_the_badge(demo: Demonstration, page: Page) -> None:
    code = _codes_of_given_badges(demo, page)[0]
    page.context.clear_cookies()
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{demo.address}/b/{code}")
    name = page.locator("h2").first.inner_text()
    picture = page.screenshot()
    page.goto(f"{demo.address}/verify")
    capture: FilePayload = {"name": "capture.png", "mimeType": "image/png", "buffer": picture}
    page.locator("input[type=file]").set_input_files(capture)
    page.get_by_role("button", name="Vérifier ce badge").click()
    assert page.locator("h2").first.inner_text() == name
    assert f"{code[:4]} {code[4:]}" in page.locator(".badge-code").inner_text()


def _codes_of_given_badges(demo: Demonstration, page: Page) -> list[str]:
    demo.open(page, demo.who("national"), "/badges?shelf=issued")
    given = page.locator("tr", has_text="Remis").get_by_role("link")
    addresses = [str(link.get_attribute("href")) for link in given.all()]
    codes = []
    for address in addresses:
        page.goto(f"{demo.address}{address}")
        codes.append(str(page.locator("a[href*='/b/']").first.get_attribute("href")).rpartition("/b/")[2])
    return codes
