"""The paper sheet, photographed where there is no network: made small on the phone, and sent later."""

import io

from PIL import Image
from playwright.sync_api import expect

from peerlearn.attendance.models import SheetPhoto
from tests.browser.field.conftest import PhoneOf, Room


def test_a_sheet_photographed_without_network_is_small_and_sent_once(room: Room, phone_of: PhoneOf) -> None:
    opened = phone_of("moussa")
    opened.open_app()
    opened.context.set_offline(True)
    opened.go(f"w/{room.staged.public_id}/sign")
    taken = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": _busy_photo()}
    assert len(_busy_photo()) > 2_000_000
    opened.page.get_by_label("Photographier la feuille").set_input_files(taken)  # type: ignore[arg-type]
    opened.says("Sans réseau\u00a0: 1 à envoyer")
    expect(opened.page.locator("main")).to_contain_text("1 photo de la feuille")
    assert len(opened.kept()) < 1_500_000
    opened.context.set_offline(False)
    opened.try_now()
    opened.says("Tout est envoyé à")
    opened.page.reload()
    expect(opened.page.locator("main")).to_contain_text("1 photo de la feuille")
    assert room.stored(SheetPhoto) == 1
    assert "/9j/" not in opened.kept()
    not_a_picture = {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    opened.page.get_by_label("Photographier la feuille").set_input_files(not_a_picture)  # type: ignore[arg-type]
    expect(opened.page.get_by_role("alert").filter(has_text="ne s’ouvre pas")).to_be_visible()


def _busy_photo() -> bytes:
    """As large as phones take them, and hard to make small."""
    written = io.BytesIO()
    Image.effect_noise((3000, 2250), 60).convert("RGB").save(written, "JPEG", quality=90)
    return written.getvalue()


def test_a_picture_that_does_not_open_is_told_although_the_page_was_drawn_anew_meanwhile(
    room: Room, phone_of: PhoneOf
) -> None:
    opened = phone_of("moussa")
    opened.open_app()
    opened.go(f"w/{room.staged.public_id}/sign")
    opened.page.evaluate(
        "() => { window.createImageBitmap = () => new Promise((_, fails) => { window.fails = fails }) }"
    )
    not_a_picture = {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    opened.page.get_by_label("Photographier la feuille").set_input_files(not_a_picture)  # type: ignore[arg-type]
    opened.page.evaluate("() => { document.querySelector('main section').dataset.drawn = 'before' }")
    opened.page.evaluate("window.dispatchEvent(new HashChangeEvent('hashchange'))")
    expect(opened.page.locator("[data-drawn]")).to_have_count(0)
    opened.page.evaluate("() => { window.fails() }")
    expect(opened.page.get_by_role("alert").filter(has_text="ne s’ouvre pas")).to_be_visible()
