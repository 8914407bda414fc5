"""Tabs are boxes on a phone: words that take two lines keep off the edge of theirs."""

import pytest
from playwright.sync_api import Page

from tests.browser.demonstration import Demonstration

_NEAREST = """() => Math.min(...[...document.querySelectorAll(".tabs a")].map((tab) => {
  const words = document.createRange(), box = tab.getBoundingClientRect();
  words.selectNodeContents(tab);
  const inked = words.getBoundingClientRect();
  return Math.min(inked.top - box.top, box.bottom - inked.bottom);
}))"""


@pytest.mark.parametrize("path", ["/badges", "/people", "/badges/statistics"])
def test_words_keep_off_the_edge(demo: Demonstration, page: Page, path: str) -> None:
    demo.open(page, demo.who("coordinator"), path)
    assert page.evaluate(_NEAREST) >= 6
