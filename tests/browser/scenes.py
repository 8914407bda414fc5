"""What no link leads to: answers of the verification, refused forms, error pages, and a house where nothing is yet.

Each act brings a page to one scene after the other and says its name; whoever looks on takes a picture or asks axe.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from playwright.sync_api import Page
from werkzeug.routing import Map

from tests.browser.demonstration import Demonstration
from tests.browser.field.scenes import the_room_on_a_phone
from tests.browser.walk import pages_from

Act = Callable[[Demonstration, Page, Map], Iterator[str]]
_STRANGERS_BADGE = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "Assertion",
    "id": "https://badges.example.org/assertions/1.json",
}
# 185057800608491 is no one's: born in 1985 in a commune that does not exist.
_SOCIAL_SECURITY_NUMBER = "1 85 05 78 006 084 91"


def strangers(demo: Demonstration, page: Page, _: Map) -> Iterator[str]:
    """What an employer without an account may see."""
    codes = {state: code_of_badge(demo, page, state) for state in ("Remis", "Retiré")}
    page.context.clear_cookies()
    for state, name in (("Remis", "badge"), ("Retiré", "badge-withdrawn")):
        page.goto(f"{demo.address}/b/{codes[state]}")
        yield f"nobody.{name}"
    for language in ("en", "ar", "uk", "es"):
        page.goto(f"{demo.address}/b/{codes['Remis']}?lang={language}")
        yield f"nobody.badge-{language}"
    given = {
        "valid": codes["Remis"],
        "withdrawn": codes["Retiré"],
        "not-valid": _altered(page, f"{demo.address}/b/{codes['Remis']}.jwt"),
        "unknown": json.dumps(_STRANGERS_BADGE),
        "no-badge": "Bonjour",
        "nothing": "",
    }
    for name, text in given.items():
        page.goto(f"{demo.address}/verify")
        page.locator("#input").fill(text)
        _send(page)
        yield f"nobody.verify-{name}"


def badges_of_others(demo: Demonstration, page: Page, _: Map) -> Iterator[str]:
    """What is said of badges of other issuers: a site vouches, nobody does, or nobody can be asked."""
    page.context.clear_cookies()
    for name, text in demo.strangers.items():
        page.goto(f"{demo.address}/verify")
        page.locator("#input").fill(text)
        _send(page)
        yield f"nobody.verify-{name}"


def a_badge_in_its_holders_hands(demo: Demonstration, page: Page, _: Map) -> Iterator[str]:
    """Somebody takes their badge, and looks at the way to give it back; then the region suspends it."""
    demo.open(page, demo.who("learner"))
    page.get_by_role("link", name="Voir mon badge").click()
    page.wait_for_load_state()
    own = page.url.partition("?")[0]
    _send(page)
    yield "learner.badge-without-a-name"
    page.goto(own)
    page.locator("input[name=name_shown]").first.check(force=True)
    _send(page)
    yield "learner.badge-taken"
    page.goto(f"{own}/withdrawal")
    yield "learner.badge-withdraw"
    code = code_of_badge(demo, page, "Remis")
    award = page.url
    demo.open(page, demo.who("national"), f"{award.removeprefix(demo.address)}/suspension")
    yield "national.badge-suspend"
    page.locator("#reason").fill("Une feuille de présence est à vérifier.")
    _send(page)
    yield "national.badge-suspended"
    page.context.clear_cookies()
    page.goto(f"{demo.address}/b/{code}")
    yield "nobody.badge-suspended"


def refusals(demo: Demonstration, page: Page, _: Map) -> Iterator[str]:
    """Pages that say no: what happened, that nothing was lost, what to do now."""
    page.goto(f"{demo.address}/sign-in")
    page.locator("#identifier").fill("claire@example.org")
    page.locator("#secret").fill("wrong")
    page.locator("form.form button").first.click()
    page.wait_for_load_state()
    yield "nobody.sign-in-refused"
    demo.open(page, demo.who("staff"))
    for path, name in (("/no-such-page", "404"), ("/organisations/new", "403")):
        page.goto(f"{demo.address}{path}")
        yield f"staff.{name}"
    for path in ("/people/new", "/workshops/new"):
        page.goto(f"{demo.address}{path}")
        _send(page)
        yield f"staff.refused{path.replace('/', '-')}"
    page.goto(f"{demo.address}/people/new")
    page.get_by_label("Prénom").fill(f"Awa {_SOCIAL_SECURITY_NUMBER}")
    _send(page)
    yield "staff.refused-nir"


def the_same_person_twice(demo: Demonstration, page: Page, _: Map) -> Iterator[str]:
    """Someone is written down who is on the list, and two pages turn out to be one person's."""
    demo.open(page, demo.who("staff"), "/people/new")
    page.get_by_label("Prénom").fill("Malika")
    page.locator("main details summary").click()
    page.locator("#last_name").fill("Toumi")
    _send(page)
    yield "staff.same-person"
    page.goto(f"{demo.address}/people?q=moreaux")
    page.locator("tbody").get_by_role("link").first.click()
    page.get_by_role("link", name="Réunir deux fiches").click()
    page.wait_for_load_state()
    yield "staff.double-choose"
    page.get_by_role("link", name="Comparer").first.click()
    page.wait_for_load_state()
    yield "staff.double-both"
    _send(page)
    yield "staff.double-put-together"


