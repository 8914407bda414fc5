"""What is taught: `/modules`."""

import json

import pytest
from flask import Flask

from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.tracks import curricula
from tests.cast import Cast
from tests.factories import awards as made
from tests.stage import ClientOf


def _load_next() -> None:
    document = json.loads(curricula.own_curricula()["learner.json"])
    document["version"] = "2027.1"
    document["modules"][0]["title"] = {"fr": "Mon nouveau téléphone", "en": "My new phone"}
    scope.enter(db.session(), Scope.everything("a new version"))
    with transaction():
        curricula.load(json.dumps(document).encode(), now=clock.now())
    scope.leave(db.session())
    db.session.remove()


@pytest.mark.parametrize("name", ["nadia", "carole", "samira"])
def test_the_three_tracks_and_their_modules_are_listed(client_of: ClientOf, cast: Cast, name: str) -> None:
    page = client_of(name).get("/modules").text
    for words in (
        "Mener le diagnostic numérique",
        "Animer entre pairs",
        "Les bases du smartphone",
        "Étape 2 sur 4",
        "2 h 30",
    ):
        assert words in page.replace("\u00a0", " ")
    for code in ("T1", "S01", "M04"):
        assert f">{code}<" not in page
        assert f"{code} ·" not in page


def test_a_module_says_what_one_can_do_and_which_framework_it_answers_to(client_of: ClientOf, cast: Cast) -> None:
    page = client_of("samira").get("/modules/smartphone-bases/2022.1/M02").text.replace("\u00a0", " ")
    assert "J’appelle et j’écris à mes contacts" in page
    assert "J’ajoute et je retrouve un contact" in page
    assert "La personne enregistre le numéro de sa structure" in page
    assert "Cadre européen DigComp 2.2, 1.3 : Gérer des données" in page
    assert "CRCN 2019, 1.2" in page
    assert 'href="/modules/smartphone-bases/2022.1/M01"' in page


def test_a_former_version_stays_readable_and_says_so(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    with app.app_context():
        _load_next()
    samira = client_of("samira")
    assert "Mon nouveau téléphone" in samira.get("/modules").text
    former = samira.get("/modules/smartphone-bases/2022.1/M01").text
    assert "Mon téléphone, je le découvre" in former
    assert "Une plus récente la remplace" in former
    versions = samira.get("/modules/smartphone-bases/2027.1").text
    assert 'href="/modules/smartphone-bases/2022.1"' in versions
    assert "en vigueur" in versions


def test_skills_of_a_whole_track_are_shown_with_it(client_of: ClientOf, cast: Cast) -> None:
    assert "Accueillir chaque personne" in client_of("samira").get("/modules/animateur-numerique-pair/2022.1").text


@pytest.mark.parametrize(
    "address", ["/modules/nothing/1", "/modules/smartphone-bases/1", "/modules/smartphone-bases/2022.1/M99"]
)
def test_what_is_not_taught_is_not_there(client_of: ClientOf, cast: Cast, address: str) -> None:
    assert client_of("samira").get(address).status_code == 404


def test_everything_is_in_english_too(client_of: ClientOf, cast: Cast) -> None:
    page = client_of("samira").get("/modules/smartphone-bases/2022.1/M02?lang=en").text
    assert "Calling and messaging my contacts" in page
    assert "European framework DigComp 2.2, 1.3: Managing data" in page


def test_how_many_started_is_said_to_whom_they_belong(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    assert "commencé" not in client_of("samira").get("/modules").text
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test's past"))
        with transaction():
            made.past_workshop(cast, days_ago=5, seated=["awa", "rosa"])
        scope.leave(db.session())
        db.session.remove()
    assert "2 personnes ont commencé au moins un module." in client_of("samira").get("/modules").text
    assert "commencé" not in client_of("etienne").get("/modules").text
