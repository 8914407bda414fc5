"""What an organisation says about personal data: `/organisations/<id>/notice`, the sheet, the list of what is owed."""

import html

import pytest
from flask import Flask
from sqlalchemy import select

from peerlearn.core.db import db
from peerlearn.people.models import PrivacyNotice
from peerlearn.people.rules import LegalBasis
from tests.cast import Cast
from tests.stage import ClientOf

FORM = {
    "legal_basis": "public_task",
    "purposes": "Apprendre le smartphone",
    "readers": "Qui accompagne",
    "contact": "Samira\n03 20 12 34 56",
}


def _address(cast: Cast, name: str = "tilleuls") -> str:
    return f"/organisations/{cast.organisation_ids[name]}/notice"


def test_no_legal_basis_is_chosen_beforehand_and_none_is_refused(client_of: ClientOf, cast: Cast) -> None:
    carole = client_of("carole")
    page = carole.get(_address(cast)).text
    assert page.count('type="radio"') == len(LegalBasis) == 6
    assert "checked" not in page
    refused = carole.post(_address(cast), data=FORM | {"legal_basis": ""})
    assert refused.status_code == 422
    assert "Choisissez la base légale" in html.unescape(refused.text)
    assert "Apprendre le smartphone" in refused.text


def test_until_it_is_named_it_is_a_task_of_the_coordinators(client_of: ClientOf, cast: Cast) -> None:
    carole, samira = client_of("carole"), client_of("samira")
    task = "Base légale à indiquer : 2 structures"
    assert task in html.unescape(carole.get("/").text).replace("\u00a0", " ")
    assert "Base légale à indiquer :" not in samira.get("/").text.replace("\u00a0", " ")
    assert f'href="{_address(cast)}"' in carole.get("/privacy").text
    assert carole.post(_address(cast), data=FORM).status_code == 302
    assert "1 structure" in html.unescape(carole.get("/").text)
    assert f'href="{_address(cast)}"' not in carole.get("/privacy").text


def test_the_sheet_says_everything_in_plain_words(client_of: ClientOf, cast: Cast) -> None:
    carole, samira = client_of("carole"), client_of("samira")
    assert "Pas encore de notice" in samira.get(f"{_address(cast)}/paper").text
    carole.post(_address(cast), data=FORM)
    sheet = html.unescape(samira.get(f"{_address(cast)}/paper").text)
    for words in ("Apprendre le smartphone", "Qui accompagne", "mission d’intérêt public", "24 mois", "03 20 12 34 56"):
        assert words in sheet
    assert 'data-listen="told"' in sheet
    assert "data-print" in sheet


def test_versions_stay_and_the_same_words_make_none(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    carole = client_of("carole")
    for words in ("Un", "Un", "Deux"):
        assert carole.post(_address(cast), data=FORM | {"purposes": words}).status_code == 302
    with app.app_context(), db.engine.connect() as connection:
        stored = connection.execute(select(PrivacyNotice.__table__.c.version, PrivacyNotice.__table__.c.purposes)).all()
    assert [tuple(row) for row in stored] == [(1, "Un"), (2, "Deux")]
    assert "Un" in carole.get(f"{_address(cast)}/paper?version=1").text


@pytest.mark.parametrize("name", ["samira", "moussa", "awa", "victor"])
def test_staff_do_not_write_it(client_of: ClientOf, cast: Cast, name: str) -> None:
    assert client_of("carole").post(_address(cast), data=FORM).status_code == 302
    assert client_of(name).post(_address(cast), data=FORM).status_code == 403


def test_it_is_told_before_the_diagnosis_and_in_ones_own_space(client_of: ClientOf, cast: Cast) -> None:
    client_of("carole").post(_address(cast), data=FORM)
    awa = client_of("awa")
    assert 'href="/me/privacy"' in awa.get("/me").text
    assert "Apprendre le smartphone" in awa.get("/me/notice").text
