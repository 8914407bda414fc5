"""Slips on paper: whatever the names are, eight fit on an A4 and each tells the number to call."""

import re

from playwright.sync_api import Page

from tests.browser.demonstration import Demonstration

_PRINTED_WIDTH = 718  # 190 mm: an A4 without the margins of the sheet
_PRINTED_HEIGHT = 1047  # 277 mm
# The longest that an organisation of the programme really has, and longer.
_LONG = {
    ".slip__head strong": "Marie-Antoinette Ramatoulaye",
    ".slip__head span": "Mes documents administratifs, je les retrouve et je les envoie sans me tromper",
    ".slip__pictures p:nth-child(1) b": "mercredi 25\xa0novembre",
    ".slip__pictures p:nth-child(2) b": "13\xa0h\xa045 à\xa016\xa0h\xa030",
    ".slip__pictures p:nth-child(3) b": "Association intermédiaire de la Haute Vallée de l’Escaut et du Hainaut réunis",
    ".slip__where > span": "Salle polyvalente du premier étage, 1248 boulevard du Général-Leclerc, bâtiment C, "
    "59170 Croix-Wasquehal. Bus 32, arrêt Place de la République, puis à gauche après la pharmacie.",
}
_FILL = """long => Object.entries(long).forEach(([where, words]) =>
  document.querySelectorAll(where).forEach(one => { one.textContent = words }))"""
_INSIDE = """() => [...document.querySelectorAll('.slip')].map(slip => {
  const paper = slip.getBoundingClientRect(), number = slip.querySelector('.slip__call').getBoundingClientRect();
  return number.bottom <= paper.bottom - 4 && number.right <= paper.right - 4 && number.height > 14 })"""
_APART = """() => [...document.querySelectorAll('.slip')].every(slip => [...slip.children].every((one, place, all) =>
  !place || one.getBoundingClientRect().top >= all[place - 1].getBoundingClientRect().bottom - 1))"""
_ASIDE = """() => [...document.querySelectorAll('.slip')].every(slip => { const paper = slip.getBoundingClientRect();
  const words = [...slip.querySelectorAll('.slip__pictures b')].map(b => b.getBoundingClientRect());
  return words.every((one, place) => one.right <= (words[place + 1] ? words[place + 1].left : paper.right)) })"""
_PICTURE = "() => document.querySelector('.slip__clock').getBoundingClientRect().height"
_TALL = """() => { const all = [...document.querySelectorAll('.slip')].slice(0, 8);
  const slips = all.map(slip => slip.getBoundingClientRect());
  return Math.max(...slips.map(s => s.bottom)) - Math.min(...slips.map(s => s.top)) }"""


def test_the_number_to_call_is_whole_on_each_of_eight_slips(demo: Demonstration, page: Page) -> None:
    _open_slips(demo, page)
    for words in ({}, _LONG):
        page.evaluate(_FILL, words)
        slips = page.evaluate(_INSIDE)
        assert len(slips) >= 6
        assert all(slips), words
        assert page.evaluate(_APART), words
        assert page.evaluate(_ASIDE), words
        assert page.evaluate(_PICTURE) >= 30, "the clock can still be read: 8 mm"
        assert page.evaluate(_TALL) <= _PRINTED_HEIGHT, "eight on one sheet"


def test_no_word_of_a_date_is_broken_on_a_phone(demo: Demonstration, page: Page) -> None:
    _open_slips(demo, page)
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate(_FILL, {".slip__pictures p:nth-child(1) b": "mercredi 25\xa0novembre"})
    lines = page.evaluate("() => document.querySelector('.slip__pictures b').getBoundingClientRect().height")
    assert lines <= 44, "two lines: the day, then the date"


def _open_slips(demo: Demonstration, page: Page) -> None:
    """The slips of a workshop to come with a full table, as a printer sees them."""
    demo.open(page, demo.who("staff"), "/workshops")
    row = page.locator("tr", has_text=re.compile(r"[78] sur 8")).first
    page.goto(f"{demo.address}{row.get_by_role('link').first.get_attribute('href')}/slips")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": _PRINTED_WIDTH, "height": _PRINTED_HEIGHT})
    assert page.locator(".slip").count() <= 8
