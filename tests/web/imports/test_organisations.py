"""Importing organisations, by the national team: `/organisations/import`."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast
from tests.factories.imports import hand_in, people_file
from tests.stage import ClientOf

HEADERS = "Raison sociale;Type SIAE;SIRET;Département;Région;Téléphone"


@pytest.fixture
def nadia(client_of: ClientOf) -> FlaskClient:
    """The national team."""
    return client_of("nadia")


def _hand_in(app: Flask, nadia: FlaskClient, *lines: str) -> str:
    content = people_file(*lines, headers=HEADERS)
    return hand_in(app, nadia, content, to="organisations").headers["Location"]


def test_organisations_come_in_with_their_region(app: Flask, nadia: FlaskClient) -> None:
    assert "Importer une liste" in nadia.get("/organisations").text
    page = _hand_in(
        app,
        nadia,
        "La Ressourcerie;ACI;35600000000048;59;;03 20 12 34 56",
        "Garonne Emploi;association intermédiaire;;Haute-Garonne;;",
        "Interréseaux;Partenaire;;;Occitanie;",
    )
    assert "Importer 3 structures" in nadia.get(page).text
    assert nadia.post(f"{page}/confirmation").status_code == 302
    listed = nadia.get("/organisations").text
    for name, region in (("La Ressourcerie", "Hauts-de-France"), ("Garonne Emploi", "Occitanie")):
        assert region in listed.partition(name)[2][:400]


def test_the_same_organisations_again_change_nothing(app: Flask, nadia: FlaskClient) -> None:
    lines = ("La Ressourcerie;ACI;35600000000048;59;;", "les tilleuls;aci;;;;")
    page = _hand_in(app, nadia, *lines)
    assert "Importer 1 structure" in nadia.get(page).text
    assert "Les Tilleuls</a>" in nadia.get(page).text
    nadia.post(f"{page}/confirmation")
    assert "Rien à faire" in nadia.get(_hand_in(app, nadia, *lines)).text
    exported = nadia.get("/organisations/export.csv").data
    again = hand_in(app, nadia, exported, to="organisations").headers["Location"]
    assert "Rien à faire" in nadia.get(again).text


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Le Bon;GEIQ;;59;;", "pas un type de SIAE"),
        ("Le Bon;SARL;;59;;", "ACI, AI, EI"),
        ("Le Bon;équipe nationale;;59;;", "ACI, AI, EI"),
        ("Le Bon;;;59;;", "Il manque le type"),
        (";ACI;;59;;", "Il manque le nom"),
        ("Le Bon;ACI;35600000000049;59;;", "SIRET"),
        ("Le Bon;ACI;;999;;", "département"),
        ("Le Bon;ACI;;;Navarre;", "région"),
        ("Le Bon;ACI;;;;115", "numéro de téléphone"),
        ("=1+1;ACI;;;;", "formule"),
        ("Le Bon;ACI;;59;;\r\nLE BON;aci;;62;;", "qu’à la ligne 2"),
    ],
)
def test_what_is_wrong_is_said(app: Flask, nadia: FlaskClient, line: str, words: str) -> None:
    page = _hand_in(app, nadia, line)
    assert words in nadia.get(page).text
    assert nadia.post(f"{page}/confirmation").status_code == 422
    assert "Le Bon" not in nadia.get("/organisations").text


def test_undoing_takes_away_what_nobody_uses(app: Flask, nadia: FlaskClient) -> None:
    page = _hand_in(app, nadia, "La Ressourcerie;ACI;;59;;", "Le Bon;EI;;62;;")
    nadia.post(f"{page}/confirmation")
    address = re.search(r'href="(/organisations/\w+)">La Ressourcerie<', nadia.get("/organisations").text)
    assert address is not None
    assert (
        nadia.post(f"{address.group(1)}/sites/new", data={"name": "Salle", "time_zone": "Europe/Paris"}).status_code
        == 302
    )
    assert "a des lieux" in nadia.get(f"{page}/undo").text
    assert nadia.post(f"{page}/undo").status_code == 302
    listed = nadia.get("/organisations").text
    assert "La Ressourcerie" in listed
    assert "Le Bon" not in listed


def test_only_the_national_team_brings_organisations_in(
    app: Flask, nadia: FlaskClient, client_of: ClientOf, cast: Cast
) -> None:
    page = _hand_in(app, nadia, "La Ressourcerie;ACI;;59;;")
    assert nadia.get(page).status_code == 200
    for name in ("carole", "samira"):
        assert client_of(name).get("/organisations/import").status_code == 403
        assert client_of(name).get(page).status_code == 404
        assert client_of(name).post(f"{page}/confirmation").status_code == 404
    assert nadia.post(f"{page}/confirmation").status_code == 302
