"""Undoing an import as a whole: `/imports/<id>/undo`."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from peerlearn.core.db import Base, db
from tests.cast import Cast
from tests.factories.imports import hand_in, import_people, many_people
from tests.stage import ClientOf

# What happened stays written down, and so does the import itself.
KEPT = {"audit_entry", "file_import"}


@pytest.fixture
def samira(client_of: ClientOf) -> FlaskClient:
    """Staff of Les Tilleuls."""
    return client_of("samira")


def _everything(app: Flask) -> dict[str, list[str]]:
    with app.app_context(), db.engine.connect() as connection:
        tables = [table for table in Base.metadata.sorted_tables if table.name not in KEPT]
        return {table.name: sorted(map(repr, connection.execute(select(table)).all())) for table in tables}


def test_undoing_leaves_the_database_as_before(app: Flask, samira: FlaskClient, cast: Cast) -> None:
    before = _everything(app)
    page = hand_in(app, samira, many_people(5000), organisation=cast.organisation_ids["tilleuls"]).headers["Location"]
    assert samira.post(f"{page}/confirmation").status_code == 302
    assert len(_everything(app)["person"]) == len(before["person"]) + 5000
    asked = samira.get(f"{page}/undo").text.replace("\u202f", " ")
    assert "Retirer 5000 personnes" in asked
    assert samira.post(f"{page}/undo").headers["Location"] == page
    assert _everything(app) == before
    assert "Annulé le" in samira.get(page).text
    assert "/undo" not in samira.get(page).text
    assert samira.post(f"{page}/undo").status_code == 422


def test_who_is_used_since_stays_and_it_is_said_why(app: Flask, samira: FlaskClient, cast: Cast) -> None:
    page = import_people(app, samira, cast.organisation_ids["tilleuls"], ["Zélie;;1990", "Yanis;;1985", "Xavier;;1980"])
    people = _addresses(samira, "Zélie", "Yanis")
    assert samira.post(f"{people['Zélie']}/card", data={"role": "learner"}).status_code == 302
    corrected = {"first_name": "Yanis", "last_name": "Roy", "channel": "paper", "position": "employee"}
    assert samira.post(f"{people['Yanis']}/edit", data=corrected).status_code == 302
    asked = samira.get(f"{page}/undo").text
    for words in ("Retirer 1 personne", "Gardé, car déjà utilisé\u00a0: 2 personnes", "carte d’accès"):
        assert words in asked, words
    assert "Yanis Roy</a>: a été corrigé depuis" in " ".join(asked.split())
    assert samira.post(f"{page}/undo").status_code == 302
    listed = samira.get("/people").text
    assert "Zélie" in listed
    assert "Yanis Roy" in listed
    assert "Xavier" not in listed


def test_where_everybody_is_used_nothing_is_undone(app: Flask, samira: FlaskClient, cast: Cast) -> None:
    page = import_people(app, samira, cast.organisation_ids["tilleuls"], ["Zélie;;1990"])
    samira.post(f"{_addresses(samira, 'Zélie')['Zélie']}/card", data={"role": "learner"})
    assert "Rien ne peut être retiré" in samira.get(f"{page}/undo").text
    assert samira.post(f"{page}/undo").status_code == 422
    assert "Annuler cet import" in samira.get(page).text


def test_what_an_import_found_there_already_is_never_taken_away(app: Flask, samira: FlaskClient, cast: Cast) -> None:
    page = import_people(app, samira, cast.organisation_ids["tilleuls"], ["Awa;;", "Zélie;;1990"])
    assert samira.post(f"{page}/undo").status_code == 302
    listed = samira.get("/people").text
    assert "Awa" in listed
    assert "Zélie" not in listed


def test_after_undoing_the_same_file_can_be_imported_again(app: Flask, samira: FlaskClient, cast: Cast) -> None:
    for _ in range(2):
        page = import_people(app, samira, cast.organisation_ids["tilleuls"], ["Zélie;;1990"])
        assert "Zélie" in samira.get("/people").text
        assert samira.post(f"{page}/undo").status_code == 302
        assert "Zélie" not in samira.get("/people").text


def test_a_draft_has_nothing_to_undo_and_can_be_forgotten(app: Flask, samira: FlaskClient, cast: Cast) -> None:
    before = _everything(app)
    answer = hand_in(app, samira, many_people(3), organisation=cast.organisation_ids["tilleuls"])
    page = answer.headers["Location"]
    assert samira.post(f"{page}/undo").status_code == 422
    assert samira.post(f"{page}/removal").headers["Location"] == "/people/import"
    assert samira.get(page).status_code == 404
    assert _everything(app) == before


def _addresses(samira: FlaskClient, *names: str) -> dict[str, Any]:
    page = samira.get("/people").text
    return {name: page.partition(f">{name}</a>")[0].rpartition('href="')[2].rstrip('"') for name in names}
