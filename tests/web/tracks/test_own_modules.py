"""An organisation's own modules: added, taught, changed, and nobody else's."""

import re
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast
from tests.factories.attendance import stored_workshop
from tests.stage import ClientOf

FORM = {"title": "Scanner un bon", "minutes": "60", "skills": "Je scanne un bon.\nJe corrige une erreur."}


def add(client: FlaskClient, cast: Cast, house: str = "tilleuls", **changes: str) -> str:
    """Add a module through its page; the address it leads to."""
    answer = client.post(f"/organisations/{cast.organisation_ids[house]}/modules/new", data=FORM | changes)
    assert answer.status_code == 302
    return answer.headers["Location"]


def test_it_stands_among_the_modules_of_its_own_people_only(cast: Cast, client_of: ClientOf) -> None:
    address = add(client_of("samira"), cast)
    for name, status in (("samira", 200), ("carole", 200), ("nadia", 200), ("bruno", 404), ("etienne", 404)):
        client = client_of(name)
        assert client.get(address).status_code == status
        for page in ("/modules", "/workshops/new"):
            assert ("Scanner un bon" in client.get(page).text) is (status == 200), (name, page)


def test_a_workshop_about_it_takes_place_at_its_own_organisation_only(cast: Cast, client_of: ClientOf) -> None:
    add(client_of("samira"), cast)
    carole = client_of("carole")
    choice = re.search(r'<option value="(\d+)">Scanner un bon</option>', carole.get("/workshops/new").text)
    assert choice is not None
    data = {"module": choice[1], "day": "2099-03-03", "starts": "09:00", "capacity": "8", "minutes": ""}
    page = carole.post("/workshops/new", data=data | {"site": cast.sites["relais"]})
    assert page.status_code == 422


def test_changed_after_a_workshop_the_former_version_says_so(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    samira = client_of("samira")
    address = add(samira, cast)
    code = address.rsplit("/", 1)[1]
    with app.app_context():
        stored_workshop(cast, module=code)
    assert "prend sa place" in samira.get(f"{address}/edit").text
    answer = samira.post(f"{address}/edit", data=FORM | {"skills": "Je scanne deux bons."})
    assert answer.headers["Location"] == address.replace("/1/", "/2/")
    assert "Ancienne version (1)" in samira.get(address).text
    assert "Je corrige une erreur." in samira.get(address).text
    again = samira.post(f"{address}/edit", data=FORM | {"skills": "Je scanne trois bons."})
    assert again.status_code == 422
    assert "a été modifié ou retiré" in again.text


def test_what_was_typed_comes_back_with_the_refusal(cast: Cast, client_of: ClientOf) -> None:
    samira = client_of("samira")
    add(samira, cast)
    again = samira.post(f"/organisations/{cast.organisation_ids['tilleuls']}/modules/new", data=FORM)
    assert again.status_code == 422
    assert "existe déjà" in again.text
    assert 'value="Scanner un bon"' in again.text


def test_nobody_changes_the_programmes_modules_or_those_of_others(cast: Cast, client_of: ClientOf) -> None:
    address = add(client_of("samira"), cast)
    national = "/modules/smartphone-bases/2022.1/M01"
    for where, name in ((national, "nadia"), (national, "samira"), (address, "etienne"), (address, "bruno")):
        assert client_of(name).get(f"{where}/edit").status_code == 404
        assert client_of(name).post(f"{where}/edit", data=FORM).status_code == 404
        assert client_of(name).post(f"{where}/removal").status_code == 404
    etienne = client_of("etienne")
    new = f"/organisations/{cast.organisation_ids['tilleuls']}/modules/new"
    assert etienne.get(new).status_code == 404


def test_taught_no_longer_it_leaves_the_lists(cast: Cast, client_of: ClientOf) -> None:
    samira = client_of("samira")
    address = add(samira, cast)
    assert samira.post(f"{address}/removal").status_code == 302
    assert "Scanner un bon" not in samira.get("/modules").text.replace("Scanner un bon n’est", "")
    assert samira.get(address).status_code == 200


def test_its_plan_is_written_a_step_a_line_and_shown_with_its_times(cast: Cast, client_of: ClientOf) -> None:
    samira = client_of("samira")
    address = add(samira, cast, steps="10 min Accueil\n40 Scanner à deux\nTour de table", picture="camera")
    page = samira.get(address).text
    assert "Comment ça se passe" in page
    assert re.search(r"Scanner à deux\s*<span[^>]*>40.min", page)
    assert "Tour de table" in page
    assert "10 min Accueil\r\n40 min Scanner à deux" in samira.get(f"{address}/edit").text.replace("\n", "\r\n")
    too_long = samira.post(f"{address}/edit", data=FORM | {"steps": "50 min Accueil\n20 min Fin", "picture": "book"})
    assert too_long.status_code == 422
    assert "Les étapes durent 70" in too_long.text


def test_it_stands_in_the_picture_plan_of_its_own_people(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    samira = client_of("samira")
    code = add(samira, cast, picture="camera").rsplit("/", 1)[1]
    for name, client in (("awa", samira), ("fatou", client_of("bruno"))):
        shown = client.get(f"/people/{cast.person_ids[name]}/plan").text
        assert (f'id="tap-{code}"' in shown) is (name == "awa")
    awa = client_of("awa")
    awa.post("/me/plan/choices", data={"module": code, "chosen": "yes"})
    tile = awa.get("/me/plan?lang=fr").text.partition(f'id="tap-{code}"')[2].partition("</li>")[0]
    assert "#i-camera" in tile
    assert 'aria-pressed="true"' in tile
    with app.app_context():
        staged = stored_workshop(cast, module=code, starts_in=timedelta(days=2), seated=())
    chosen = samira.get(f"/people/{cast.person_ids['awa']}/plan").text
    assert f"/workshops/{staged.public_id}/enrol" in chosen
