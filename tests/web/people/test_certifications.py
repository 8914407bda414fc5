"""What others certified: on the person's page, with the name of who gave it; never among our badges."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from flask import Flask

from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.nir import contains_nir
from peerlearn.core.scope import Scope
from peerlearn.people import queries as people
from peerlearn.people.certifications import CertificationFacts, note_certification
from peerlearn.people.rules import MOST_CERTIFICATIONS
from tests.cast import Cast
from tests.stage import ClientOf

PIX = {"title": "ABC Pix", "issuer": "GIP Pix", "awarded_on": "2025-03-03", "level": "niveau 1"}


def add(client_of: ClientOf, cast: Cast, **change: str) -> str:
    """Samira notes one of Awa's; the address of the page."""
    page = f"/people/{cast.person_ids['awa']}"
    sent = client_of("samira").post(f"{page}/certifications/new", data=PIX | {"form_id": str(uuid4())} | change)
    assert sent.status_code == 302, sent.text
    return page


def test_it_says_who_gave_it_and_that_it_is_not_us(client_of: ClientOf, cast: Cast) -> None:
    page = client_of("samira").get(add(client_of, cast)).text
    assert "Remise par GIP Pix, pas par nous, le lundi 3\u00a0mars 2025" in page
    assert "dit par la personne" in page
    seen = client_of("samira").get(add(client_of, cast, title="Pix", is_seen="y")).text
    assert "document vu" in seen


def test_the_same_form_twice_makes_one(client_of: ClientOf, cast: Cast) -> None:
    form_id = str(uuid4())
    add(client_of, cast, form_id=form_id)
    page = client_of("samira").get(add(client_of, cast, form_id=form_id)).text
    assert page.count("Remise par GIP Pix") == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"awarded_on": (clock.today() + timedelta(days=2)).isoformat()}, "pas encore venu"),
        ({"awarded_on": "1912-01-01"}, "trop ancien"),
        ({"awarded_on": ""}, "Écrivez la date"),
        ({"issuer": " "}, "Écrivez qui l’a remise"),
        ({"expires_on": "2024-01-01"}, "avant le début"),
        ({"link": "http://pix.fr/a"}, "https://"),
        ({"link": "javascript:alert(1)"}, "https://"),
        ({"link": "https://user:secret@pix.fr"}, "sans mot de passe"),
        ({"link": "https://pix.fr:8443/a"}, "sans mot de passe"),
        ({"link": "https://0x7f.0.0.1/a"}, "sans mot de passe"),
        ({"link": "https://poste.localhost/"}, "sans mot de passe"),
        ({"link": "https://pix.fr/a\u200bb"}, "sans mot de passe"),
        ({"link": "https://pix.fr/%E2%80%AEgpj"}, "sans mot de passe"),
        ({"link": "https://pix.fr/" + "x" * 300}, "300"),
        ({"title": "1 85 05 78 006 084 36"}, "sécurité sociale"),
        ({"title": "x" * 130}, "120"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_is_kept(
    client_of: ClientOf, cast: Cast, change: dict[str, str], says: str
) -> None:
    samira, address = client_of("samira"), f"/people/{cast.person_ids['awa']}/certifications/new"
    answer = samira.post(address, data=PIX | {"form_id": str(uuid4())} | change)
    assert answer.status_code == 422
    assert says in answer.text
    assert "niveau 1" in answer.text


def test_a_form_whose_number_looks_like_one_of_the_social_security_is_taken(client_of: ClientOf, cast: Cast) -> None:
    number = "2c66b302-7668-4322-a143-1227215567be"
    assert contains_nir(number)
    page = client_of("samira").get(add(client_of, cast, form_id=number)).text
    assert page.count("Remise par GIP Pix") == 1


def test_a_page_holds_forty_and_says_so(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test"))
        with transaction():
            awa, facts = people.person_by_id(cast.people["awa"]), CertificationFacts("GIP Pix", "Pix", date(2025, 3, 3))
            for _ in range(MOST_CERTIFICATIONS):
                note_certification(awa, facts, form_id=uuid4(), is_seen=False, by=None, now=clock.now())
        scope.leave(db.session())
    for name, address in (
        ("samira", f"/people/{cast.person_ids['awa']}/certifications/new"),
        ("awa", "/me/certifications"),
    ):
        one_more = client_of(name).post(address, data=PIX | {"form_id": str(uuid4())})
        assert one_more.status_code == 422
        assert "40 certifications sont déjà notées" in one_more.text
        assert "niveau 1" in one_more.text, "nothing that was typed is lost"


def test_it_is_corrected_and_taken_off(client_of: ClientOf, cast: Cast) -> None:
    samira, page = client_of("samira"), add(client_of, cast, is_seen="y")
    edit = samira.get(page).text.partition(f'href="{page}/certifications/')[2].partition('"')[0]
    address = f"{page}/certifications/{edit}"
    if edit == "new":
        raise AssertionError("no link to correct it")
    assert samira.post(address, data=PIX | {"level": "niveau 2"}).status_code == 302
    after = samira.get(page).text
    assert "niveau 2" in after
    assert "dit par la personne" in after, "seen is said anew"
    assert samira.post(f"{address}/removal").status_code == 302
    assert "GIP Pix" not in samira.get(page).text


def test_in_ones_own_space_one_adds_and_takes_off_ones_own(client_of: ClientOf, cast: Cast) -> None:
    awa = client_of("awa")
    assert awa.post("/me/certifications", data=PIX | {"form_id": str(uuid4()), "is_seen": "y"}).status_code == 302
    own = awa.get("/me/certifications").text
    assert "pas par nous" in own
    assert "dit par la personne" in own, "nobody vouches for themselves"
    page = add(client_of, cast, title="CléA numérique", issuer="Certif Pro")
    assert "Certif Pro" in awa.get("/me/certifications").text
    removal = own.partition('action="/me/certifications/')[2].partition('"')[0]
    assert awa.post(f"/me/certifications/{removal}").status_code == 302
    left = awa.get("/me/certifications").text
    assert "GIP Pix</" not in left.partition("Certif Pro")[0]
    assert "/removal" not in left, "what staff noted is theirs to take off"
    assert "Certif Pro" in client_of("samira").get(page).text


def test_a_stranger_finds_none(client_of: ClientOf, cast: Cast) -> None:
    page = add(client_of, cast)
    for name, status in (("etienne", 404), ("victor", 403), ("moussa", 403)):
        assert client_of(name).get(f"{page}/certifications/new").status_code == status
    assert "pas par nous" not in client_of("moussa").get("/me/certifications").text


def test_no_page_of_badges_and_no_export_knows_them(client_of: ClientOf, cast: Cast) -> None:
    add(client_of, cast)
    samira = client_of("samira")
    for address in ("/badges", f"/badges/propose?person={cast.person_ids['awa']}", "/people/export.csv", "/figures"):
        answer = samira.get(address, follow_redirects=True)
        assert "GIP Pix" not in answer.text, address
        assert "ABC Pix" not in answer.text, address
