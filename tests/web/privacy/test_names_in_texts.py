"""A name in a module's title, a sheet's or a place: shown before somebody is erased, struck out where staff say so."""

from html import unescape

import pytest
from flask import Flask

from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.organisations import actions as organisations
from peerlearn.organisations.models import Organisation
from peerlearn.people.actions import PersonFacts, register
from peerlearn.resources.models import Resource
from peerlearn.resources.rules import ResourceKind
from peerlearn.tracks import own
from peerlearn.tracks.models import Module
from peerlearn.tracks.own import OwnModuleFacts
from peerlearn.tracks.rules import Step
from tests.cast import Cast
from tests.stage import ClientOf
from tests.web.privacy.scanning import found_in_rows

WORDS = {"first name": "Zéphyrine", "last name": "Vauquelinoux"}
SURE = {"typed": "Zephyrine Vauquelinoux", "reason": "asked"}


@pytest.fixture
def page(app: Flask, cast: Cast) -> str:
    """Zéphyrine is of Les Tilleuls, where a module in two versions, a link and a place are called after her."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test"))
        with transaction():
            house, now = db.session.get_one(Organisation, cast.organisations["tilleuls"]), clock.now()
            facts = PersonFacts("Zéphyrine", "Vauquelinoux")
            person = register(facts, organisation_id=house.id, by=None, now=now, on=clock.today())
            steps = (Step(10, "Zéphyrine montre"),)
            facts_of_module = OwnModuleFacts("Le tri de Zéphyrine", 60, ("Je trie.",), steps=steps)
            module = own.add(house, facts_of_module, by=None, now=now)
            skills = ("Je trie comme ZÉPHYRINE VAUQUELINOUX.",)
            own.change(module, OwnModuleFacts("Le tri", 60, skills), is_used=lambda _: True, by=None, now=now)
            db.session.add(_link(house, module))
            organisations.add_site(house, "Chez Vauquelinoux")
            address = f"/people/{person.public_id}/erasure"
        scope.leave(db.session())
        db.session.remove()
    return address


def test_staff_see_where_it_stands_and_what_was_ticked_is_struck_in_every_version(
    app: Flask, client_of: ClientOf, page: str
) -> None:
    carole = client_of("carole")
    shown = unescape(carole.get(page).text)
    for words in (
        "Le tri de Zéphyrine",
        "Je trie comme ZÉPHYRINE",
        "Zéphyrine montre",
        "Fiche de Zéphyrine",
        "Chez Vauquelinoux",
    ):
        assert words in shown
    ticks = [
        part.partition('"')[0] for part in shown.split('name="struck"')[1:] for part in [part.partition('value="')[2]]
    ]
    assert [one.partition(":")[0] for one in ticks] == ["module", "resource"], "a place is mended on its own page"
    place = shown.partition('href="/sites/')[2].partition("/edit")[0]
    mended = {"name": "Chez nous", "address": "", "directions": "", "time_zone": "Europe/Paris"}
    assert carole.post(f"/sites/{place}/edit", data=mended).status_code == 302
    assert "Chez Vauquelinoux" not in carole.get(page).text

    assert carole.post(page, data={**SURE, "typed": "somebody", "struck": ticks}).status_code == 422
    assert found_in_rows(app, WORDS) == set(WORDS), "nothing is struck before the name is right"
    assert carole.post(page, data={**SURE, "struck": ticks}).status_code == 302
    assert found_in_rows(app, WORDS) == set()
    assert "Le nom reste" not in carole.get("/people").text
    modules = carole.get("/modules").text
    assert "Le tri" in modules


def test_what_is_not_ticked_stays_as_it_was_and_that_is_said(app: Flask, client_of: ClientOf, page: str) -> None:
    carole = client_of("carole")
    assert carole.post(page, data=SURE | {"struck": "module:smartphone-bases"}).status_code == 422, (
        "nobody offered that"
    )
    assert carole.post(page, data=SURE).status_code == 302
    assert "Le nom reste dans 3 textes" in carole.get("/people").text
    assert found_in_rows(app, WORDS) == set(WORDS), "a curriculum is rewritten by nobody unasked"


def test_the_command_names_the_texts_by_their_addresses(app: Flask, page: str) -> None:
    done = app.test_cli_runner().invoke(args=["privacy", "erase", page.split("/")[2], "--yes"])
    assert done.exit_code == 0, done.output
    assert "module:own-" in done.output
    assert "Zéphyrine" not in done.output


def _link(house: Organisation, module: Module) -> Resource:
    return Resource(
        organisation_id=house.id,
        curriculum_code=module.curriculum.code,
        module_code=module.code,
        kind=ResourceKind.SHEET,
        title="Fiche de Zéphyrine",
        link="https://example.org/tri",
        size=0,
        added_at=clock.now(),
    )
