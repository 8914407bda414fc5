"""A whole workshop without network: all of it is on the phone, outlives the browser, and is stored once."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType, expect

from peerlearn.attendance.models import FieldMark, Observation, Presence, Signature
from tests.browser.field.conftest import EIGHT, PhoneOf, Room
from tests.browser.field.phone import Phone, phone
from tests.services.dying import DIED, PLAN
from tests.services.server import serving


@pytest.mark.parametrize("module", ["M10"])  # the one of which six skills are seen
def test_a_workshop_in_a_basement_is_stored_once(
    room: Room, site: str, tmp_path: Path, browser_type: BrowserType, browser_type_launch_args: dict[str, Any]
) -> None:
    pocket = (browser_type, browser_type_launch_args, tmp_path / "pocket", site)
    with phone(*pocket) as moussa:
        moussa.sign_in(room.cast, "moussa")
        moussa.open_app()
        moussa.context.set_offline(True)
        moussa.page.reload()
        moussa.says("Sans réseau")
        _run_the_workshop(moussa, room)
    assert room.stored(FieldMark) == 0

    with phone(*pocket) as moussa:
        moussa.context.set_offline(True)
        moussa.page.goto(f"{site}/field")
        moussa.says("Sans réseau : 60 à envoyer")
        moussa.go(f"w/{room.staged.public_id}/room")
        expect(moussa.page.locator("main")).to_contain_text("9 sur 9")
        moussa.go(f"w/{room.staged.public_id}/skills/6")
        expect(moussa.page.locator("main")).to_contain_text("Avec aide")
        moussa.context.set_offline(False)
        moussa.try_now()
        # The session ended with the browser; the marks did not.
        moussa.says("60 à envoyer")
        moussa.page.get_by_role("link", name="Se connecter").click()
        moussa.page.wait_for_url("**/sign-in**")
        moussa.sign_in(room.cast, "moussa")
        moussa.says("Tout est envoyé à")
        assert _stored(room) == (60, 9, 48, 2)
        moussa.page.reload()
        moussa.says("Tout est envoyé à")
        moussa.go(f"w/{room.staged.public_id}/room")
        expect(moussa.page.locator("main")).to_contain_text("9 sur 9")
        expect(moussa.page.locator("main")).to_contain_text("Zoé")
    assert _stored(room) == (60, 9, 48, 2)


def _run_the_workshop(moussa: Phone, room: Room) -> None:
    """8 presences, 48 observations, 2 signatures, 1 walk-in (who is there too); the counter says so each time."""
    page, workshop = moussa.page, room.staged.public_id
    moussa.go(f"w/{workshop}/room")
    for count, name in enumerate(EIGHT, 1):
        moussa.tap_everyone((name,), "là")
        moussa.says(f"Sans réseau : {count} à envoyer")
    for number in range(1, 7):
        moussa.go(f"w/{workshop}/skills/{number}")
        expect(page.locator("main")).to_contain_text(f"Geste {number} sur 6")
        moussa.tap_everyone(EIGHT, "Avec aide")
        moussa.says(f"Sans réseau : {8 + 8 * number} à envoyer")
    for count, name in enumerate(EIGHT[:2], 57):
        moussa.sign(workshop, name)
        moussa.says(f"Sans réseau : {count} à envoyer")
    moussa.go(f"w/{workshop}/walk-in")
    page.get_by_label("Prénom").fill("Zoé")
    page.get_by_role("button", name="Ajouter cette personne").click()
    expect(moussa.row("Zoé")).to_contain_text("là")
    moussa.says("Sans réseau : 60 à envoyer")


def _stored(room: Room) -> tuple[int, ...]:
    return tuple(room.stored(table) for table in (FieldMark, Presence, Observation, Signature))


def test_a_server_that_dies_at_three_points_doubles_nothing(
    room: Room,
    database_url: str,
    tmp_path: Path,
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
) -> None:
    (tmp_path / PLAN).write_text("write\ncommit\nanswer")
    with (
        serving(database_url, tmp_path, workers=2, config="tests.services.dying") as site,
        phone(browser_type, browser_type_launch_args, tmp_path / "pocket", site) as moussa,
    ):
        moussa.sign_in(room.cast, "moussa")
        moussa.open_app()
        moussa.go(f"w/{room.staged.public_id}/room")
        moussa.tap_everyone(EIGHT, "là")
        moussa.says("Tout est envoyé à")
        moussa.page.reload()
        moussa.says("Tout est envoyé à")
    assert (tmp_path / DIED).read_text().split() == ["write", "commit", "answer"]
    assert _stored(room) == (8, 8, 0, 0)


def test_what_the_server_refuses_is_shown_in_its_words_until_it_was_read(room: Room, phone_of: PhoneOf) -> None:
    moussa = phone_of("moussa")
    moussa.open_app()
    moussa.go(f"w/{room.staged.public_id}/walk-in")
    moussa.page.get_by_label("Prénom").fill("1234")
    moussa.page.get_by_role("button", name="Ajouter cette personne").click()
    # The presence of who could not come in is not told a second time.
    moussa.says("1 à lire")
    moussa.page.reload()
    moussa.says("1 à lire")
    moussa.page.get_by_role("link", name="à lire").click()
    expect(moussa.page.locator("main")).to_contain_text("Pas accepté")
    expect(moussa.page.locator("main")).to_contain_text("Ce n’est pas un prénom.")
    moussa.page.get_by_role("button", name="J’ai compris").click()
    expect(moussa.page.locator("main")).not_to_contain_text("Pas accepté")
    assert room.stored(Presence) == 0


def test_who_is_signed_out_meanwhile_loses_nothing(room: Room, phone_of: PhoneOf) -> None:
    moussa = phone_of("moussa")
    moussa.open_app()
    moussa.context.clear_cookies()
    moussa.go(f"w/{room.staged.public_id}/room")
    moussa.tap_everyone(EIGHT[:3], "là")
    moussa.says("Connectez-vous pour envoyer")
    moussa.says("3 à envoyer")
    moussa.page.get_by_role("link", name="Se connecter").click()
    moussa.page.wait_for_url("**/sign-in**")
    moussa.sign_in(room.cast, "moussa")
    moussa.says("Tout est envoyé à")
    assert _stored(room) == (3, 3, 0, 0)
