"""What I can keep: `/me/documents`, and the participation certificate, mine and as staff print it."""

import io
import re

import pypdf
from flask import Flask

from peerlearn.awards.rules import AwardState
from peerlearn.core.settings import Settings
from tests.cast import Cast
from tests.factories.attendance import HOUR
from tests.factories.awards import stored_award
from tests.stage import ClientOf
from tests.web.attendance.conftest import Stage


def words_of(sheet: bytes) -> str:
    """What is read on the sheet."""
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(sheet)).pages).split())


def test_before_the_first_workshop_there_is_nothing_to_certify(client_of: ClientOf) -> None:
    awa = client_of("awa")
    page = awa.get("/me/documents?lang=fr").text
    assert "Après votre premier atelier" in page
    assert "Un badge que vous prenez sera ici" in page
    assert awa.get("/me/participation.pdf").status_code == 404


def test_the_certificate_says_where_one_was_how_long_and_what_was_seen(client_of: ClientOf, stage: Stage) -> None:
    room = stage(seated=["awa", "rosa"])
    moussa, awa = client_of("moussa"), client_of("awa")
    moussa.post(room.presence("awa"), data={"state": "present"})
    moussa.post(room.skill(1, "awa"), data={"level": "2"})
    moussa.post(room.presence("rosa"), data={"state": "absent"})
    assert "Mon attestation de participation" in awa.get("/me/documents?lang=fr").text
    answer = awa.get("/me/participation.pdf?lang=fr")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    said = words_of(answer.data)
    for words in (
        "Les Tilleuls atteste que",
        "Awa",
        "J’appelle et j’écris",
        "En tout : 1 atelier",
        "Sait le faire sans aide",
    ):
        assert words in said
    assert "ni un badge ni un diplôme" in said
    assert "Rosa" not in said


def test_who_leads_has_it_said_with_how_many_came(client_of: ClientOf, stage: Stage) -> None:
    room = stage(seated=["awa", "rosa"], starts_in=-3 * HOUR)
    moussa = client_of("moussa")
    for name in ("awa", "rosa"):
        moussa.post(room.presence(name), data={"state": "present"})
    assert "Ateliers animés" not in words_of(client_of("awa").get("/me/participation.pdf?lang=fr").data)
    said = words_of(moussa.get("/me/participation.pdf?lang=fr").data)
    assert "Ateliers animés pour d’autres" in said
    assert "Salle du fond" not in said


def test_staff_print_it_and_another_house_does_not_find_it(client_of: ClientOf, stage: Stage) -> None:
    room = stage(seated=["awa"])
    client_of("moussa").post(room.presence("awa"), data={"state": "present"})
    samira = client_of("samira")
    found = re.search(r'href="(/people/\w+)">Awa\b', samira.get("/people?q=Awa").text)
    assert found
    address = f"{found[1]}/participation.pdf?lang=fr"
    assert address.partition("?")[0] in samira.get(found[1]).text
    assert "Awa" in words_of(samira.get(address).data)
    assert client_of("etienne").get(address).status_code == 404


def test_a_badge_that_was_taken_is_there_with_its_certificate(
    app: Flask, cast: Cast, settings: Settings, client_of: ClientOf
) -> None:
    with app.app_context():
        award = stored_award(cast, settings, AwardState.ISSUED)
    page = client_of("moussa").get("/me/documents?lang=fr").text
    assert f'href="/b/{award.public_code}.pdf"' in page
    assert f'href="/my-badges/{award.public_id}?back=documents"' in page
    assert 'href="/me/data.zip"' in page
