"""The table of several results on a desk: in the column of its page, its headings whole, its rows level."""

import pytest
from playwright.sync_api import Page

from tests.browser.demonstration import Demonstration

# Each line a thing that is not as it should be; sub-pixels are forgiven.
_FOUND = """() => {
  const box = (part) => part.getBoundingClientRect(), seen = [];
  const inked = (part) => {
    const all = document.createRange();
    all.selectNodeContents(part);
    return all.getBoundingClientRect();
  };
  const begins = [".brand", "h1", "table"].map((part) => Math.round(box(document.querySelector(part)).left));
  if (Math.max(...begins) - Math.min(...begins) > 2) seen.push(`columns begin at ${begins}`);
  for (const head of document.querySelectorAll("thead th")) {
    if (head.textContent.trim().includes(" ")) continue;
    if (inked(head).height > 1.6 * parseFloat(getComputedStyle(head).lineHeight)) seen.push(`cut: ${head.innerText}`);
    if (head.scrollWidth > head.clientWidth) seen.push(`too wide: ${head.innerText}`);
  }
  for (const link of document.querySelectorAll("tbody th a")) {
    const beside = link.closest("tr").querySelector("td[data-label]");
    const apart = Math.abs(inked(link).top - inked(beside).top);
    if (apart > 3) seen.push(`${apart} pixels apart: ${link.innerText}`);
  }
  return seen;
}"""


@pytest.mark.parametrize("language", ["fr", "en", "ar", "uk", "es"])
def test_it_stands_in_the_column_of_its_page_in_every_language(demo: Demonstration, page: Page, language: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    demo.open(page, demo.who("national"), "/badges?shelf=issued")
    page.locator("tr", has_text="Remis").get_by_role("link").first.click()
    address = str(page.locator("a[href*='/b/']").first.get_attribute("href"))
    page.context.clear_cookies()
    page.goto(f"{demo.address}/verify?lang={language}")
    page.locator("textarea").fill(f"{address.rpartition('/')[2]}\nABCD2345")
    page.locator("main button[type=submit]").first.click()
    page.locator("table").wait_for()
    assert page.locator("tbody th a").count() == 1
    found = page.evaluate(_FOUND)
    if language == "ar":  # there a column begins at its right
        found = [problem for problem in found if not problem.startswith("columns begin")]
    assert not found, "\n".join(found)
