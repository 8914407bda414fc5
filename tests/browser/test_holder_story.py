"""From practice to a badge that its holder shows, on phones: one workshop is missing, it is led, and the badge follows.

Moussa leads and has no e-mail. Samira works at his house, Carole for the region. Employers have no account.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, Page, expect

from peerlearn.core import scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.factory import create_app
from tests.browser.theatre import PHONE, Theatre, theatre
from tests.factories.attendance import Staged, stage_workshop
from tests.factories.awards import GROUP, LEADING, observe, past_workshop

BADGE = "Animation numérique entre pairs"


@pytest.fixture
def site(database_url: str, tmp_path: Path, browser: Browser) -> Iterator[Theatre]:
    """The site of this story."""
    with theatre(database_url, tmp_path, browser) as served:
        yield served


def test_from_one_workshop_missing_to_a_badge_that_employers_check(site: Theatre, tmp_path: Path) -> None:
    last = _two_workshops_behind_and_one_just_over(site)
    moussa, samira, carole = (site.phone_of(name) for name in ("moussa", "samira", "carole"))

    _one_workshop_is_missing(moussa, site)
    _note_who_came(moussa, site, last)
    _nothing_is_missing(moussa, site)

    award = _propose_in_one_tap(samira, site)
    _approve(carole, site, award)

    link, pin = _print_the_access_card(samira, site, tmp_path)
    holder = _enter_on_a_phone_that_never_saw_him(site, link, pin)
    address = _take_the_badge(holder)
    _the_ways_to_share_lead_there(holder, address)

    _an_employer_reads_it_without_javascript(site, address)


def _two_workshops_behind_and_one_just_over(site: Theatre) -> Staged:
    """What was done before the story begins; nobody has noted yet who came to the last one."""
    with create_app(Settings.from_environment(site.told)).app_context():
        scope.enter(db.session(), Scope.everything("what a story begins with"))
        with transaction():
            for days in (20, 10):
                observe(site.cast, past_workshop(site.cast, days_ago=days), "moussa", LEADING)
            last = stage_workshop(site.cast, starts_in=-timedelta(hours=3), seated=GROUP)
        scope.leave(db.session())
        db.session.remove()
        db.engine.dispose()
    return last


def _one_workshop_is_missing(page: Page, site: Theatre) -> None:
    page.goto(f"{site.address}/me/path")
    expect(page.locator("#goal")).to_contain_text(re.compile(r"1\s+atelier"))


def _note_who_came(page: Page, site: Theatre, workshop: Staged) -> None:
    page.goto(f"{site.address}/me")
    page.get_by_role("link", name=re.compile("Qui est là|Noter qui était là")).first.click()
    for seat in workshop.enrolments.values():
        mark = page.locator(f"form[action$='{seat}'] button").first
        mark.click()
        expect(page.locator(f"form[action$='{seat}'] button").first).to_have_attribute("aria-pressed", "true")


def _nothing_is_missing(page: Page, site: Theatre) -> None:
    page.goto(f"{site.address}/me/path")
    expect(page.locator("#goal")).not_to_contain_text(re.compile(r"\d\s+atelier"))


def _propose_in_one_tap(page: Page, site: Theatre) -> str:
    page.goto(f"{site.address}/badges")
    page.get_by_role("button", name=re.compile("Le proposer pour Moussa")).click()
    page.wait_for_url(re.compile(r"/badges/[a-z0-9]{12}"))
    return page.url.split("?")[0]


def _approve(page: Page, site: Theatre, award: str) -> None:
    page.goto(f"{site.address}{award.removeprefix(site.address)}")
    page.get_by_role("button", name="Approuver ce badge").click()
    expect(page.locator("main")).to_contain_text("Remettre à")


def _print_the_access_card(page: Page, site: Theatre, folder: Path) -> tuple[str, str]:
    """Moussa lost his card: another one, and its PIN said aloud; the link is read off the printed sheet."""
    page.goto(f"{site.address}/people?q=Moussa")
    page.get_by_role("link", name="Moussa Traoré").click()
    page.get_by_role("link", name="Voir ou imprimer la carte").click()
    page.get_by_role("button", name="Refaire la carte et le code").click()
    pin = page.locator(".pin__digits").inner_text().replace(" ", "")
    sheet = folder / "card.pdf"
    sheet.write_bytes(page.pdf(format="A4"))
    with pypdfium2.PdfDocument(sheet) as document:
        read = [
            code.text
            for at in range(len(document))
            for code in zxingcpp.read_barcodes(document[at].render(scale=3).to_pil())
        ]
    assert len(read) == 1
    return read[0], pin


def _enter_on_a_phone_that_never_saw_him(site: Theatre, link: str, pin: str) -> Page:
    page = site.phone_of("")
    page.goto(f"{site.address}{link[link.index('/sign-in') :]}")
    page.locator("#secret").fill(pin)
    page.locator("#secret").press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def _take_the_badge(page: Page) -> str:
    """Offered to him alone: he chooses the name that is seen, and only then is anything public."""
    page.get_by_role("link", name=re.compile("badge")).first.click()
    page.locator("input[name=name_shown]").first.check(force=True)
    page.get_by_role("button", name="Je prends mon badge").click()
    expect(page.get_by_role("heading", name="Ce badge est à vous")).to_be_visible()
    return page.locator("#address").input_value()


def _the_ways_to_share_lead_there(page: Page, address: str) -> None:
    told = [unquote(str(one.get_attribute("href"))) for one in page.locator(".shares a").all()]
    assert len(told) == 4
    assert all(address in one for one in told)
    assert address in page.locator("#cv").input_value()


def _an_employer_reads_it_without_javascript(site: Theatre, address: str) -> None:
    plain = site.browser.new_context(viewport=PHONE, locale="fr-FR", java_script_enabled=False).new_page()
    plain.goto(address)
    expect(plain.get_by_role("heading", name="Ce badge est authentique")).to_be_visible()
    expect(plain.locator("main")).to_contain_text(BADGE)
    expect(plain.locator("main")).to_contain_text("Moussa Traoré")
    assert plain.context.cookies() == []
