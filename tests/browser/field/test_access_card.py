"""An access card in the place of a finger: the camera where the browser reads codes, else a photograph."""

from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserType, expect

from peerlearn.attendance.models import Signature
from tests.browser.field.conftest import PhoneOf, Room
from tests.browser.field.phone import Phone, phone
from tests.factories.attendance import Staged, stored_workshop
from tests.factories.photos import photo_of

# Browsers on Android read codes, the one of the tests does not: this one finds something else first, then the card.
_READER = """window.BarcodeDetector = class {
  static getSupportedFormats() { return Promise.resolve(["qr_code"]) }
  detect() { return Promise.resolve(window.shown ? [{ rawValue: window.shown }] : []) }
}"""


def _with_awa(room: Room) -> Staged:
    """A workshop in which somebody with a card has a seat."""
    with room.app.app_context():
        return stored_workshop(room.cast, seated=("awa", "rosa"))


def _choose_card(opened: Phone, staged: Staged, name: str) -> None:
    opened.go(f"w/{staged.public_id}/sign")
    opened.row(name).click()
    opened.page.get_by_text("Avec la carte d’accès").click()


def _photograph(opened: Phone, staged: Staged, name: str, text: str) -> None:
    _choose_card(opened, staged, name)
    taken = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo_of(text, size=(4000, 3000), side=1300)}
    opened.page.get_by_label("Photographier la carte").set_input_files(taken)  # type: ignore[arg-type]


def test_a_card_photographed_without_network_is_read_later(room: Room, phone_of: PhoneOf) -> None:
    staged, opened = _with_awa(room), phone_of("moussa")
    opened.open_app()
    opened.context.set_offline(True)
    card = f"{opened.site}/sign-in?card={room.cast.identifiers['awa']}"
    _photograph(opened, staged, "Awa", card)
    expect(opened.row("Awa")).to_contain_text("lue quand il y aura du réseau")
    expect(opened.page.locator("main")).to_contain_text("0 sur 2")
    _photograph(opened, staged, "Rosa", card)
    opened.says("Sans réseau : 2 à envoyer")
    opened.context.set_offline(False)
    opened.try_now()
    expect(opened.row("Awa")).to_contain_text("a signé")
    expect(opened.row("Rosa")).to_contain_text("pas encore")
    # Where it was tapped, the answer of the server stands.
    expect(opened.page.locator("main")).to_contain_text("Cette carte est à quelqu’un d’autre.")
    assert room.stored(Signature) == 1
    assert "/9j/" not in opened.kept(), "no JPEG stays on the phone"
    opened.page.reload()
    opened.go("")
    expect(opened.page.locator("#band")).to_contain_text("Moussa")


def test_the_camera_reads_a_card_and_leaves_other_codes_alone(
    room: Room, site: str, tmp_path: Path, browser_type: BrowserType, browser_type_launch_args: dict[str, Any]
) -> None:
    flags = [*browser_type_launch_args.get("args", ()), "--use-fake-device-for-media-stream"]
    launch, staged = {**browser_type_launch_args, "args": flags}, _with_awa(room)
    with phone(browser_type, launch, tmp_path / "phone", site) as moussa:
        moussa.context.add_init_script(_READER)
        moussa.sign_in(room.cast, "moussa")
        moussa.open_app()
        _choose_card(moussa, staged, "Awa")
        # The permission was not given.
        moussa.page.get_by_role("button", name="Montrer la carte").click()
        expect(moussa.page.get_by_role("alert").filter(has_text="La caméra ne répond pas")).to_be_visible()
        expect(moussa.page.get_by_label("Photographier la carte")).to_be_attached()

        moussa.context.grant_permissions(["camera"])
        _choose_card(moussa, staged, "Awa")
        moussa.page.get_by_role("button", name="Montrer la carte").click()
        expect(moussa.page.locator("video")).to_be_visible()
        moussa.page.evaluate("address => { window.shown = address }", f"{site}/b/K7MX4RQD")
        expect(moussa.page.get_by_role("alert").filter(has_text="n’est pas celui d’une carte")).to_be_visible()
        card = f"{site}/sign-in?card={room.cast.identifiers['awa']}"
        moussa.page.evaluate("address => { window.shown = address }", card)
        expect(moussa.row("Awa")).to_contain_text("a signé")
        moussa.says("Tout est envoyé à")
    assert room.stored(Signature) == 1
