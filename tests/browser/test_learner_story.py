"""A learner's first hour, on the phone of who accompanies them: from a first name to a slip of paper.

Nour has a first name and nothing else: no phone, no e-mail, no account. Samira was trained; her phone lies between
the two.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from babel.dates import format_date
from playwright.sync_api import Browser, Locator, Page, expect

from peerlearn.accounts.models import Account
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.permissions import Permission
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.factory import create_app
from peerlearn.tracks.actions import gain
from tests.browser.theatre import Theatre, theatre

MAIL, PHOTOS = "J’ai une adresse e-mail et je m’en sers", "Mes photos et mes documents"
# One answer a question, as Nour gives them: no phone; needs help with mail; would rather not say about work.
ANSWERS = ("none", "na", "none", "slow", "3", "3", "3", "0", "3", "3", "3", "3", "3", "skip", "maybe")
_A4_WIDTH, _A4_HEIGHT = 718, 1047
_REQUIRED = "fields => fields.filter(field => field.required).map(field => field.name)"


@pytest.fixture
def site(database_url: str, tmp_path: Path, browser: Browser) -> Iterator[Theatre]:
    """The site of this story, where Samira finished the staff track."""
    with theatre(database_url, tmp_path, browser) as served:
        _train(served, "samira", "claire")
        yield served


def test_from_a_first_name_to_a_slip_of_paper_without_phone_mail_or_account(site: Theatre) -> None:
    samira = site.phone_of("samira")
    starts = _plan_a_workshop(samira, site, MAIL)

    person = _register(samira, site, "Nour")
    result = _talk_question_by_question(samira, "Nour")
    _the_result_advises(samira, MAIL)

    _one_tap_gives_the_seat(samira, "Nour", MAIL, result)
    _the_slip_is_printed(samira, "Nour", starts)

    _nour_taps_a_picture(samira, person, PHOTOS)
    _nour_never_needed_an_account(samira, person)


def _train(site: Theatre, account: str, person: str) -> None:
    """What attending the three staff workshops leads to: they have tests of their own."""
    with create_app(Settings.from_environment(site.told)).app_context():
        scope.enter(db.session(), Scope.everything("a story trains someone"))
        with transaction():
            db.session.get_one(Account, site.cast.accounts[account]).person_id = site.cast.people[person]
            gain(
                site.cast.people[person],
                organisation_id=site.cast.organisations["tilleuls"],
                permission=Permission.DIAGNOSE,
                because="a story",
                by=None,
                now=clock.now(),
            )
        scope.leave(db.session())
        db.session.remove()
        db.engine.dispose()


def _plan_a_workshop(page: Page, site: Theatre, title: str) -> datetime:
    day = (clock.now() + timedelta(days=3)).replace(hour=14, minute=30)
    page.goto(f"{site.address}/workshops/new")
    page.locator("#module").select_option(label=title)
    page.locator("#site").select_option(label="Salle du fond")
    page.locator("#day").fill(day.strftime("%Y-%m-%d"))
    page.locator("#starts").fill("14:30")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/workshops/(?!new)[a-z0-9]+"))
    return day


def _register(page: Page, site: Theatre, first_name: str) -> str:
    page.goto(f"{site.address}/people/new")
    assert "first_name" in page.locator("main input").evaluate_all("fields => fields.map(field => field.name)")
    _asks_for_no_address(page)
    page.get_by_label("Prénom").fill(first_name)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/people/(?!new)[a-z0-9]+"))
    return page.url


def _talk_question_by_question(page: Page, name: str) -> str:
    page.get_by_role("link", name="Faire le diagnostic").click()
    expect(page.locator("main")).to_contain_text("aux Tilleuls")
    page.locator("main form button[type=submit]").last.click()
    for number, answer in enumerate(ANSWERS, start=1):
        page.wait_for_url(re.compile(rf"/questions/{number}$"))
        expect(page.locator("h1")).to_be_visible()
        _asks_for_no_address(page)
        page.locator(f"input[name=answer][value='{answer}']").check(force=True)
        page.locator(".thumb-bar button[type=submit]").click()
    page.wait_for_url(re.compile(r"/end$"))
    expect(page.locator("h1")).to_contain_text(name)
    page.get_by_role("button", name="Voir le résultat").click()
    page.wait_for_url(re.compile(r"/diagnoses/[a-z0-9]+$"))
    return page.url


def _the_result_advises(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", name=re.compile("Niveau . sur 4"))).to_be_visible()
    expect(_card(page, title)).to_be_visible()
    expect(page.locator("main")).to_contain_text("Un smartphone en prêt")


def _card(page: Page, title: str) -> Locator:
    return page.locator(".planned__one", has=page.get_by_role("heading", name=title))


def _one_tap_gives_the_seat(page: Page, name: str, title: str, result: str) -> None:
    card = _card(page, title)
    expect(card).to_contain_text("8 places libres")
    card.get_by_role("button", name=f"Inscrire {name}").click()
    page.wait_for_url(re.compile(re.escape(result) + "#"))
    expect(card).to_contain_text("Place gardée")
    expect(card.get_by_role("button", name=f"Inscrire {name}")).to_have_count(0)


def _the_slip_is_printed(page: Page, name: str, starts: datetime) -> None:
    page.get_by_role("link", name="Imprimer le papier").click()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": _A4_WIDTH, "height": _A4_HEIGHT})
    slip = page.locator(".slip")
    expect(slip).to_have_count(1)
    for words in (name, MAIL, format_date(starts, "EEEE d", locale="fr"), "14 h 30", "Les Tilleuls", "Salle du fond"):
        expect(slip).to_contain_text(words)
    expect(slip).to_contain_text("12 rue des Écoles")
    for picture in slip.locator(".slip__pictures svg").all():
        box = picture.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) > 30, "8 mm at least"
    expect(slip.locator(".slip__leaf text")).to_have_text(str(starts.day))
    expect(page.locator(".band")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollHeight") <= _A4_HEIGHT, "one sheet"
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 360, "height": 740})


def _nour_taps_a_picture(page: Page, person: str, title: str) -> None:
    page.goto(person)
    page.get_by_role("link", name="Ouvrir le plan").click()
    picture = page.get_by_role("button", name=title)
    expect(picture).to_have_attribute("aria-pressed", "false")
    picture.tap()
    expect(picture).to_have_attribute("aria-pressed", "true")
    expect(picture).to_be_in_viewport()
    expect(page.locator("section", has=page.get_by_role("heading", name="Choisi"))).to_contain_text(title)


def _nour_never_needed_an_account(page: Page, person: str) -> None:
    page.goto(person)
    expect(page.get_by_role("link", name="Faire la carte")).to_be_visible()
    main = page.locator("main")
    expect(main).to_contain_text("1 choisi")
    expect(main).not_to_contain_text("@")


def _asks_for_no_address(page: Page) -> None:
    required = page.locator("main input, main select, main textarea").evaluate_all(_REQUIRED)
    assert not {"phone", "email"} & set(required)
    assert page.locator("main :is(input[type=email], input[type=tel]):visible").count() == 0
