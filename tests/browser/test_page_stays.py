"""What renews itself leaves whoever reads it where they are; what cannot be copied is there to be copied by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from peerlearn.awards.rules import AwardState
from peerlearn.awards.run_models import AwardRun
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from tests.cast import SECRET, Cast
from tests.factories import awards as made
from tests.factories.imports import nobody_at_work
from tests.services.server import serving
from tests.stage import ClientOf


@pytest.fixture
def site(app: Flask, settings: Settings, database_url: str, tmp_path: Path) -> Iterator[str]:
    """The program, served, with a bell that no worker hears: the story alone says how far it is."""
    queue = database_url if database_url.startswith("postgresql") else f"sqlite:///{tmp_path / 'queue.db'}"
    key = settings.keys_passphrase
    with serving(database_url, tmp_path, PEERLEARN_QUEUE_URL=queue, PEERLEARN_KEYS_PASSPHRASE=key) as address:
        yield address


@pytest.fixture
def run(app: Flask, cast: Cast, settings: Settings, client_of: ClientOf) -> str:
    """Carole had three badges signed; nobody is at work yet."""
    with app.app_context():
        for name in ("ibrahim", "rosa", "fatou"):
            made.stored_award(cast, settings, AwardState.ACCEPTED, name=name)
    with nobody_at_work(app):
        sent = client_of("carole").post("/badges/runs", data={"read_at": clock.now().isoformat()})
    return str(sent.headers["Location"])


def test_a_run_goes_on_under_the_eyes_of_whoever_reads_and_the_focus_stays(
    app: Flask, cast: Cast, site: str, run: str, page: Page
) -> None:
    _sign_in(page, site, cast.identifiers["carole"])
    page.goto(f"{site}{run}")
    page.evaluate("window.stays = true")
    status, again = page.get_by_role("status"), page.locator("#meanwhile a")
    again.focus()
    expect(status).to_contain_text("0 sur 3")
    _come_to(app, 1, refused=0)
    expect(status).to_contain_text("1 sur 3", timeout=15_000)
    expect(again).to_be_focused()
    _come_to(app, 2, refused=1)
    refused = page.locator("#refusals a")
    expect(refused).to_have_count(1, timeout=15_000)
    refused.focus()
    _come_to(app, 3, refused=1, is_done=True)
    expect(status).to_contain_text("2 badges sont signés", timeout=15_000)
    expect(refused).to_be_focused()
    expect(page.locator("#afterwards a").last).to_be_visible()
    assert page.evaluate("window.stays"), "the page was never loaded again"


def test_what_a_browser_refuses_to_copy_is_selected_and_it_is_said(
    app: Flask, cast: Cast, settings: Settings, site: str, page: Page
) -> None:
    with app.app_context():
        badge = made.stored_award(cast, settings, AwardState.ISSUED, name="awa").public_id
    _sign_in(page, site, cast.identifiers["awa"])
    page.goto(f"{site}/my-badges/{badge}")
    button = page.locator("[data-copy=address]")
    browser = page.context.new_cdp_session(page)
    context = browser.send("Target.getTargetInfo")["targetInfo"]["browserContextId"]
    told = {"permission": {"name": "clipboard-write"}, "setting": "denied", "browserContextId": context}
    browser.send("Browser.setPermission", told)
    button.click()
    expect(button.locator("span")).to_have_text(str(button.get_attribute("data-refused")))
    expect(page.locator("#address")).to_be_focused()
    selected = "() => { const f = document.activeElement; return f.value.slice(f.selectionStart, f.selectionEnd) }"
    assert page.evaluate(selected) == page.locator("#address").input_value()


def _sign_in(page: Page, site: str, identifier: str) -> None:
    page.goto(f"{site}/sign-in")
    page.locator("#identifier").fill(identifier)
    page.locator("#secret").fill(SECRET)
    page.locator("#secret").press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def _come_to(app: Flask, looked_at: int, *, refused: int, is_done: bool = False) -> None:
    """So far it is, as whoever works at it writes it down."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a story goes on"))
        with transaction():
            run = db.session.execute(select(AwardRun)).scalar_one()
            run.looked_at, run.done, run.touched_at = looked_at, looked_at - refused, clock.now()
            run.refusals = [{"award": one, "code": "awards.no_key"} for one in run.award_ids[:refused]]
            run.finished_at = clock.now() if is_done else None
        scope.leave(db.session())
        db.session.remove()
