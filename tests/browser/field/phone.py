"""A phone with the app on it: what it keeps outlives the browser, as on a phone in a pocket."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, BrowserType, Locator, Page, expect

from tests.cast import SECRET, Cast

PATIENCE = 40_000
# Whatever a browser keeps for a site, as one text.
_KEPT = """async () => {
  const found = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.documentElement.outerHTML];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) found.push(request.url, await (await cache.match(request)).text());
  }
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((resolve, reject) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    for (const store of database.objectStoreNames) {
      const rows = database.transaction(store).objectStore(store).getAll();
      found.push(await new Promise((resolve) => (rows.onsuccess = () => resolve(JSON.stringify(rows.result)))));
    }
    database.close();
  }
  return found.join(" ");
}"""
SHELL_IS_KEPT = "async () => { await navigator.serviceWorker.ready; return (await caches.keys()).length > 0 }"


class Phone:
    """The phone of someone of the cast."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.site, self.context = site, context
        context.set_default_timeout(PATIENCE)
        self.page: Page = context.pages[0] if context.pages else context.new_page()

    def sign_in(self, cast: Cast, name: str) -> None:
        """Through the page, as people do."""
        if "/sign-in" not in self.page.url:
            self.page.goto(f"{self.site}/sign-in")
        self.page.locator("#identifier").fill(cast.identifiers[name])
        self.page.locator("#secret").fill(SECRET)
        self.page.locator("#secret").press("Enter")
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def read_arabic(self) -> None:
        """The language of the account from now on, chosen as people do."""
        self.page.goto(f"{self.site}/me")
        self.page.get_by_role("button", name="العربية").click()
        expect(self.page.locator("html")).to_have_attribute("dir", "rtl")

    def open_app(self, says: str = "Tout est envoyé") -> None:
        """The app, once its workshops are here and its shell is kept."""
        self.page.goto(f"{self.site}/field")
        self.says(says)
        assert self.page.evaluate(SHELL_IS_KEPT)

    def go(self, address: str) -> None:
        """To a screen of the app, by what stands behind the # in the address."""
        self.page.evaluate("address => { location.hash = address }", address)
        expect(self.page.locator("h1")).to_be_visible()

    def says(self, words: str) -> None:
        """What the line under the band says, now or soon."""
        expect(self.page.locator("#strip")).to_contain_text(words, timeout=PATIENCE)

    def row(self, name: str) -> Locator:
        """The large row of a person on the screen that is open."""
        return self.page.locator(".roster__tap").filter(has_text=re.compile(f"^{name}"))

    def tap_everyone(self, names: tuple[str, ...], word: str) -> None:
        """One tap on each row, which then says `word`."""
        for name in names:
            self.row(name).click()
            expect(self.row(name)).to_contain_text(word)

    def draw(self) -> None:
        """A finger on the glass, in the place to sign."""
        box = self.page.locator("canvas").bounding_box()
        assert box is not None
        self.page.mouse.move(box["x"] + 30, box["y"] + 60)
        self.page.mouse.down()
        for step in range(8):
            self.page.mouse.move(box["x"] + 40 + step * 20, box["y"] + 60 + (step % 2) * 30)
        self.page.mouse.up()

    def sign(self, workshop: str, name: str) -> None:
        """One person signs on the glass."""
        self.go(f"w/{workshop}/sign")
        self.row(name).click()
        expect(self.page.locator("h1")).to_contain_text(f"{name} signe")
        self.draw()
        self.page.get_by_role("button", name="C’est signé").click()
        expect(self.row(name)).to_contain_text("a signé")

    def kept(self) -> str:
        """All that this browser keeps of the site, and shows."""
        return str(self.page.evaluate(_KEPT))

    def try_now(self) -> None:
        """What the phone does when it finds a network."""
        self.page.evaluate("dispatchEvent(new Event('online'))")


@contextmanager
def phone(kind: BrowserType, launch: Mapping[str, Any], folder: Path, site: str) -> Iterator[Phone]:
    """A phone whose memory is `folder`: opened again, it knows what it knew."""
    look: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "locale": "fr-FR", "has_touch": True}
    context = kind.launch_persistent_context(str(folder), **launch, **look)
    try:
        yield Phone(context, site)
    finally:
        context.close()
