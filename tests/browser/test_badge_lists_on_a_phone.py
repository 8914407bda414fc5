"""Badges in lists on a phone: cards stack alike."""

import pytest
from playwright.sync_api import Page

from tests.browser.demonstration import Demonstration

# In each card, the cells of which another one stands on the same line.
_BESIDE = """() => [...document.querySelectorAll(".table tbody tr")].flatMap((card) => {
  const cells = [...card.children].filter((one) => one.getBoundingClientRect().height);
  const top = (cell) => cell.getBoundingClientRect().top, end = (cell) => cell.getBoundingClientRect().bottom;
  return cells.filter((one) => cells.some((other) => other !== one && top(other) < end(one) && top(one) < end(other)))
    .map((one) => one.innerText);
})"""


@pytest.mark.parametrize("path", ["/badges?shelf=issued", "/badges?shelf=to-approve", "/badges/soon"])
def test_cards_stack_their_lines(demo: Demonstration, page: Page, path: str) -> None:
    demo.open(page, demo.who("national"), path)
    assert page.locator(".table tbody tr").count() > 1
    assert page.evaluate(_BESIDE) == []
