"""Badges in lists on a phone: cards stack alike, a wide table says that it slides, a choice is read whole."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demonstration import Demonstration

# In each card, the cells of which another one stands on the same line.
_BESIDE = """() => [...document.querySelectorAll(".table tbody tr")].flatMap((card) => {
  const cells = [...card.children].filter((one) => one.getBoundingClientRect().height);
  const top = (cell) => cell.getBoundingClientRect().top, end = (cell) => cell.getBoundingClientRect().bottom;
  return cells.filter((one) => cells.some((other) => other !== one && top(other) < end(one) && top(one) < end(other)))
    .map((one) => one.innerText);
})"""
_CUT = """() => [...document.querySelectorAll("select[name^='sides']")].flatMap((choice) => {
  choice.closest("details").open = true;
  const room = choice.offsetWidth;
  choice.style.inlineSize = "max-content";
  return room < choice.offsetWidth ? [`${choice.offsetWidth} in ${room}`] : [];
})"""


@pytest.mark.parametrize("path", ["/badges?shelf=issued", "/badges?shelf=to-approve", "/badges/soon"])
def test_cards_stack_their_lines(demo: Demonstration, page: Page, path: str) -> None:
    demo.open(page, demo.who("national"), path)
    assert page.locator(".table tbody tr").count() > 1
    assert page.evaluate(_BESIDE) == []


def test_months_say_that_they_slide_and_each_number_stays_beside_its_month(demo: Demonstration, page: Page) -> None:
    demo.open(page, demo.who("national"), "/badges/statistics")
    expect(page.get_by_text("Faites glisser le tableau")).to_be_visible()
    region, month = page.get_by_role("region", name="Mois par mois"), page.locator(".table--months tbody th").first
    before = month.bounding_box()
    region.evaluate("(one) => { one.scrollLeft = one.scrollWidth; }")
    assert month.bounding_box() == before
    last = page.locator(".table--months thead th").last.bounding_box()
    assert last is not None
    assert last["x"] + last["width"] <= 360
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.get_by_text("Faites glisser le tableau")).to_be_hidden()


def test_who_has_to_see_a_skill_is_read_whole(demo: Demonstration, page: Page) -> None:
    demo.open(page, demo.who("national"), "/achievements")
    page.get_by_role("row").filter(has_text="Brouillon").get_by_role("link").click()
    page.goto(f"{page.url}/criteria")
    assert page.locator("select[name^='sides']").count() > 0
    assert page.evaluate(_CUT) == []
