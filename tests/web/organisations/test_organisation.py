"""One organisation: registering it, its page, its places and its waves."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from peerlearn.core.db import db
from peerlearn.organisations.models import Organisation
from tests.cast import Cast
from tests.stage import ClientOf

FORM = {"name": "La Ruche", "kind": "aci", "department_code": "59", "siret": "732 829 320 00074"}


def _page(cast: Cast, name: str, more: str = "") -> str:
    return f"/organisations/{cast.organisation_ids[name]}{more}"


def test_a_coordinator_registers_one_of_the_region_and_sees_it(client_of: ClientOf, cast: Cast) -> None:
    carole = client_of("carole")
    assert carole.get("/organisations/new").status_code == 200
    made = carole.post("/organisations/new", data=FORM)
    assert made.status_code == 302
    page = carole.get(made.headers["Location"]).text
    assert "La Ruche" in page
    assert "732 829 320 00074" in page
    assert "Hauts-de-France" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"department_code": "31"}, "error-summary"),
        ({"department_code": ""}, "seulement des structures de votre région"),
        ({"siret": "732 829 320 00075"}, "vérifiez ses 14 chiffres"),
        ({"kind": "national"}, "error-summary"),
        ({"name": ""}, "Écrivez le nom de la structure"),
        ({"name": "NIR 1 85 05 78 006 084"}, "numéro de sécurité sociale"),
        ({"name": "La\x07Ruche"}, "signe"),
        ({"phone": "12"}, "numéro de téléphone"),
    ],
)
def test_what_is_not_right_comes_back_with_what_was_typed(
    app: Flask, client_of: ClientOf, cast: Cast, change: dict[str, str], words: str
) -> None:
    answer = client_of("carole").post("/organisations/new", data=FORM | change)
    assert answer.status_code == 422
    assert words in answer.text
    assert "732 829 320 0007" in answer.text
    with app.app_context():
        assert db.session.execute(select(func.count(Organisation.id))).scalar_one() == len(cast.organisations)
        db.session.remove()


def test_the_national_team_registers_anywhere(client_of: ClientOf, cast: Cast) -> None:
    nadia = client_of("nadia")
    made = nadia.post("/organisations/new", data=FORM | {"department_code": "974"})
    assert "La Réunion" in nadia.get(made.headers["Location"]).text


def test_one_siret_and_kind_is_there_once(client_of: ClientOf, cast: Cast) -> None:
    carole = client_of("carole")
    assert carole.post("/organisations/new", data=FORM).status_code == 302
    again = carole.post("/organisations/new", data=FORM | {"name": "La Ruche bis"})
    assert again.status_code == 422
    assert "déjà ce SIRET" in again.text
    assert carole.post("/organisations/new", data=FORM | {"kind": "ei"}).status_code == 302


def test_a_coordinator_corrects_one_of_the_region_and_no_other(client_of: ClientOf, cast: Cast) -> None:
    carole = client_of("carole")
    assert 'value="Les Tilleuls"' in carole.get(_page(cast, "tilleuls", "/edit")).text
    changed = carole.post(_page(cast, "tilleuls", "/edit"), data=FORM | {"name": "Les Grands Tilleuls"})
    assert changed.headers["Location"] == _page(cast, "tilleuls")
    assert "Les Grands Tilleuls" in carole.get(_page(cast, "tilleuls")).text
    for method in ("GET", "POST"):
        assert carole.open(_page(cast, "garonne", "/edit"), method=method, data=FORM).status_code == 404


def test_staff_see_their_own_and_manage_its_places_but_not_what_it_is(client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    page = samira.get(_page(cast, "tilleuls")).text
    assert "Salle du fond" in page
    assert "/edit" not in page.replace("/sites/", "") or _page(cast, "tilleuls", "/edit") not in page
    assert samira.get(_page(cast, "tilleuls", "/edit")).status_code == 403
    assert samira.get(_page(cast, "relais")).status_code == 404


def test_staff_add_correct_and_close_a_place(client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    form = {"name": "Cantine", "address": "14 rue des Écoles", "directions": "Bus 3", "time_zone": "Europe/Paris"}
    assert samira.get(_page(cast, "tilleuls", "/sites/new")).status_code == 200
    assert samira.post(_page(cast, "tilleuls", "/sites/new"), data=form).status_code == 302
    taken = samira.post(_page(cast, "tilleuls", "/sites/new"), data=form)
    assert taken.status_code == 422
    assert "14 rue des Écoles" in taken.text
    page = samira.get(_page(cast, "tilleuls")).text
    edit = re.search(r'href="(/sites/\w+/edit)"(?:(?!</a>).)*?Cantine', page, re.DOTALL)
    assert edit is not None
    assert "Bus 3" in samira.get(edit.group(1)).text
    changed = samira.post(edit.group(1), data=form | {"name": "Grande cantine", "time_zone": "Indian/Reunion"})
    assert changed.status_code == 302
    assert "Grande cantine" in samira.get(_page(cast, "tilleuls")).text
    assert samira.post(edit.group(1).replace("/edit", "/closure")).status_code == 302
    samira.get(_page(cast, "tilleuls"))  # says that it is closed
    assert "Grande cantine" not in samira.get(_page(cast, "tilleuls")).text


def test_the_national_team_opens_a_wave_and_organisations_join_and_leave_it(client_of: ClientOf, cast: Cast) -> None:
    nadia, carole = client_of("nadia"), client_of("carole")
    assert "Pas encore de vague" in carole.get("/waves").text
    assert "pas encore de vague" in carole.get(_page(cast, "tilleuls", "/waves/new")).text
    form = {"name": "Printemps 2026", "starts_on": "2026-03-01", "ends_on": ""}
    assert carole.post("/waves/new", data=form).status_code == 403
    assert nadia.post("/waves/new", data=form | {"ends_on": "2026-02-01"}).status_code == 422
    assert nadia.post("/waves/new", data=form).headers["Location"] == "/waves"
    join = carole.get(_page(cast, "tilleuls", "/waves/new")).text
    wave = re.search(r'<option[^>]*value="(\w{12})"', join)
    assert wave is not None
    joined = {"wave": wave.group(1), "from_on": "2026-03-02"}
    assert carole.post(_page(cast, "tilleuls", "/waves/new"), data=joined).status_code == 302
    assert carole.post(_page(cast, "tilleuls", "/waves/new"), data=joined).status_code == 422
    assert "Printemps 2026" in carole.get(_page(cast, "tilleuls")).text
    leave = _page(cast, "tilleuls", f"/waves/{wave.group(1)}/departure")
    assert carole.get(leave).status_code == 200
    assert carole.post(leave, data={"until_on": "2026-03-01"}).status_code == 422
    assert carole.post(leave, data={"until_on": "2026-04-30"}).status_code == 302
    assert carole.get(leave).status_code == 404
    carole.get(_page(cast, "tilleuls"))
    assert "30 avril" in carole.get(_page(cast, "tilleuls")).text.replace("\u00a0", " ")
