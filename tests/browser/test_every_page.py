"""Every page, as every role, in both themes: nothing that axe finds wrong, nothing to scroll sideways at 320 pixels,
nothing too small to touch, no word left in English."""

import pytest
from playwright.sync_api import Page
from werkzeug.routing import Map

from tests.browser.demonstration import Demonstration, SignIn
from tests.browser.suits import problems
from tests.browser.walk import pages_from

ROLES = ("", "national", "coordinator", "staff", "supervisor", "facilitator", "learner")
ERRORS = ("/no-such-page", "/b/NOSUCH99")


def _who(demo: Demonstration, role: str) -> SignIn | None:
    return demo.who(role) if role else None


def _start(demo: Demonstration, role: str) -> str:
    return f"{demo.address}/" if role else f"{demo.address}/sign-in"


@pytest.mark.parametrize("role", ROLES)
def test_every_page_suits_everyone(demo: Demonstration, page: Page, routes: Map, role: str) -> None:
    demo.open(page, _who(demo, role))
    addresses = pages_from(page, _start(demo, role), routes)
    if not role:
        addresses += [demo.address + path for path in ("/verify", *ERRORS)]
    assert len(addresses) >= 3, addresses
    found = [problem for address in addresses for problem in _problems(page, address)]
    assert not found, "\n".join(found)


def _problems(page: Page, address: str) -> list[str]:
    answer = page.goto(address)
    if answer is None or answer.status >= 500:
        return [f"{address}: {answer and answer.status}"]
    return problems(page, address)
