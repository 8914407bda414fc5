"""One phone for several: whoever comes next finds nothing, and nobody's marks are sent as somebody else's."""

import re
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from playwright.sync_api import Error, expect
from sqlalchemy import select

from peerlearn.attendance.models import FieldMark, Presence
from peerlearn.core import scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.workshops.models import Enrolment, Workshop
from peerlearn.workshops.rules import Place
from tests.browser.field.conftest import EIGHT, PhoneOf, Room
from tests.browser.field.phone import Phone

PIN = "7391"
_ONE_SHELL_IN_ENGLISH = """async () => {
  const shell = async () => (await (await caches.match('/field')).text()).includes('lang="en"');
  while ((await caches.keys()).length > 1 || !(await shell())) await new Promise(requestAnimationFrame);
}"""


def _strings_of(room: Room) -> set[str]:
    return {*EIGHT, "Moussa", room.staged.public_id, *room.staged.enrolments.values()}


def _found_in(text: str, room: Room) -> set[str]:
    return {one for one in _strings_of(room) if one in text}


def test_after_signing_out_the_next_one_finds_nothing_without_network_either(room: Room, phone_of: PhoneOf) -> None:
    phone = phone_of("moussa")
    phone.open_app()
    phone.go(f"w/{room.staged.public_id}/room")
    phone.tap_everyone(EIGHT[:2], "là")
    phone.says("Tout est envoyé à")
    assert {"Ibrahim", room.staged.public_id} <= _found_in(phone.kept(), room)

    phone.go("leave")
    phone.page.locator("main").get_by_role("button", name="Se déconnecter").click()
    phone.page.wait_for_url("**/sign-in**")
    phone.page.wait_for_load_state()
    assert _found_in(phone.kept(), room) == set()

    phone.sign_in(room.cast, "samira")
    phone.context.set_offline(True)
    strings = re.compile("|".join(_strings_of(room)))
    for _ in range(6):
        # Without network, "back" may lead to a page of the browser's own.
        with suppress(Error):
            phone.page.go_back()
        phone.page.wait_for_load_state()
        expect(phone.page.locator("html")).not_to_contain_text(strings)
    phone.context.set_offline(False)
    assert room.stored(Presence) == 2


def test_what_cannot_be_sent_is_sealed_and_arrives_once_as_theirs_whoever_comes_next(
    room: Room, phone_of: PhoneOf
) -> None:
    phone = phone_of("moussa")
    phone.open_app()
    phone.context.set_offline(True)
    phone.go(f"w/{room.staged.public_id}/room")
    phone.tap_everyone(EIGHT[:3], "là")
    _leave(phone)
    expect(phone.page.locator("main")).to_contain_text("3 notes ne sont pas envoyées")
    phone.page.get_by_role("button", name="Rester").click()
    phone.says("Sans réseau : 3 à envoyer")

    _leave(phone)
    phone.page.get_by_role("button", name="Mettre sous clé").click()
    expect(phone.page.locator("h1")).to_have_text("Vous êtes déconnecté·e")
    expect(phone.page.locator("main")).to_contain_text("3 notes sous clé attendent ici")
    assert _found_in(phone.kept(), room) == set()
    phone.page.evaluate("history.back()")
    assert _found_in(phone.kept(), room) == set()

    phone.context.set_offline(False)
    phone.page.goto(f"{phone.site}/field")
    phone.page.wait_for_url("**/sign-in**")
    phone.page.goto(f"{phone.site}/me")
    phone.page.wait_for_url("**/sign-in**")
    assert room.stored(FieldMark) == 0
    _a_learner_comes_and_goes(phone, room)

    phone.sign_in(room.cast, "etienne")
    assert _found_in(phone.kept(), room) == set()
    phone.open_app()
    assert _found_in(phone.kept(), room) == set()
    expect(phone.page.locator("main")).not_to_contain_text("sous clé")
    phone.page.reload()
    phone.says("Tout est envoyé à")
    assert (room.stored(FieldMark), _whose(room)) == (3, {room.cast.accounts["moussa"]})


def _leave(phone: Phone) -> None:
    phone.go("leave")
    phone.page.locator("main").get_by_role("button", name="Se déconnecter").click()


def _a_learner_comes_and_goes(phone: Phone, room: Room) -> None:
    """For her there is no app; what somebody else sealed outlives her visit."""
    phone.sign_in(room.cast, "awa")
    assert _found_in(phone.kept(), room) == set()
    phone.page.goto(f"{phone.site}/me")
    phone.page.get_by_role("button", name="Se déconnecter").click()
    phone.page.wait_for_url("**/sign-in**")


