"""The demonstration programme, served by the real program to a real browser."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.factories.strangers import Site, answering, closed_port, self_declared
from tests.services.databases import environment, migrate
from tests.services.keeper import PROJECT
from tests.services.server import serving


@dataclass(frozen=True)
class SignIn:
    """One demonstration account, as `flask demo sign-ins --json` tells."""

    role: str
    organisation: str
    name: str
    identifier: str
    secret: str


@dataclass(frozen=True)
class Demonstration:
    """A served demonstration and who may sign in."""

    address: str
    sign_ins: tuple[SignIn, ...]
    # Badges of other issuers, by what becomes of them: whoever vouches for the first is a site on this machine.
    strangers: Mapping[str, str]

    @classmethod
    def told(cls, description: Mapping[str, Any]) -> "Demonstration":
        """The one that another process of the tests serves."""
        return cls(
            description["address"], tuple(SignIn(**row) for row in description["sign_ins"]), description["strangers"]
        )

    def description(self) -> dict[str, Any]:
        """What another process needs to know of this one."""
        return asdict(self)

    def who(self, role: str, organisation: str = "") -> SignIn:
        """The first account of that role (and organisation)."""
        return next(s for s in self.sign_ins if s.role == role and organisation in s.organisation)

    def open(self, page: Page, who: SignIn | None, path: str = "/") -> Page:
        """Sign in through the page, as people do, then open `path`; with nobody, just open it."""
        page.context.clear_cookies()
        if who is not None:
            page.goto(f"{self.address}/sign-in")
            page.locator("#identifier").fill(who.identifier)
            page.locator("#secret").fill(who.secret)
            page.locator("form.form button").first.click()
            page.wait_for_url(lambda url: "/sign-in" not in url)
        if who is None or path != "/":
            page.goto(f"{self.address}{path}")
        return page


@contextmanager
def demonstration(folder: Path) -> Iterator[Demonstration]:
    """Load the demonstration into a database in `folder` with the product's own command, and serve it."""
    url = f"sqlite:///{folder / 'demonstration.db'}"
    migrate(url, folder)
    with (
        answering() as (site, _),
        serving(url, folder, workers=2, PEERLEARN_DEMO="1", PEERLEARN_FETCH_LOOPBACK_PORT=str(site.port)) as address,
    ):
        strangers = {
            "vouched-for": site.badge(),
            "self-declared": self_declared(),
            "unreachable": Site(closed_port()).badge(),
            "status-unknown": self_declared(credentialStatus=Site(closed_port()).status()),
        }
        told = {"PEERLEARN_DEMO": "1", "PEERLEARN_PUBLIC_URL": address, "PEERLEARN_BADGE_URL": address}
        _flask(url, folder, told, "demo", "load")
        rows = json.loads(_flask(url, folder, told, "demo", "sign-ins", "--json"))
        yield Demonstration(address, tuple(SignIn(**row) for row in rows), strangers)


def _flask(url: str, folder: Path, told: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", *command],
        cwd=PROJECT,
        env={**environment(url, folder), **told},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"flask {' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout
