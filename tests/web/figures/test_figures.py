"""The page of the figures, and the file: `/figures`."""

import csv
import re
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.organisations import actions as organisations
from peerlearn.organisations.models import Organisation
from peerlearn.people.models import Affiliation
from peerlearn.people.rules import Position
from tests.cast import Cast
from tests.factories.programme import LEADING, LEARNING, STAFF, load_pilot
from tests.reports.test_figures import BEGAN, OF_THE_CAST
from tests.stage import ClientOf
from tests.web.attendance.conftest import Stage

DAY = timedelta(days=1)
STAFF_MODULES = ("S01", "S02", "S03")
# Where each stands among the numbers of the table.
PLACES = {Position.STAFF: 0, Position.SUPERVISOR: 2}
Figures = Callable[..., dict[str, str]]


@pytest.fixture
def figures(client_of: ClientOf) -> Figures:
    """`figures("carole", wave="…")`: what the file says, by code."""

    def read(name: str = "nadia", **asked: str) -> dict[str, str]:
        answer = client_of(name).get("/figures/export.csv", query_string=asked)
        assert answer.mimetype == "text/csv"
        return {line["Code"]: line["Nombre"] for line in csv.DictReader(answer.text[1:].splitlines(), delimiter=";")}

    return read


def _shown(page: str) -> list[int]:
    return [int(found) for found in re.findall(r'<td class="number">(\d+)</td>', page)]


def _in_transaction(app: Flask, act: Callable[[], object]) -> None:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test's figures"))
        with transaction():
            act()
        scope.leave(db.session())
        db.session.remove()


def _make(app: Flask, cast: Cast, position: Position) -> None:
    """Rosa is staff, or a supervisor."""

    def change() -> None:
        of_rosa = select(Affiliation).where(Affiliation.person_id == cast.people["rosa"])
        db.session.execute(of_rosa).scalar_one().position = position

    _in_transaction(app, change)


@pytest.mark.parametrize("position", list(PLACES))
def test_a_presence_that_is_marked_counts_once_and_one_taken_back_no_more(
    client_of: ClientOf, app: Flask, cast: Cast, stage: Stage, position: Position
) -> None:
    _make(app, cast, position)
    samira = client_of("samira")
    before = _shown(samira.get("/figures").text)
    staged = [stage(module=code, seated=("rosa",), leaders={}) for code in STAFF_MODULES]
    for one in staged:
        assert _shown(samira.get("/figures").text) == before
        samira.post(one.presence("rosa"), data={"state": "present"})
    risen = [number + (place == PLACES[position]) for place, number in enumerate(before)]
    assert _shown(samira.get("/figures").text) == risen
    samira.post(staged[0].presence("rosa"), data={"state": "present"})
    assert _shown(samira.get("/figures").text) == risen
    samira.post(staged[0].presence("rosa"), data={"state": ""})
    assert _shown(samira.get("/figures").text) == before


def test_one_is_said_in_the_singular_on_the_page_and_in_its_table(
    client_of: ClientOf, app: Flask, cast: Cast, stage: Stage
) -> None:
    _make(app, cast, Position.SUPERVISOR)
    samira = client_of("samira")
    for code in STAFF_MODULES:
        samira.post(stage(module=code, seated=("rosa",), leaders={}).presence("rosa"), data={"state": "present"})
    page = samira.get("/figures").text
    assert "<strong>1</strong> encadrant·e technique formé·e" in page
    assert '<th scope="row">encadrant·e technique formé·e</th>' in page


def test_the_pilot_stands_the_same_on_the_page_and_in_the_file(
    client_of: ClientOf, app: Flask, cast: Cast, figures: Figures
) -> None:
    _in_transaction(app, lambda: load_pilot(began=BEGAN))
    page = client_of("nadia").get("/figures?until=2023-01-01&lang=fr").text
    for number, words in (
        (250, "SIAE engagées"),
        (STAFF, "accompagnants formés au diagnostic"),
        (LEADING, "salariés formés à animer"),
        (LEARNING, "personnes formées par des collègues"),
    ):
        assert re.search(rf"<strong>{number}</strong> {words}", page)
    assert "Comment c’est compté" in page
    assert figures(until="2023-01-01") == {
        "staff_trained": "280",
        "siae_involved": "250",
        "supervisors_trained": "12",
        "employees_trained_to_lead": "70",
        "people_trained_by_them": "130",
        "people_with_a_module": "130",
    }


