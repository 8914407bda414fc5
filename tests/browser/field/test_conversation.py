"""A diagnosis held where there is no network: kept answer by answer, gone on with later, judged by the server."""

from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserType, Page, expect
from sqlalchemy import select

from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.diagnoses.models import Diagnosis
from peerlearn.people.actions import PersonFacts, register
from tests.browser.field.conftest import Room
from tests.browser.field.phone import Phone, phone
from tests.browser.suits import problems
from tests.factories.training import train


def test_a_conversation_without_network_outlives_the_app_and_is_stored_once(
    room: Room, site: str, tmp_path: Path, browser_type: BrowserType, browser_type_launch_args: dict[str, Any]
) -> None:
    with room.app.app_context():
        train(room.cast, "samira")
        _fill_the_house(room)
    pocket = (browser_type, browser_type_launch_args, tmp_path / "pocket", site)
    with phone(*pocket) as samira:
        _begin(samira, room)
    with phone(*pocket) as samira:
        _go_on(samira, room)
        assert room.cast.person_ids["awa"] not in samira.kept()
        ((level, answered, needs),) = _stored(room)
        assert (level, answered) == (1, 10)
        assert "large_text" in needs
        _leave_in_the_middle(samira, room)


def _fill_the_house(room: Room) -> None:
    """Two more than a phone keeps: Moussa and Awa, who came first, are to be looked for."""
    scope.enter(db.session(), Scope.everything("a test fills a house"))
    with transaction():
        for _ in range(50):
            house = room.cast.organisations["tilleuls"]
            register(PersonFacts("Inès"), organisation_id=house, by=None, now=clock.now(), on=clock.today())
    scope.leave(db.session())
    db.session.remove()


def _begin(samira: Phone, room: Room) -> None:
    """Awa is found; five answers, and one question is skipped."""
    samira.sign_in(room.cast, "samira")
    samira.open_app()
    samira.page.get_by_role("link", name="Faire un diagnostic").click()
    expect(samira.row("Rosa")).to_be_visible()
    assert room.cast.person_ids["awa"] not in samira.kept()
    samira.page.get_by_label("Prénom").fill("Aw")
    samira.page.get_by_role("button", name="Chercher").click()
    expect(samira.row("Awa")).to_be_visible()
    assert not problems(samira.page, "list")
    samira.context.set_offline(True)
    samira.row("Awa").click()
    expect(samira.page.locator("main")).to_contain_text("les personnes qui vous accompagnent (Les Tilleuls)")
    assert not problems(samira.page, "first")
    samira.page.get_by_role("button", name="Commencer").click()
    for number in range(1, 6):
        expect(samira.page.locator("main")).to_contain_text(f"Question {number} sur 15")
        _answer(samira.page, 1)
    assert not problems(samira.page, "question")
    samira.page.get_by_role("link", name="Passer").click()
    _shows(samira, 7)


def _go_on(samira: Phone, room: Room) -> None:
    """The rest, after the app was closed; then there is network again."""
    samira.context.set_offline(True)
    samira.page.goto(f"{samira.site}/field")
    samira.go("ask")
    expect(samira.row("Awa")).to_contain_text("commencé")
    samira.row("Awa").click()
    samira.page.get_by_role("button", name="Continuer").click()
    for number in range(6, 16):
        _shows(samira, number)
        _answer(samira.page, 0)
    expect(samira.page.locator("h1")).to_have_text("Merci Awa.")
    expect(samira.page.locator("main")).to_contain_text("Toutes les questions ont une réponse")
    assert not problems(samira.page, "end")
    assert _stored(room) == []
    samira.page.get_by_label("De grandes lettres").check(force=True)
    samira.page.get_by_role("button", name="C’est terminé").click()
    samira.says("Sans réseau : 1 à envoyer")
    expect(samira.page.locator("main")).to_contain_text("Le site calcule le niveau")
    samira.context.set_offline(False)
    samira.page.goto(f"{samira.site}/sign-in")
    samira.sign_in(room.cast, "samira")
    samira.open_app()
    samira.go("ask")
    expect(samira.row("Rosa")).to_be_visible()
    expect(samira.row("Awa")).to_have_count(0)


def _leave_in_the_middle(samira: Phone, room: Room) -> None:
    """A conversation that is not over goes along as far as it went, and goes on on the site."""
    samira.context.set_offline(True)
    samira.row("Rosa").click()
    samira.page.get_by_role("button", name="Commencer").click()
    _answer(samira.page, 1)
    _shows(samira, 2)
    samira.go("leave")
    samira.page.locator("main").get_by_role("button", name="Se déconnecter").click()
    expect(samira.page.locator("main")).to_contain_text("Un diagnostic n’est pas terminé")
    samira.page.get_by_role("button", name="Mettre sous clé").click()
    expect(samira.page.locator("main")).to_contain_text("1 note sous clé attend ici")
    assert room.cast.person_ids["rosa"] not in samira.kept()
    samira.context.set_offline(False)
    samira.page.goto(f"{samira.site}/field")
    samira.page.wait_for_url("**/sign-in**")
    samira.sign_in(room.cast, "samira")
    samira.open_app()
    assert len(_stored(room)) == 2
    samira.page.goto(f"{samira.site}/people/{room.cast.person_ids['rosa']}/diagnosis")
    samira.page.get_by_role("button", name="Continuer").click()
    samira.page.wait_for_url("**/questions/2")


def _shows(opened: Phone, number: int) -> None:
    expect(opened.page.locator("main")).to_contain_text(f"Question {number} sur 15")


def _answer(page: Page, place: int) -> None:
    page.locator(".answer").nth(place).click()


def _stored(room: Room) -> list[tuple[int | None, int, list[str]]]:
    with room.app.app_context():
        scope.enter(db.session(), Scope.everything("a test looks"))
        query = select(Diagnosis.level, Diagnosis.answered, Diagnosis.result).order_by(Diagnosis.id)
        found = [(row.level, row.answered, row.result.get("needs", [])) for row in db.session.execute(query)]
        scope.leave(db.session())
        db.session.remove()
    return found
