"""What else happens in the room: two who lead, a card instead of a finger, and how it ends."""

import re

from playwright.sync_api import expect
from sqlalchemy import select

from peerlearn.attendance.models import Presence, Signature, WorkshopClosing, WorkshopNote
from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from tests.browser.field.conftest import EIGHT, PhoneOf, Room


def test_two_phones_in_one_room_see_each_others_marks(room: Room, phone_of: PhoneOf) -> None:
    moussa, samira = phone_of("moussa"), phone_of("samira")
    for phone in (moussa, samira):
        phone.open_app()
        phone.go(f"w/{room.staged.public_id}/room")
    moussa.tap_everyone(EIGHT[:4], "là")
    moussa.says("Tout est envoyé à")
    samira.try_now()
    expect(samira.page.locator("main")).to_contain_text("4 sur 8")
    expect(samira.row(EIGHT[0])).to_contain_text(re.compile(r"là · Moussa Traoré, \d+\s?h"))
    samira.page.get_by_text("Vous êtes plusieurs à noter ici").click()
    expect(samira.page.locator("main")).to_contain_text("la note la plus récente compte")
    samira.tap_everyone(EIGHT[4:], "là")
    samira.says("Tout est envoyé à")
    moussa.try_now()
    expect(moussa.page.locator("main")).to_contain_text("8 sur 8")
    # One's own mark says no name; noted again by the other, it says theirs.
    expect(moussa.row(EIGHT[0])).not_to_contain_text("Moussa")
    samira.go(f"w/{room.staged.public_id}/room/{room.staged.enrolments[EIGHT[0].lower()]}")
    samira.page.get_by_role("button", name="Sans nouvelles").click()
    expect(samira.row(EIGHT[0])).to_contain_text("pas là")
    samira.says("Tout est envoyé à")
    moussa.try_now()
    expect(moussa.row(EIGHT[0])).to_contain_text(re.compile(r"pas là · Samira.*, \d+\s?h"))
    assert room.stored(Presence) == 9, "both are kept"


def test_what_the_other_notes_closes_no_fold_and_takes_no_focus(room: Room, phone_of: PhoneOf) -> None:
    moussa, samira = phone_of("moussa"), phone_of("samira")
    for phone in (moussa, samira):
        phone.open_app()
        phone.go(f"w/{room.staged.public_id}/room")
    moussa.tap_everyone(EIGHT[:1], "là")
    moussa.says("Tout est envoyé à")
    samira.try_now()
    expect(samira.page.locator("main")).to_contain_text("1 sur 8")
    samira.page.get_by_text("Vous êtes plusieurs à noter ici").click()
    for number, held in enumerate(
        ("details.fold summary", ".roster__other >> nth=3", ".thumb-nav a >> nth=1"), start=2
    ):
        samira.page.locator(held).focus()
        moussa.tap_everyone(EIGHT[number - 1 : number], "là")
        moussa.says("Tout est envoyé à")
        samira.try_now()
        expect(samira.page.locator("main")).to_contain_text(f"{number} sur 8")
        expect(samira.page.locator(held)).to_be_focused()
        expect(samira.page.locator("details.fold")).to_have_attribute("open", "")


def test_a_browser_without_locks_sends_too(room: Room, phone_of: PhoneOf) -> None:
    phone = phone_of("moussa")
    phone.context.add_init_script("Object.defineProperty(navigator, 'locks', { value: undefined })")
    phone.open_app()
    phone.go(f"w/{room.staged.public_id}/room")
    phone.tap_everyone(EIGHT, "là")
    phone.says("Tout est envoyé à")
    assert room.stored(Presence) == 8


def test_the_card_of_somebody_else_signs_nothing(room: Room, phone_of: PhoneOf) -> None:
    phone = phone_of("moussa")
    phone.open_app()
    phone.go(f"w/{room.staged.public_id}/sign")
    phone.row("Rosa").click()
    phone.page.get_by_role("button", name="C’est signé").click()
    expect(phone.page.get_by_role("alert")).to_contain_text("Signez d’abord")
    phone.page.get_by_text("Avec la carte d’accès").click()
    phone.page.get_by_label("Code de la carte").fill(room.cast.identifiers["awa"])
    phone.page.get_by_role("button", name="Signer avec cette carte").click()
    phone.says("1 à lire")
    phone.page.get_by_role("link", name="à lire").click()
    expect(phone.page.locator("main")).to_contain_text("Une signature · Rosa")
    expect(phone.page.locator("main")).to_contain_text("Cette carte est à quelqu’un d’autre.")
    assert room.stored(Signature) == 0


def test_how_it_went_is_told_and_the_workshop_closed(room: Room, phone_of: PhoneOf) -> None:
    phone = phone_of("moussa")
    phone.open_app()
    phone.go(f"w/{room.staged.public_id}/room")
    phone.tap_everyone(("Rosa",), "là")
    phone.go(f"w/{room.staged.public_id}/after")
    phone.page.get_by_text("Un mot pour le bureau").click()
    phone.page.get_by_label("Votre mot").fill("La clé de la salle est chez Karim.")
    phone.page.get_by_role("button", name="Garder ce mot").click()
    phone.page.get_by_role("button", name="Terminer l’atelier").click()
    expect(phone.page.get_by_role("alert")).to_contain_text("Choisissez d’abord")
    phone.page.get_by_label("Bien").check(force=True)
    phone.page.get_by_label("Une phrase").fill("Tout le monde a ri.")
    phone.page.get_by_label("Il en manque").check(force=True)
    phone.page.get_by_label("Rosa").check(force=True)
    phone.page.get_by_role("button", name="Terminer l’atelier").click()
    expect(phone.page.locator("h1")).to_have_text("Mes ateliers")
    expect(phone.page.locator("main")).to_contain_text("L’atelier est terminé")
    phone.says("Tout est envoyé à")
    assert room.stored(WorkshopNote) == 1
    with room.app.app_context():
        scope.enter(db.session(), Scope.everything("a test looks"))
        closing = db.session.execute(select(WorkshopClosing)).scalar_one()
        said = (closing.mood, closing.sentence, closing.need, closing.is_equipment_back, closing.may_lead["enrolments"])
        scope.leave(db.session())
        db.session.remove()
    assert said == ("good", "Tout le monde a ri.", "", False, [room.staged.enrolments["rosa"]])
