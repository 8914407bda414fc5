"""The app is small, quick to the list, and clear on every phone; what is tried out never leaves it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Request, expect

from peerlearn.attendance.models import FieldMark, Presence
from tests.browser.field.conftest import EIGHT, PhoneOf, Room
from tests.browser.field.phone import Phone
from tests.browser.suits import problems

FIRST_LOAD = 150_000


def test_eight_people_are_noted_in_ten_taps(room: Room, phone_of: PhoneOf) -> None:
    phone = phone_of("moussa")
    phone.open_app()
    taps = phone.page.evaluate_handle(
        "() => { const taps = { count: 0 }; addEventListener('click', () => taps.count++, true); return taps }"
    )
    phone.page.get_by_role("link", name="Qui est là").first.click()
    phone.tap_everyone(EIGHT, "là")
    expect(phone.page.locator("main")).to_contain_text("8 sur 8")
    assert taps.evaluate("taps => taps.count") <= 10
    phone.says("Tout est envoyé à")
    assert room.stored(Presence) == 8


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_first_load_is_small(room: Room, phone_of: PhoneOf, language: str) -> None:
    phone = phone_of("moussa")
    if language == "ar":
        phone.read_arabic()
    phone.page.goto("about:blank")
    phone.context.new_cdp_session(phone.page).send("Network.clearBrowserCache")
    fetched: list[Request] = []

    def count(request: Request) -> None:
        fetched.append(request)

    phone.context.on("requestfinished", count)
    phone.open_app({"fr": "Tout est envoyé", "ar": "أُرسل كل شيء"}[language])
    # What the worker fetches to keep it counts too, unless the browser had it already.
    sizes = [(request.url, _size(request)) for request in fetched]
    assert len({address for address, _ in sizes}) > 20
    assert sum(size for _, size in sizes) <= FIRST_LOAD, sizes


def _size(request: Request) -> int:
    sizes = request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]


def test_what_is_tried_out_never_reaches_the_server(room: Room, phone_of: PhoneOf) -> None:
    phone = phone_of("moussa")
    phone.open_app()
    asked: list[str] = []
    phone.page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    phone.page.get_by_role("link", name="Atelier d’entraînement").click()
    phone.says("Entraînement : rien n’est envoyé")
    phone.go("w/practice/room")
    phone.tap_everyone(("Aline", "Bakary"), "là")
    phone.go("w/practice/skills/1")
    phone.page.get_by_role("button", name="Tout le monde a essayé").click()
    phone.sign("practice", "Aline")
    phone.go("w/practice/walk-in")
    phone.page.get_by_label("Prénom").fill("Nouveau")
    phone.page.get_by_role("button", name="Ajouter cette personne").click()
    expect(phone.row("Nouveau")).to_contain_text("là")
    phone.page.locator("a.band__back").click()
    phone.page.locator("a.band__back").click()
    phone.says("Tout est envoyé")
    assert "practice-Aline" not in phone.kept()
    phone.try_now()
    phone.page.reload()
    phone.says("Tout est envoyé")
    assert not [one for one in asked if one.startswith("POST")]
    assert room.stored(FieldMark) == 0


def test_everyone_tried_never_says_more_than_with_help(room: Room, phone_of: PhoneOf) -> None:
    phone = phone_of("moussa")
    phone.open_app()
    phone.go(f"w/{room.staged.public_id}/skills/1")
    for word in ("Avec aide", "Seul·e", "Peut expliquer"):
        phone.tap_everyone(("Rosa",), word)
    # A hand that trembles: the second tap meets neither a name nor the way back.
    phone.page.get_by_role("button", name="Tout le monde a essayé").dblclick()
    expect(phone.row("Ibrahim")).to_contain_text("Avec aide")
    expect(phone.row("Rosa")).to_contain_text("Peut expliquer")
    assert phone.page.locator(".roster__tap", has_text="Avec aide").count() == 7
    phone.go(f"w/{room.staged.public_id}/room")
    phone.tap_everyone(("Rosa",), "là")
    phone.go(f"w/{room.staged.public_id}/skills/1")
    phone.tap_everyone(("Dragan",), "Seul·e")
    phone.page.get_by_role("button", name="Annuler pour tout le monde").click()
    expect(phone.row("Ibrahim")).to_contain_text("Pas encore vu")
    expect(phone.row("Dragan")).to_contain_text("Seul·e")
    phone.tap_everyone(("Rosa",), "Pas encore vu")


def test_a_tap_by_mistake_is_taken_back_and_someone_late_is_noted(room: Room, phone_of: PhoneOf) -> None:
    phone = phone_of("moussa")
    phone.open_app()
    phone.go(f"w/{room.staged.public_id}/room")
    phone.tap_everyone(("Rosa",), "là")
    phone.page.get_by_role("button", name="Annuler").click()
    expect(phone.row("Rosa")).to_contain_text("pas encore")
    phone.tap_everyone(("Ibrahim",), "là")
    phone.page.locator(".roster__row", has=phone.row("Dragan")).get_by_role("link").click()
    phone.page.locator(".taps button").first.click()
    expect(phone.row("Dragan")).to_contain_text("en retard")
    expect(phone.page.get_by_role("button", name="Annuler")).to_have_count(0)
    phone.says("Tout est envoyé à")
    phone.page.reload()
    expect(phone.row("Dragan")).to_contain_text("en retard")
    expect(phone.row("Rosa")).to_contain_text("pas encore")


def test_without_javascript_there_is_a_way(room: Room, phone_of: PhoneOf) -> None:
    phone = phone_of("moussa")
    text = phone.page.request.get(f"{phone.site}/field").text()
    assert "<noscript>" in text
    assert not [name for name in (*EIGHT, "Moussa", room.staged.public_id) if name in text]
    phone.page.goto(f"{phone.site}/me")
    phone.page.get_by_role("link", name="Ouvrir sur ce téléphone, même sans réseau").click()
    phone.says("Tout est envoyé")


def _screens(phone: Phone, room: Room) -> Iterator[str]:
    """Every screen of the app, one after the other."""
    workshop, person = room.staged.public_id, room.staged.enrolments["rosa"]
    rooms = ["", "/room", f"/room/{person}", "/walk-in", "/skills/1", "/sign", f"/sign/{person}", "/after"]
    for address in [
        "",
        *(f"w/{workshop}{one}" for one in rooms),
        "waiting",
        "help/1",
        "help/3",
        "help/6",
        "lock",
        "leave",
    ]:
        phone.go(address)
        yield address


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_screen_suits_everyone(room: Room, phone_of: PhoneOf, language: str) -> None:
    phone = phone_of("moussa")
    if language == "ar":
        phone.read_arabic()
    phone.open_app({"fr": "Tout est envoyé", "ar": "أُرسل كل شيء"}[language])
    phone.context.set_offline(True)
    phone.go(f"w/{room.staged.public_id}/room")
    phone.tap_everyone(EIGHT[:2], {"fr": "là", "ar": "حضور"}[language])
    found = [problem for name in _screens(phone, room) for problem in _problems(phone.page, name or "list")]
    assert not found, "\n".join(found)


def _problems(page: Page, name: str) -> list[str]:
    expect(page.locator("h1")).to_be_visible()
    return problems(page, name)
