"""The screens of the app: one address for the site, many for the eye."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect
from werkzeug.routing import Map

from tests.browser.demonstration import Demonstration

_OF_A_WORKSHOP = ("room", "walk-in", "skills/1", "sign", "after")
_OF_THE_PHONE = ("help/1", "help/2", "help/3", "help/4", "help/5", "help/6", "lock", "leave", "waiting")


def the_room_on_a_phone(demo: Demonstration, page: Page, _: Map) -> Iterator[str]:
    """From the list of workshops to the end of one, in practice and in earnest."""
    demo.open(page, demo.who("facilitator"), "/field")
    expect(page.locator("#strip")).to_contain_text("Tout est envoyé")
    yield "facilitator.app"
    workshop = str(page.locator("a[href^='#w/']").first.get_attribute("href")).split("/")[1]
    for address in (f"w/{workshop}", *(f"w/{workshop}/{place}" for place in _OF_A_WORKSHOP), *_OF_THE_PHONE):
        _go(page, address)
        yield f"facilitator.app-{address.replace(workshop, 'workshop').replace('/', '-')}"
    _go(page, "w/practice/room")
    for number in range(5):
        page.locator(".roster__tap").nth(number).click()
    yield "facilitator.app-practice"
    _go(page, "w/practice/skills/1")
    for number, taps in enumerate((3, 2, 1)):
        for _tap in range(taps):
            page.locator(".roster__tap").nth(number).click()
    yield "facilitator.app-practice-skills"


def _go(page: Page, address: str) -> None:
    page.evaluate("address => { location.hash = address }", address)
    expect(page.locator("h1")).to_be_visible()