def somebody_moves(demo: Demonstration, page: Page, _: Map) -> Iterator[str]:
    """The coordinator moves someone to another house; the first house still reads what happened there."""
    demo.open(page, demo.who("staff"), "/people?q=tesfay")
    page.locator("tbody").get_by_role("link").first.click()
    page.wait_for_load_state()
    address = page.url.removeprefix(demo.address)
    demo.open(page, demo.who("coordinator"), f"{address}/transfer")
    yield "coordinator.person-to-move"
    _send(page)
    yield "coordinator.person-to-move-refused"
    page.locator("#to").select_option(index=1)
    _send(page)
    yield "coordinator.person-moved"
    demo.open(page, demo.who("staff"), address)
    yield "staff.person-who-left"


def nothing_found(demo: Demonstration, page: Page, _: Map) -> Iterator[str]:
    """Searches that find nobody."""
    demo.open(page, demo.who("national"))
    for path in ("/people?q=zzzz", "/organisations?q=zzzz", "/badges?q=zzzz", "/workshops?q=zzzz"):
        page.goto(f"{demo.address}{path}")
        yield f"national.nothing-found{path.partition('?')[0].replace('/', '-')}"


def a_new_house(demo: Demonstration, page: Page, routes: Map) -> Iterator[str]:
    """The first day of an organisation: every page its staff can reach teaches what it is for."""
    _register_an_organisation_and_come_in(demo, page)
    for address, _ in pages_from(page, f"{demo.address}/", routes):
        path = re.sub(r"\W+", "-", address.removeprefix(demo.address)).strip("-") or "home"
        yield f"newcomer.{re.sub(r'-(?=[a-z]*[0-9])[a-z0-9]{12}', '', path)}"


ACTS: tuple[Act, ...] = (
    strangers,
    badges_of_others,
    a_badge_in_its_holders_hands,
    refusals,
    the_same_person_twice,
    somebody_moves,
    nothing_found,
    the_room_on_a_phone,
    a_new_house,
)


def code_of_badge(demo: Demonstration, page: Page, state: str) -> str:
    """The public code of a badge in that state, found as the national team finds it."""
    demo.open(page, demo.who("national"), "/badges?shelf=issued")
    page.locator("tr", has_text=state).get_by_role("link").first.click()
    shown = page.locator("a[href*='/b/']").first.get_attribute("href")
    return str(shown).rpartition("/b/")[2].partition("?")[0]


def _altered(page: Page, address: str) -> str:
    """The token at an address with one letter of its signature changed: it can be read, and is judged."""
    said, _, signature = page.request.get(address).text().rpartition(".")
    letter = "A" if signature[20] != "A" else "B"
    return f"{said}.{signature[:20]}{letter}{signature[21:]}"


def _register_an_organisation_and_come_in(demo: Demonstration, page: Page) -> None:
    demo.open(page, demo.who("national"), "/organisations/new")
    page.locator("#name").fill("L’Atelier tout neuf")
    page.locator("#kind").select_option("aci")
    page.locator("#department_code").select_option("59")
    _send(page)
    page.goto(page.url.rstrip("/") + "/accounts/invite")
    page.locator("#name").fill("Zoé Neuve")
    page.locator("#email").fill("zoe@example.org")
    page.locator("#role").select_option("staff")
    _send(page)
    link = re.search(r"/invitation/[\w-]+", page.content())
    assert link is not None, "the invitation's link is shown once"
    page.context.clear_cookies()
    page.goto(f"{demo.address}{link.group()}")
    page.locator("#password").fill("trois mots ensemble")
    _send(page)


def _send(page: Page) -> None:
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("main form button[type=submit], main form button:not([type])").last.click()
    page.wait_for_load_state()


def with_each(page: Page, demo: Demonstration, routes: Map, look: Callable[[str], Any]) -> int:
    """Play every act and let `look` see each scene; returns how many there were."""
    seen: set[str] = set()
    for act in ACTS:
        for name in act(demo, page, routes):
            page.emulate_media(color_scheme="light")
            look(name)
            seen.add(name)
    return len(seen)