def _whose(room: Room) -> set[int | None]:
    """The accounts that made the presences that count."""
    with room.app.app_context():
        scope.enter(db.session(), Scope.everything("a test looks"))
        found = set(db.session.execute(select(Presence.recorded_by_id).where(Presence.is_current)).scalars())
        scope.leave(db.session())
        db.session.remove()
    return found


def test_the_sign_out_of_the_other_pages_does_not_lose_what_waits(room: Room, phone_of: PhoneOf) -> None:
    phone = phone_of("moussa")
    phone.open_app()
    phone.context.set_offline(True)
    phone.go(f"w/{room.staged.public_id}/room")
    phone.tap_everyone(EIGHT[:1], "là")
    phone.says("Sans réseau : 1 à envoyer")
    phone.page.goto("about:blank")
    phone.context.set_offline(False)
    phone.page.goto(f"{phone.site}/me")
    assert room.stored(Presence) == 0
    phone.page.get_by_role("button", name="Se déconnecter").click()
    phone.page.wait_for_url("**/field#leave")
    phone.page.locator("main").get_by_role("button", name="Se déconnecter").click()
    phone.page.wait_for_url("**/sign-in**")
    assert room.stored(Presence) == 1


def test_when_somebody_else_signs_in_what_was_not_sent_leaves_as_its_owners(room: Room, phone_of: PhoneOf) -> None:
    phone = phone_of("moussa")
    phone.open_app()
    _mark_without_network(phone, room)
    phone.page.goto("about:blank")
    phone.context.clear_cookies()
    phone.context.set_offline(False)
    phone.sign_in(room.cast, "etienne")
    # The next one opens the app in the basement: nothing of Moussa is shown, and his marks are kept.
    phone.context.set_offline(True)
    phone.page.goto(f"{phone.site}/field")
    expect(phone.page.locator("main")).to_contain_text("2 notes sous clé attendent ici")
    assert _found_in(phone.kept(), room) == set()
    assert room.stored(FieldMark) == 0

    phone.context.set_offline(False)
    phone.try_now()
    phone.says("Tout est envoyé à")
    expect(phone.page.locator("main")).not_to_contain_text("sous clé")
    assert (room.stored(Presence), _whose(room)) == (2, {room.cast.accounts["moussa"]})


def test_behind_somebody_elses_pin_the_next_one_has_their_own_and_marks_leave_as_their_owners(
    room: Room, phone_of: PhoneOf
) -> None:
    phone = phone_of("moussa")
    phone.open_app()
    _mark_without_network(phone, room)
    _choose_pin(phone)
    phone.page.goto("about:blank")
    phone.context.clear_cookies()
    phone.context.set_offline(False)
    phone.sign_in(room.cast, "samira")
    phone.page.goto(f"{phone.site}/field")
    expect(phone.page.locator("#band")).to_contain_text("Samira")
    phone.says("Tout est envoyé à")
    assert "Moussa" not in phone.page.locator("body").inner_text()
    assert (room.stored(Presence), _whose(room)) == (2, {room.cast.accounts["moussa"]})


def test_behind_a_pin_nobody_needs_it_to_sign_out_and_nothing_is_lost(room: Room, phone_of: PhoneOf) -> None:
    phone = phone_of("moussa")
    phone.open_app()
    _choose_pin(phone)
    phone.says("Tout est envoyé à")
    _mark_without_network(phone, room)
    # One of the two can no longer count by itself: Moussa is told, when he is here again.
    _gives_up_a_seat(room, "nadège")
    phone.page.reload()
    expect(phone.page.locator("h1")).to_have_text("Ce téléphone est verrouillé")
    phone.page.get_by_role("button", name="Se déconnecter").click()
    expect(phone.page.locator("h1")).to_have_text("Vous êtes déconnecté·e")
    expect(phone.page.locator("main")).to_contain_text("2 notes sous clé attendent ici")
    assert _found_in(phone.kept(), room) == set()

    phone.context.set_offline(False)
    phone.page.goto(f"{phone.site}/field")
    phone.page.wait_for_url("**/sign-in**")
    phone.sign_in(room.cast, "etienne")
    phone.open_app()
    expect(phone.page.locator("#strip")).not_to_contain_text("à lire")
    assert (room.stored(Presence), room.stored(FieldMark)) == (1, 2)
    _leave(phone)
    phone.page.wait_for_url("**/sign-in**")
    phone.sign_in(room.cast, "moussa")
    phone.open_app()
    phone.says("1 à lire")
    phone.go("waiting")
    expect(phone.page.locator("main")).to_contain_text("n’a plus sa place")
    phone.page.get_by_role("button", name="J’ai compris").click()
    phone.try_now()
    expect(phone.page.locator("#strip")).not_to_contain_text("à lire")
    expect(phone.page.locator("#strip")).to_contain_text("Tout est envoyé")


