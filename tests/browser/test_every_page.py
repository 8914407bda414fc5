"""Every page, as every role, in both themes: nothing that axe finds wrong, nothing to scroll sideways at 320 pixels,
nothing too small to touch, no word left in English."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from werkzeug.routing import Map

from tests.browser.demonstration import Demonstration, SignIn
from tests.browser.walk import pages_from

ROLES = ("", "national", "coordinator", "staff", "supervisor", "facilitator", "learner")
ERRORS = ("/no-such-page", "/b/NOSUCH99")
# Links inside a sentence are exempt, as WCAG 2.2 has it.
_TARGETS = "a[href], button, summary, label:has(input), input, select, textarea"
_TOO_SMALL = """targets => [...document.querySelectorAll(targets)]
  .filter(e => e.type !== 'hidden' && !e.closest('.skip') && !(e.tagName === 'INPUT' && e.closest('label'))
    && !(e.tagName === 'A' && getComputedStyle(e).display === 'inline'))
  .map(e => [e, e.getBoundingClientRect()]).filter(([e, r]) => r.width && (r.height < 47.5 || r.width < 47.5))
  .map(([e, r]) => `${e.tagName} ${e.className} "${e.innerText.slice(0, 20)}" ${r.width} x ${r.height}`)"""
_WIDTH = "document.documentElement.scrollWidth"


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
    page.set_viewport_size({"width": 320, "height": 640})
    found = [problem for address in addresses for problem in _problems(page, address)]
    assert not found, "\n".join(found)


def _problems(page: Page, address: str) -> list[str]:
    found = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        answer = page.goto(address)
        if answer is None or answer.status >= 500:
            return [f"{address}: {answer and answer.status}"]
        violations = Axe().run(page).response["violations"]
        found += [
            f"{address} {theme}: {v['id']} {[n['target'] for n in v['nodes']][:3]} {v['nodes'][0]['failureSummary']}"
            for v in violations
        ]
    if page.evaluate(_WIDTH) > 320:
        found.append(f"{address}: {page.evaluate(_WIDTH)} pixels wide at 320")
    found += [f"{address}: too small to touch: {small}" for small in page.evaluate(_TOO_SMALL, _TARGETS)]
    return found
