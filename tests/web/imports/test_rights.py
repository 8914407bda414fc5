"""Who imports where: staff at their own organisation, coordinators in their region, nobody elsewhere."""

from flask import Flask

from tests.cast import Cast
from tests.factories.imports import hand_in, import_people, people_file
from tests.stage import ClientOf


def test_a_coordinator_chooses_an_organisation_of_the_region(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    carole = client_of("carole")
    assert 'name="organisation"' in carole.get("/people/import").text
    import_people(app, carole, cast.organisation_ids["relais"], ["Zélie;;1990"])
    assert "Zélie" in client_of("bruno").get("/people").text
    assert "Zélie" not in client_of("samira").get("/people").text


def test_nobody_imports_into_a_strange_organisation(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    for name, strange in (("samira", "relais"), ("carole", "garonne"), ("etienne", "tilleuls")):
        client = client_of(name)
        answer = hand_in(app, client, people_file("Zélie;;"), organisation=cast.organisation_ids[strange])
        assert answer.status_code == 422
    assert "Zélie" not in client_of("nadia").get("/people").text


def test_a_stranger_finds_no_import(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    samira, etienne = client_of("samira"), client_of("etienne")
    answer = hand_in(app, samira, people_file("Zélie;;"), organisation=cast.organisation_ids["tilleuls"])
    page = answer.headers["Location"]
    for address in (page, f"{page}/errors.csv", f"{page}/undo"):
        assert samira.get(address).status_code == 200
        assert etienne.get(address).status_code == 404
    for step in ("columns", "check", "confirmation", "removal", "undo"):
        assert etienne.post(f"{page}/{step}").status_code == 404
    assert "liste.csv" in samira.get("/people/import").text
    assert "liste.csv" not in etienne.get("/people/import").text
    assert samira.post(f"{page}/confirmation").status_code == 302


def test_who_may_not_register_people_may_not_import_them(client_of: ClientOf) -> None:
    for name in ("victor", "moussa", "awa"):
        assert client_of(name).get("/people/import").status_code == 403
        assert client_of(name).get("/people/export.csv").status_code == 403
