"""One's own pages hold their words in every language, on narrow phones and with larger letters.

Nothing scrolls sideways, no word leaves its button, what is to be copied is seen whole, and lines keep off one another.
Aloud, a page says its sentences only."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from peerlearn.awards.models import Award
from peerlearn.awards.rules import AwardState
from peerlearn.core import scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.factory import create_app
from tests.browser.theatre import Theatre, theatre
from tests.factories.attendance import stage_workshop
from tests.factories.awards import stored_award

LANGUAGES = ("fr", "en", "ar", "uk", "es")
_LARGER = "document.documentElement.classList.toggle('reads-large', %s)"
# Each line a thing that is not as it should be; sub-pixels are forgiven.
_FOUND = """() => {
  const wide = document.documentElement.scrollWidth, seen = [];
  if (wide > innerWidth) seen.push(`${wide} pixels wide`);
  const named = (part) => `“${part.innerText.trim().slice(0, 30)}”`;
  const inked = (part) => {
    const all = document.createRange();
    all.selectNodeContents(part);
    return all.getBoundingClientRect();
  };
  for (const button of document.querySelectorAll("main .button, .thumb-bar .button")) {
    const box = button.getBoundingClientRect(), inside = inked(button);
    if (!box.width || button.querySelector(".visually-hidden")) continue;
    if (inside.left < box.left - 1 || inside.right > box.right + 1) seen.push(`over its border: ${named(button)}`);
  }
  for (const text of document.querySelectorAll("textarea[readonly], input.code[readonly]")) {
    const { scrollHeight, clientHeight, scrollWidth, clientWidth } = text;
    if (scrollHeight > clientHeight + 1 || scrollWidth > clientWidth + 1) seen.push(`cut: ${text.id}`);
  }
  for (const when of document.querySelectorAll(".agenda__when")) {
    const what = when.parentElement.querySelector(".agenda__what");
    if (what && inked(when).bottom > inked(what).top + 1) seen.push(`touches the next line: ${named(when)}`);
  }
  const ways = [...document.querySelectorAll(".shares .button")].map((way) => Math.round(way.offsetHeight));
  if (new Set(ways).size > 1) seen.push(`heights of the ways to share: ${ways}`);
  return seen;
}"""
_HEARD = """() => {
  window.heard = [];
  speechSynthesis.speak = (spoken) => window.heard.push(spoken.text);
}"""


@pytest.fixture
def site(database_url: str, tmp_path: Path, browser: Browser) -> Iterator[Theatre]:
    """The site of these pages."""
    with theatre(database_url, tmp_path, browser) as served:
        yield served


@pytest.fixture
def award(site: Theatre) -> Award:
    """Awa's, signed: on her pages it stands below her next workshops, on three days."""
    settings = Settings.from_environment(site.told)
    with create_app(settings).app_context():
        scope.enter(db.session(), Scope.everything("what stands on these pages"))
        with transaction():
            for days in (3, 10, 17):
                stage_workshop(site.cast, starts_in=timedelta(days=days), seated=("awa",))
        scope.leave(db.session())
        return stored_award(site.cast, settings, AwardState.ISSUED, name="awa")


def test_words_stay_in_their_place_in_every_language_and_size(site: Theatre, award: Award) -> None:
    page = site.phone_of("awa")
    own = f"/my-badges/{award.public_id}"
    page.goto(f"{site.address}/me")
    assert page.locator(".agenda__when").count() == 2
    assert page.get_by_role("link", name="Voir mon badge").is_visible()
    found = [
        f"{path} {language} {width}{' larger letters' if is_large else ''}: {problem}"
        for path in ("/me", "/me/path", own, f"{own}/card", f"{own}/endorsements")
        for language in LANGUAGES
        for width, is_large, problem in _problems(page, f"{site.address}{path}?lang={language}")
    ]
    assert not found, "\n".join(found)


def _problems(page: Page, address: str) -> Iterator[tuple[int, bool, str]]:
    page.goto(address)
    for width in (320, 360, 420):
        page.set_viewport_size({"width": width, "height": 740})
        for is_large in (False, True):
            page.evaluate(_LARGER % str(is_large).lower())
            for problem in page.evaluate(_FOUND):
                yield width, is_large, problem
    page.evaluate(_LARGER % "false")


def test_aloud_a_page_says_its_sentences_and_none_of_its_buttons(site: Theatre, award: Award) -> None:
    page = site.phone_of("awa")
    page.goto(f"{site.address}/me/path")
    page.evaluate(_HEARD)
    page.get_by_role("button", name="Écouter").click()
    [heard] = page.evaluate("window.heard")
    assert heard.count("Animation numérique entre pairs") == 1
    assert "Montrer mon badge" not in heard
    assert page.get_by_role("link", name="Montrer mon badge").is_visible(), "all is back on the page"
