"""`make screenshots`: every kind of page, as each role, on a phone and on a desk, light and dark, in French.

All go to `var/screenshots`; those that README shows go to `docs/screenshots` too.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.routing import Map

from peerlearn.core.settings import Settings
from peerlearn.factory import create_app
from tests.browser.demonstration import Demonstration, demonstration
from tests.browser.scenes import with_each
from tests.browser.walk import pages_from
from tests.services import chromium, memory
from tests.services.keeper import PROJECT

ALL = PROJECT / "var" / "screenshots"
SHOWN = PROJECT / "docs" / "screenshots"
ROLES = ("nobody", "national", "coordinator", "staff", "supervisor", "facilitator", "learner")
SIZES = {"phone": (360, 740), "desktop": (1280, 800)}
# README's picture → the picture of the walk.
README = {
    "staff-today.desktop": "staff.home.today.desktop.light",
    "presence.phone": "facilitator.attendance.presence.phone.light",
    "badge.phone": "nobody.badge.phone.light",
    "verify-valid.phone": "nobody.verify-valid.phone.light",
}


def main() -> int:
    """Take all pictures; non-zero when one that README shows is missing."""
    shutil.rmtree(ALL, ignore_errors=True)
    ALL.mkdir(parents=True)
    with memory.folder("peerlearn-routes-") as folder:
        routes = create_app(_settings(folder)).url_map
    with memory.folder("peerlearn-shots-") as folder, demonstration(folder) as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.launch_arguments())
        for role in ROLES:
            _take_all(browser, demo, role, routes)
        page = browser.new_page(locale="fr-FR")
        with_each(page, demo, routes, lambda name: _take(page, name))
        browser.close()
    missing = [name for name, source in README.items() if not _show(name, source)]
    sys.stdout.write(f"{len(list(ALL.iterdir()))} pictures in {ALL.relative_to(PROJECT)}\n")
    if missing:
        sys.stdout.write(f"README shows pictures that no page gave: {', '.join(missing)}\n")
    return len(missing)


def _take_all(browser: Browser, demo: Demonstration, role: str, routes: Map) -> None:
    page = browser.new_page(locale="fr-FR", viewport={"width": 360, "height": 740})
    demo.open(page, None if role == "nobody" else demo.who(role))
    start = f"{demo.address}/sign-in" if role == "nobody" else f"{demo.address}/"
    taken: set[str] = set()
    for _, endpoint in pages_from(page, start, routes):
        if endpoint not in taken:
            taken.add(endpoint)
            _take(page, f"{role}.{endpoint}")
    page.close()


def _take(page: Page, name: str) -> None:
    """The page as it stands, in both sizes and themes."""
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=ALL / f"{name}.{size}.{theme}.png")


def _show(name: str, source: str) -> bool:
    picture = ALL / f"{source}.png"
    if picture.exists():
        SHOWN.mkdir(parents=True, exist_ok=True)
        shutil.copy(picture, SHOWN / f"{name}.png")
    return picture.exists()


def _settings(folder: Path) -> Settings:
    return Settings(
        database_url="sqlite://",
        secret_key="only the addresses are read",
        keys_passphrase="only the addresses are read",
        public_url="http://localhost",
        badge_url="http://localhost",
        data_dir=folder,
    )


if __name__ == "__main__":
    sys.exit(main())
