"""A served site with the cast in it, for stories that change things."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.settings import Settings
from peerlearn.factory import create_app
from tests.cast import SECRET, Cast, assemble
from tests.factories.awards import issuer
from tests.services.databases import environment
from tests.services.keeper import PROJECT
from tests.services.server import serving

PHONE: ViewportSize = {"width": 360, "height": 740}


@dataclass(frozen=True)
class Theatre:
    """The site and who plays: everyone has a phone of their own."""

    address: str
    cast: Cast
    browser: Browser
    told: Mapping[str, str]

    def awards(self) -> list[dict[str, str]]:
        """What `flask awards list --json` says: the codes that no page shows before they are public."""
        command = [sys.executable, "-m", "flask", "--app", "app", "awards", "list", "--json"]
        done = subprocess.run(
            command, cwd=PROJECT, env=dict(self.told), stdin=subprocess.DEVNULL, capture_output=True, check=True
        )
        listed: list[dict[str, str]] = json.loads(done.stdout)
        return listed

    def phone_of(self, name: str) -> Page:
        """A phone on which someone of the cast signed in through the page; with "", nobody did."""
        page = self.browser.new_context(viewport=PHONE, locale="fr-FR", has_touch=True).new_page()
        page.set_default_timeout(40_000)
        if name:
            page.goto(f"{self.address}/sign-in")
            page.locator("#identifier").fill(self.cast.identifiers[name])
            page.locator("#secret").fill(SECRET)
            page.locator("#secret").press("Enter")
            page.wait_for_url(lambda url: "/sign-in" not in url)
        return page


@contextmanager
def theatre(database_url: str, folder: Path, browser: Browser) -> Iterator[Theatre]:
    """Bring in the cast and let the national team issue badges, then serve with two processes."""
    with serving(database_url, folder, workers=2) as address:
        told = environment(database_url, folder)
        settings = replace(Settings.from_environment(told), public_url=address, badge_url=address)
        app = create_app(settings)
        with app.app_context():
            cast = assemble()
            issuer(cast, settings)
            db.session.commit()
            scope.leave(db.session())
            db.session.remove()
            db.engine.dispose()
        yield Theatre(address, cast, browser, {**told, "PEERLEARN_PUBLIC_URL": address})
