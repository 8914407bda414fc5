"""Every page, as every role, in both themes: nothing that axe finds wrong, nothing to scroll sideways at 320 pixels,
nothing too small to touch, no word left in English."""

import pytest
from playwright.sync_api import Page
from werkzeug.routing import Map

from tests.browser.demonstration import Demonstration, SignIn
from tests.browser.suits import parts, problems, problems_of_size
from tests.browser.walk import pages_from
from tests.services import run

ROLES = ("", "national", "coordinator", "staff", "supervisor", "facilitator", "learner")
ERRORS = ("/no-such-page", "/b/NOSUCH99")


def _who(demo: Demonstration, role: str) -> SignIn | None:
    return demo.who(role) if role else None


def _start(demo: Demonstration, role: str) -> str:
    return f"{demo.address}/" if role else f"{demo.address}/sign-in"


@pytest.mark.parametrize("role", ROLES)
def test_every_page_suits_everyone(demo: Demonstration, page: Page, routes: Map, role: str) -> None:
    demo.open(page, _who(demo, role))
    seen: dict[str, list[str]] = {}
    for address, kind in pages_from(page, _start(demo, role), routes):
        # What a page of this kind is made of may have been looked at as another role.
        is_new = run.current().adds_to(f"parts of {kind}", parts(page))
        seen[address] = problems(page, address) if is_new else problems_of_size(page, address)
    if not role:
        seen |= {path: _problems_at(page, demo.address + path) for path in ("/verify", *ERRORS)}
    for address in _in_other_words(demo, role):
        seen[address] = _problems_at(page, address)
        assert page.evaluate("document.documentElement.lang") == address[-2:], address
    assert len(seen) >= 3, sorted(seen)
    found = [problem for lines in seen.values() for problem in lines]
    assert not found, "\n".join(found)


def _in_other_words(demo: Demonstration, role: str) -> list[str]:
    """What is looked at in the languages of learners and employers too: letters of other shapes, from the right."""
    pages = {"": ("/verify?lang=ar", "/verify?lang=uk", "/verify?lang=es"), "learner": ("/me?lang=ar",)}
    return [demo.address + path for path in pages.get(role, ())]


def _problems_at(page: Page, address: str) -> list[str]:
    answer = page.goto(address)
    assert answer is not None, address
    assert answer.status < 500, f"{address}: {answer.status}"
    return problems(page, address)
