"""What a phone sends, and somebody's browser to send it from over HTTP."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import requests

from peerlearn.core import clock
from tests.cast import SECRET
from tests.factories.attendance import Staged
from tests.services.server import browser

PATIENCE = 60


def batch(staged: Staged, *, skills: int = 5, **more: Any) -> dict[str, Any]:
    """Everybody who has a seat is here, and some skills of each were seen."""
    now = clock.now().isoformat()
    common = {"workshop": staged.public_id, "recorded_at": now}
    here: dict[str, Any] = {"kind": "presence", "state": "present", **common}
    seen: dict[str, Any] = {"kind": "observation", "level": 2, **common}
    marks = [{**here, "id": str(uuid4()), "enrolment": who} for who in staged.enrolments.values()]
    marks += [
        {**seen, "id": str(uuid4()), "enrolment": who, "skill": f"{staged.module}-S{number}"}
        for who in staged.enrolments.values()
        for number in range(1, skills + 1)
    ]
    return {"sent_at": now, "marks": marks, **more}


@dataclass(frozen=True)
class Hand:
    """Somebody's browser on a served site, signed in through the page, and the token with which it sends."""

    site: str
    browser: requests.Session
    csrf: str

    @classmethod
    def of(cls, site: str, identifier: str) -> "Hand":
        """Sign in as people do."""
        opened = browser()
        page = opened.get(f"{site}/sign-in", timeout=PATIENCE).text
        token = page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
        form = {"identifier": identifier, "secret": SECRET, "csrf_token": token}
        answer = opened.post(f"{site}/sign-in", data=form, timeout=PATIENCE, allow_redirects=False)
        assert answer.status_code == 302, answer.text
        csrf = opened.get(f"{site}/api/v1/field/workshops", timeout=PATIENCE).json()["csrf"]
        return cls(site, opened, csrf)

    def once_more(self) -> "Hand":
        """The same browser with a connection of its own: one connection carries one request at a time."""
        other = browser()
        other.cookies.update(self.browser.cookies)
        return Hand(self.site, other, self.csrf)

    def send(self, content: object) -> requests.Response:
        """Send a batch, whatever the answer."""
        address = f"{self.site}/api/v1/field/sync"
        return self.browser.post(address, json=content, headers={"X-CSRFToken": self.csrf}, timeout=PATIENCE)
