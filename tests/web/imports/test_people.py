"""Importing people: hand a file in, look, confirm: `/people/import` and `/imports/<id>`."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.imports.checking import check
from peerlearn.imports.queries import file_import
from tests.cast import Cast
from tests.factories.imports import hand_in, import_people, many_people, nobody_at_work, people_file
from tests.stage import ClientOf


@pytest.fixture
def samira(client_of: ClientOf) -> FlaskClient:
    """Staff of Les Tilleuls."""
    return client_of("samira")


@pytest.fixture
def tilleuls(cast: Cast) -> str:
    """Les Tilleuls, as a form names it."""
    return cast.organisation_ids["tilleuls"]


def _tally(page: str) -> list[int]:
    found = re.search(r'class="tally">(.*?)</ul>', page, re.DOTALL)
    assert found is not None, page
    return [int(number) for number in re.findall(r"<strong>(\d+)</strong>", found.group(1))]


def test_a_file_is_looked_at_confirmed_and_its_people_are_on_the_list(
    app: Flask, samira: FlaskClient, tilleuls: str
) -> None:
    assert "Importer une liste" in samira.get("/people").text
    handed_in = hand_in(app, samira, people_file("Zélie;Martin;1990", "Yanis;;12/03/1985"), organisation=tilleuls)
    page = handed_in.headers["Location"]
    preview = samira.get(page).text
    assert _tally(preview) == [2, 0, 0]
    assert "Importer 2 personnes" in preview
    assert "Zélie" not in samira.get("/people").text
    assert samira.post(f"{page}/confirmation").headers["Location"] == page
    assert "2 personnes" in samira.get(page).text
    assert "Zélie Martin" in samira.get("/people").text
    yanis = re.search(r'href="(/people/\w+)">Yanis<', samira.get("/people").text)
    assert yanis is not None
    assert "1985" in samira.get(yanis.group(1)).text


def test_who_comes_with_an_end_of_contract_is_among_those_who_leave(
    app: Flask, samira: FlaskClient, tilleuls: str
) -> None:
    day = clock.today() + timedelta(days=20)
    lines = people_file(f"Zélie;{day:%d/%m/%Y}", "Yanis;", headers="Prénom;Date de fin de contrat")
    page = hand_in(app, samira, lines, organisation=tilleuls).headers["Location"]
    assert samira.post(f"{page}/confirmation").status_code == 302
    leaving = samira.get("/people/leaving").text
    assert "Zélie" in leaving
    assert "dans 20 jours" in leaving
    assert "Yanis" not in leaving
    exported = samira.get("/people/export.csv").data.decode("utf-8-sig").splitlines()
    assert exported[0].endswith(";Fin de contrat")
    assert next(line for line in exported if line.startswith("Zélie;")).endswith(f";{day:%d/%m/%Y}")


def test_the_same_file_again_changes_nothing(app: Flask, samira: FlaskClient, tilleuls: str) -> None:
    lines = ["Zélie;Martin;1990", "Yanis;;1985"]
    import_people(app, samira, tilleuls, lines)
    before = samira.get("/people").text
    page = hand_in(app, samira, people_file(*lines), organisation=tilleuls).headers["Location"]
    preview = samira.get(page).text
    assert _tally(preview) == [0, 2, 0]
    assert "Rien à faire" in preview
    assert "Importer 2 personnes" not in preview
    assert samira.post(f"{page}/confirmation").status_code == 302
    assert samira.get("/people").text.count("Zélie") == before.count("Zélie") == 1


def test_while_a_line_is_wrong_nothing_can_be_imported(app: Flask, samira: FlaskClient, tilleuls: str) -> None:
    lines = ["Zélie;Martin;1990", "Yanis;;90", "-;Petit;1980", "Zélie;MARTIN;1990"]
    page = hand_in(app, samira, people_file(*lines), organisation=tilleuls).headers["Location"]
    preview = samira.get(page).text
    assert _tally(preview) == [1, 0, 3]
    assert "/confirmation" not in preview
    for words in ("Ligne 3", "entre 1920 et 2020", "Ligne 4", "ne se lit pas comme un nom", "Ligne 5", "ligne 2"):
        assert words in preview, words
    assert samira.post(f"{page}/confirmation").status_code == 422
    assert "Zélie" not in samira.get("/people").text
    listed = samira.get(f"{page}/errors.csv")
    assert listed.mimetype == "text/csv"
    assert listed.text.startswith("\ufeffLigne;Colonne;Contenu;Que faire\r\n3;Année de naissance;90;")


def test_who_is_there_already_is_shown_beside_the_line(app: Flask, samira: FlaskClient, tilleuls: str) -> None:
    lines = ["moussa;TRAORE;1990", "Zélie;Martin;1990"]
    page = hand_in(app, samira, people_file(*lines), organisation=tilleuls).headers["Location"]
    preview = samira.get(page).text
    assert _tally(preview) == [1, 1, 0]
    assert "moussa TRAORE" in preview
    assert "Moussa Traoré</a>" in preview


def test_a_column_that_is_not_known_is_named_and_given_a_meaning(
    app: Flask, samira: FlaskClient, tilleuls: str
) -> None:
    content = people_file("Zélie;Martin;06 12 34 56 78", headers="Petit nom;Nom;Numéro perso")
    page = hand_in(app, samira, content, organisation=tilleuls).headers["Location"]
    assert "Aucune colonne n’est le prénom" in samira.get(page).text
    assert samira.post(f"{page}/confirmation").status_code == 422
    assert samira.post(f"{page}/columns", data={"column-0": "last_name", "column-1": "last_name"}).status_code == 422
    assert samira.post(f"{page}/columns", data={"column-1": "last_name"}).status_code == 422
    chosen = {"column-0": "first_name", "column-1": "last_name", "column-2": "kind"}
    assert samira.post(f"{page}/columns", data=chosen).status_code == 302
    preview = samira.get(page).text
    assert _tally(preview) == [1, 0, 0]
    assert "Numéro perso" in preview.partition("Non reprises")[2][:60]


def test_progress_is_seen_and_a_check_that_was_stopped_goes_on(app: Flask, samira: FlaskClient, tilleuls: str) -> None:
    with nobody_at_work(app):
        page = hand_in(app, samira, many_people(1000), organisation=tilleuls).headers["Location"]
    _check_steps(app, page, 2)
    looking = samira.get(page)
    assert '<meta http-equiv="refresh" content="10">' in looking.text
    assert "800 sur 1 000" in looking.text.replace("\u202f", " ").replace("\xa0", " ")
    assert samira.post(f"{page}/confirmation").status_code == 422
    _check_steps(app, page, 9)
    assert _tally(samira.get(page).text.replace("1\u202f000", "1000")) == [1000, 0, 0]


def _check_steps(app: Flask, page: str, steps: int) -> None:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test's thread"))
        import_id = file_import(page.rpartition("/")[2]).id
        db.session.rollback()
        checking = check(import_id)
        for _ in range(steps):
            next(checking, None)
        checking.close()
        scope.leave(db.session())
        db.session.remove()
