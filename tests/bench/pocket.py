"""The app on a slow phone: how long until a tap on the first row shows, and what it takes to note eight people.

The phone is a browser whose processor was slowed, and the finger a script in the page: it taps the first row as soon as
there is one, and reads the page's own clock when the row says so.
"""

import time
from dataclasses import dataclass

from playwright.sync_api import CDPSession, expect, sync_playwright

from tests.bench.room import EIGHT, Room
from tests.browser.field.phone import PATIENCE, SHELL_IS_KEPT, Phone, phone
from tests.factories.attendance import Staged
from tests.services import chromium

SLOWED = 4
_ROUNDS = 5
# What a phone forgets that never opened the app; who is signed in stays.
_FORGOTTEN = "cache_storage,indexeddb,local_storage,service_workers"
_FINGER = """
(() => {
  const row = () => document.querySelector(".roster__tap");
  const said = () => row() && row().getAttribute("aria-pressed");
  const watch = new MutationObserver(() => {
    if (!row()) return;
    if (window.before === undefined) {
      window.before = said();
      setTimeout(() => row().click());
    } else if (said() !== window.before) {
      watch.disconnect();
      requestAnimationFrame(() => setTimeout(() => { window.shownAt = performance.now() }));
    }
  });
  watch.observe(document, { subtree: true, childList: true, attributes: true });
})();
"""
# How long the same sum takes, to be sure that the browser is as slow as it was told to be.
_SUM = """() => {
  const from = performance.now();
  for (let number = 0, sum = 0; number < 2e7; number++) sum += number % 7;
  return performance.now() - from;
}"""


@dataclass(frozen=True)
class OnAPhone:
    """What was measured on the slowed phone; seconds, but for the taps and how many times slower it was than before."""

    taps: int
    noted: float
    first: list[float]
    again: list[float]
    slowed: float


def on_a_phone(room: Room) -> OnAPhone:
    """Moussa's phone, signed in and slowed: note eight people, then open the app again and again."""
    (workshop,) = room.stage(1)
    with (
        sync_playwright() as playwright,
        phone(playwright.chromium, chromium.launch_arguments(), room.folder / "pocket", room.site) as moussa,
    ):
        moussa.sign_in(room.cast, "moussa")
        usual = _shortest_sum(moussa)
        tools = moussa.context.new_cdp_session(moussa.page)
        tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        taps, noted = _note(moussa)
        moussa.page.add_init_script(_FINGER)
        rounds = [_open_twice(moussa, tools, workshop) for _ in range(_ROUNDS)]
        slowed = _shortest_sum(moussa) / usual
    return OnAPhone(taps, noted, [first for first, _ in rounds], [again for _, again in rounds], slowed)


def _note(moussa: Phone) -> tuple[int, float]:
    """From `/field` to eight who are there: how many taps, and how many seconds."""
    taps, began = 0, time.perf_counter()
    moussa.page.goto(f"{moussa.site}/field")
    for one in (moussa.page.get_by_role("link", name="Qui est là").first, *(moussa.row(name) for name in EIGHT)):
        one.tap()
        taps += 1
    expect(moussa.page.locator("main")).to_contain_text("8 sur 8", timeout=PATIENCE)
    return taps, time.perf_counter() - began


def _open_twice(moussa: Phone, tools: CDPSession, workshop: Staged) -> tuple[float, float]:
    """Open the list of who is there on a phone that never saw the app; then on the same one, without network."""
    moussa.page.goto("about:blank")
    tools.send("Network.clearBrowserCache")
    tools.send("Storage.clearDataForOrigin", {"origin": moussa.site, "storageTypes": _FORGOTTEN})
    first = _seconds(moussa, workshop)
    moussa.says("Tout est envoyé à")
    assert moussa.page.evaluate(SHELL_IS_KEPT)
    moussa.context.set_offline(True)
    again = _seconds(moussa, workshop)
    moussa.context.set_offline(False)
    return first, again


def _shortest_sum(moussa: Phone) -> float:
    """How long a sum takes when nobody else on the machine disturbs it."""
    return min(float(moussa.page.evaluate(_SUM)) for _ in range(5))


def _seconds(moussa: Phone, workshop: Staged) -> float:
    """Leave the site, open the app where people are noted, and ask the page when the tap showed."""
    moussa.page.goto("about:blank")
    moussa.page.goto(f"{moussa.site}/field#w/{workshop.public_id}/room")
    shown = moussa.page.wait_for_function("() => window.shownAt", timeout=PATIENCE)
    return float(shown.json_value()) / 1000
