"""What the stories of notes share: Samira writes one of Awa."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from peerlearn.core import clock
from tests.cast import Cast
from tests.stage import ClientOf

WORDS = {
    "about": "met",
    "with_whom": "Samira Haddad",
    "done": "Nous avons envoyé une photo.",
    "agreed": "S’exercer le lundi.",
    "next_step": "Payer en ligne.",
}
Write = Callable[..., str]
Sign = Callable[..., str]


@pytest.fixture
def write(client_of: ClientOf, cast: Cast) -> Write:
    """`write(done="…")`: a draft by Samira; its address."""

    def draft(by: str = "samira", of: str = "awa", **change: str) -> str:
        form = {"form_id": str(uuid4()), "met_on": clock.today().isoformat(), **WORDS, **change}
        sent = client_of(by).post(f"/people/{cast.person_ids[of]}/notes/new", data=form)
        assert sent.status_code == 302, sent.text
        return str(sent.headers["Location"])

    return draft


@pytest.fixture
def sign(client_of: ClientOf) -> Sign:
    """`sign(note)`: by Samira, as its page shows it."""

    def signed(note: str, by: str = "samira") -> str:
        browser = client_of(by)
        sent = browser.post(f"{note}/signature", data={"seen": seen_on(browser, note)})
        assert sent.status_code == 302, sent.text
        return note

    return signed


def seen_on(browser: FlaskClient, note: str) -> str:
    """What the button to sign sends along: the fingerprint of what the page shows."""
    page = browser.get(note).text
    assert 'name="seen"' in page, page
    return page.partition('name="seen" value="')[2].partition('"')[0]


def as_own(note: str) -> str:
    """The address at which the person reads the same note."""
    return f"/me{note}"