def test_few_people_are_not_told_in_a_file(client_of: ClientOf, cast: Cast, stage: Stage, figures: Figures) -> None:
    staged, samira = stage(seated=("awa", "rosa")), client_of("samira")
    for name in ("awa", "rosa"):
        samira.post(staged.presence(name), data={"state": "present"})
    assert "<strong>2</strong>" in samira.get("/figures").text
    assert figures("samira")["people_trained_by_them"] == "<5"
    assert figures("samira")["siae_involved"] == "1"


FRENCH = ("Code;Chiffre;Nombre;Vague;", "SIAE engagée;1;", "Personnes formées par des collègues;<5;")
ENGLISH = ("Code;Figure;Number;Wave;", "SIAE involved;1;", "People trained by colleagues;<5;")
NOBODY = {"fr": "Accompagnant·e formé·e au diagnostic;0;", "en": "Staff trained to diagnose;0;"}


@pytest.mark.parametrize(("lang", "words"), [("fr", FRENCH), ("en", ENGLISH)])
def test_headers_and_cells_speak_one_language_and_of_few_do_not_say_whether_it_is_one(
    client_of: ClientOf, stage: Stage, lang: str, words: Sequence[str]
) -> None:
    staged, samira = stage(seated=("awa",)), client_of("samira")
    samira.post(staged.presence("awa"), data={"state": "present"})
    file = samira.get(f"/figures/export.csv?lang={lang}").text
    assert [found for found in (*words, NOBODY[lang]) if found not in file] == []


def test_wave_region_and_organisation_narrow_it(app: Flask, client_of: ClientOf, cast: Cast, figures: Figures) -> None:
    made: dict[str, str] = {}

    def join() -> None:
        wave = organisations.create_wave("Printemps", starts_on=clock.today() - DAY, ends_on=None, on=clock.today())
        relais = db.session.get_one(Organisation, cast.organisations["relais"])
        organisations.join_wave(relais, wave, from_on=clock.today() - DAY, by=None)
        made["wave"] = wave.public_id

    _in_transaction(app, join)
    assert figures()["siae_involved"] == str(OF_THE_CAST)
    assert figures(wave=made["wave"])["siae_involved"] == "1"
    assert figures(wave=made["wave"], until=(clock.today() - 9 * DAY).isoformat())["siae_involved"] == "0"
    assert figures(region="76")["siae_involved"] == "1"
    assert figures(organisation=cast.organisation_ids["garonne"])["siae_involved"] == "1"
    page = client_of("nadia").get(f"/figures?wave={made['wave']}&region=32&lang=fr").text
    assert f"export.csv?wave={made['wave']}&amp;region=32" in page
    assert "Printemps" in page


def test_each_counts_what_they_answer_for(client_of: ClientOf, cast: Cast, figures: Figures) -> None:
    seen = {name: figures(name)["siae_involved"] for name in ("samira", "carole", "etienne", "nadia")}
    assert seen == {"samira": "1", "carole": "2", "etienne": "1", "nadia": "3"}
    garonne = {"organisation": cast.organisation_ids["garonne"]}
    assert figures("carole", region="76")["siae_involved"] == "0"
    assert client_of("etienne").get("/figures", query_string=garonne).status_code == 200
    assert client_of("carole").get("/figures", query_string=garonne).status_code == 404
    for name in ("victor", "moussa", "awa"):
        assert client_of(name).get("/figures").status_code == 403
        assert client_of(name).get("/figures/export.csv").status_code == 403


@pytest.mark.parametrize("until", ["", "demain", "9999-12-31", "2026-02-31", "0001-01-01"])
def test_a_day_that_is_none_is_today(client_of: ClientOf, cast: Cast, until: str) -> None:
    assert client_of("nadia").get("/figures", query_string={"until": until}).status_code == 200