def _gives_up_a_seat(room: Room, name: str) -> None:
    with room.app.app_context():
        scope.enter(db.session(), Scope.everything("a test frees a seat"))
        with transaction():
            query = select(Enrolment).where(Enrolment.public_id == UUID(room.staged.enrolments[name]))
            db.session.execute(query).scalar_one().place = Place.WITHDRAWN
        scope.leave(db.session())
        db.session.remove()


def _mark_without_network(phone: Phone, room: Room) -> None:
    phone.context.set_offline(True)
    phone.go(f"w/{room.staged.public_id}/room")
    phone.tap_everyone(EIGHT[:2], "là")
    phone.says("Sans réseau : 2 à envoyer")


def _choose_pin(phone: Phone) -> None:
    phone.go("lock")
    phone.page.get_by_label("Nouveau code secret").fill(PIN)
    phone.page.get_by_label("Le même, encore une fois").fill(PIN)
    phone.page.get_by_role("button", name="Verrouiller avec ce code").click()
    expect(phone.page.locator("h1")).to_have_text("Mes ateliers")


def test_behind_a_pin_the_phone_keeps_no_name_in_the_clear(room: Room, phone_of: PhoneOf) -> None:
    phone = phone_of("moussa")
    phone.open_app()
    _mark_without_network(phone, room)
    _choose_pin(phone)
    phone.page.reload()
    expect(phone.page.locator("h1")).to_have_text("Ce téléphone est verrouillé")
    kept = phone.kept()
    assert not {name for name in EIGHT if name in kept}
    assert room.staged.public_id not in kept

    phone.page.get_by_label("Code secret").fill("0000")
    phone.page.get_by_role("button", name="Ouvrir").click()
    expect(phone.page.get_by_role("alert")).to_contain_text("Encore 4 essais")
    phone.page.get_by_label("Code secret").fill(PIN)
    phone.page.get_by_role("button", name="Ouvrir").click()
    phone.says("2 à envoyer")
    phone.context.set_offline(False)
    phone.try_now()
    phone.says("Tout est envoyé à")
    assert room.stored(Presence) == 2


def test_five_wrong_tries_ask_for_a_new_sign_in_and_lose_nothing(room: Room, phone_of: PhoneOf) -> None:
    phone = phone_of("moussa")
    phone.open_app()
    _mark_without_network(phone, room)
    _choose_pin(phone)
    phone.page.reload()
    for left in (4, 3, 2, 1, 0):
        phone.page.get_by_label("Code secret").fill("0000")
        phone.page.get_by_role("button", name="Ouvrir").click()
        if left:
            expect(phone.page.get_by_role("alert")).to_contain_text(f"Encore {left} essai")
    expect(phone.page.locator("h1")).to_have_text("Trop d’essais")
    phone.page.reload()
    expect(phone.page.locator("h1")).to_have_text("Trop d’essais")

    phone.context.set_offline(False)
    phone.page.get_by_role("button", name="Se connecter à nouveau").click()
    phone.page.wait_for_url("**/sign-in**")
    phone.sign_in(room.cast, "moussa")
    phone.page.get_by_label("Code secret").fill(PIN)
    phone.page.get_by_role("button", name="Ouvrir").click()
    phone.says("Tout est envoyé à")
    assert room.stored(Presence) == 2


def test_a_workshop_of_long_ago_is_gone_from_the_phone(room: Room, phone_of: PhoneOf) -> None:
    phone = phone_of("moussa")
    phone.open_app()
    assert "Ibrahim" in phone.kept()
    with room.app.app_context():
        scope.enter(db.session(), Scope.everything("a test lets time pass"))
        workshop = db.session.execute(select(Workshop).where(Workshop.id == room.staged.id)).scalar_one()
        workshop.starts_at -= timedelta(days=9)
        workshop.ends_at -= timedelta(days=9)
        db.session.commit()
        scope.leave(db.session())
        db.session.remove()
    phone.try_now()
    expect(phone.page.locator("main")).to_contain_text("Pas encore d’atelier ici")
    assert "Ibrahim" not in phone.kept()


def test_a_new_shell_takes_the_place_of_the_old_one_and_no_mark_is_lost(room: Room, phone_of: PhoneOf) -> None:
    phone = phone_of("moussa")
    phone.open_app()
    _mark_without_network(phone, room)
    phone.page.goto("about:blank")
    phone.context.set_offline(False)
    phone.page.goto(f"{phone.site}/me")
    phone.page.get_by_role("button", name="English").click()
    expect(phone.page.locator("html")).to_have_attribute("lang", "en")
    phone.page.goto(f"{phone.site}/field")
    phone.says("Tout est envoyé à")
    phone.page.evaluate(_ONE_SHELL_IN_ENGLISH)
    phone.page.reload()
    phone.says("All is sent")
    assert len(phone.page.evaluate("caches.keys()")) == 1
    assert room.stored(Presence) == 2
