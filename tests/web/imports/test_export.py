"""Files to take away: `/people/export.csv` and `/organisations/export.csv`."""

import csv
import io

from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast
from tests.counting import statements
from tests.factories.imports import hand_in, many_people
from tests.stage import ClientOf


def _rows(client: FlaskClient, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def test_an_export_holds_the_people_of_the_search_and_no_others(client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    assert "/people/export.csv?q=tra" in samira.get("/people?q=tra").text
    assert [row["Nom"] for row in _rows(samira, "/people/export.csv?q=traore")] == ["Traoré"]
    names = {row["Prénom"] for row in _rows(samira, "/people/export.csv")}
    assert {"Awa", "Moussa", "Claire"} <= names
    assert not {"Fatou", "Lucas"} & names
    assert {row["Prénom"] for row in _rows(client_of("etienne"), "/people/export.csv")} == {"Lucas"}
    relais = cast.organisation_ids["relais"]
    of_relais = _rows(client_of("carole"), f"/people/export.csv?organisation={relais}")
    assert {row["Prénom"] for row in of_relais} == {"Fatou"}
    assert samira.get(f"/people/export.csv?organisation={relais}").status_code == 404


def test_importing_an_export_changes_nothing(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    samira, tilleuls = client_of("samira"), cast.organisation_ids["tilleuls"]
    page = hand_in(app, samira, many_people(60), organisation=tilleuls).headers["Location"]
    samira.post(f"{page}/confirmation")
    exported = samira.get("/people/export.csv").data
    again = samira.get(hand_in(app, samira, exported, organisation=tilleuls).headers["Location"]).text
    assert "Rien à faire" in again
    assert "Non reprises" not in again
    assert samira.get("/people/export.csv").data == exported


def test_no_cell_is_run_by_a_spreadsheet(client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    for name in ("=cmd|' /C calc'!A0", "+SUM(A1)", "-Léa", "@x"):
        form = {"first_name": name, "organisation": cast.organisation_ids["tilleuls"], "channel": "call"}
        form |= {"position": "employee", "phone": "+32 2 555 12 12"}
        assert samira.post("/people/new", data=form).status_code == 302
    text = samira.get("/people/export.csv").data.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text), delimiter=";") for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert "'=cmd|' /C calc'!A0" in cells
    assert "'+32 2 555 12 12" in cells


def test_more_people_ask_no_more_of_the_database(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    with statements(app) as few:
        _rows(samira, "/people/export.csv")
    page = hand_in(app, samira, many_people(700), organisation=cast.organisation_ids["tilleuls"]).headers["Location"]
    samira.post(f"{page}/confirmation")
    with statements(app) as many:
        assert len(_rows(samira, "/people/export.csv")) > 700
    assert len(many) == len(few)


def test_an_export_does_not_wait_for_a_writer(client_of: ClientOf, app: Flask, cast: Cast) -> None:
    samira = client_of("samira")
    with statements(app) as said:
        _rows(samira, "/people/export.csv")
    assert "BEGIN IMMEDIATE" not in said


def test_organisations_are_exported_as_far_as_one_answers_for_them(client_of: ClientOf) -> None:
    carole = client_of("carole")
    assert "/organisations/export.csv" in carole.get("/organisations").text
    rows = _rows(carole, "/organisations/export.csv")
    assert {row["Nom"]: row["Type"] for row in rows} == {
        "Campus Nord": "partenaire régional",
        "Le Relais": "EI",
        "Les Tilleuls": "ACI",
    }
    assert len(_rows(client_of("nadia"), "/organisations/export.csv")) == 4
