"""Sheets and links of a module: added by the office, fetched by its people, handed out in its workshops."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from peerlearn.core.permissions import Role
from peerlearn.core.settings import Settings
from peerlearn.workshops.rules import Part, WorkshopState
from tests.cast import Cast
from tests.factories.attendance import Staged, let_sign_in, stored_workshop
from tests.resources.files import TEXT, pdf, picture
from tests.stage import ClientOf

NEW = "/modules/smartphone-bases/2022.1/M02/resources/new"
MODULE = "/modules/smartphone-bases/2022.1/M02"


@pytest.fixture
def workshop(app: Flask, cast: Cast) -> Staged:
    """A workshop about M02 at Les Tilleuls, led by Moussa, to which Le Relais is invited."""
    with app.app_context():
        return stored_workshop(cast, guests=("relais",))


def hand_in(
    client: FlaskClient, content: bytes = TEXT, *, title: str = "Fiche : l’écran", to: str = NEW, **more: str
) -> TestResponse:
    """Send the form with a file, as a browser writes it."""
    texts = {"title": title, "kind": "sheet", **more}
    parts = [f'name="{name}"\r\n\r\n{text}'.encode() for name, text in texts.items()]
    parts.append(b'name="file"; filename="../../etc/passwd.exe"\r\n\r\n' + content)
    body = b"".join(b"--cut\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--cut--\r\n"
    return client.post(to, data=body, content_type="multipart/form-data; boundary=cut")


def address_in(client: FlaskClient) -> str:
    """Where the first file of the module's page is."""
    found = re.search(r'href="(/resources/\w+)"', client.get(MODULE).text)
    assert found is not None
    return found[1]


def test_staff_add_a_sheet_and_it_is_saved_never_opened(cast: Cast, client_of: ClientOf) -> None:
    samira = client_of("samira")
    assert hand_in(samira).status_code == 302
    answer = samira.get(address_in(samira))
    assert answer.data == TEXT
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "Fiche%20l%E2%80%99%C3%A9cran.txt" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer.headers["Cache-Control"]


def test_only_its_own_people_find_it(cast: Cast, client_of: ClientOf) -> None:
    samira = client_of("samira")
    hand_in(samira)
    address = address_in(samira)
    for name, status in (("samira", 200), ("sophie", 200), ("carole", 200), ("nadia", 200)):
        assert client_of(name).get(address).status_code == status
    for name in ("etienne", "bruno"):
        assert client_of(name).get(address).status_code == 404
        assert address not in client_of(name).get(MODULE).text
        assert client_of(name).post(f"{address}/removal").status_code == 404


def test_what_the_national_team_adds_is_everybodys_and_nobody_elses_to_remove(cast: Cast, client_of: ClientOf) -> None:
    nadia, etienne = client_of("nadia"), client_of("etienne")
    assert hand_in(nadia, owner="everybody").status_code == 302
    address = address_in(etienne)
    assert etienne.get(address).status_code == 200
    assert "pour tout le programme" in etienne.get(MODULE).text
    assert etienne.post(f"{address}/removal").status_code == 404
    assert client_of("carole").post(f"{address}/removal").status_code == 404
    assert nadia.post(f"{address}/removal").status_code == 302
    assert etienne.get(address).status_code == 404


def test_staff_cannot_hand_something_to_everybody_or_to_others(cast: Cast, client_of: ClientOf) -> None:
    samira = client_of("samira")
    for owner in ("everybody", cast.organisation_ids["garonne"]):
        assert hand_in(samira, owner=owner).status_code == 422
    assert "/resources/" not in samira.get(MODULE).text.replace("/resources/new", "")


def test_who_leads_and_who_is_invited_get_what_the_host_added(
    cast: Cast, client_of: ClientOf, workshop: Staged
) -> None:
    samira = client_of("samira")
    hand_in(samira)
    page = f"/workshops/{workshop.public_id}/resources"
    for name in ("samira", "moussa", "bruno"):
        seen = client_of(name).get(page)
        assert seen.status_code == 200
        file = re.search(rf'href="({page}/\w+)"', seen.text)
        assert file is not None
        assert client_of(name).get(file[1]).data == TEXT
    assert client_of("etienne").get(page).status_code == 404
    assert client_of("etienne").get(page + address_in(samira).removeprefix("/resources")).status_code == 404
    assert client_of("awa").get(page).status_code == 403


def test_what_a_guest_added_at_home_is_not_the_hosts(cast: Cast, client_of: ClientOf, workshop: Staged) -> None:
    bruno = client_of("bruno")
    hand_in(bruno, title="Chez nous")
    assert "Chez nous" not in client_of("moussa").get(f"/workshops/{workshop.public_id}/resources").text


def test_a_link_shows_where_it_leads(cast: Cast, client_of: ClientOf) -> None:
    samira = client_of("samira")
    data = {"title": "Jeu", "kind": "game", "link": "https://jeux.example.org/memo"}
    assert samira.post(NEW, data=data).status_code == 302
    page = samira.get(MODULE).text
    assert re.search(r'href="https://jeux.example.org/memo"\s+rel="noopener noreferrer external"', page)
    assert "mène à jeux.example.org" in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "Ce genre de fichier n’est pas accepté"),
        (pdf(b"/OpenAction << /S /JavaScript /JS (x) >>"), "contient un programme"),
        (pdf(b"/Encrypt 9 0 R"), "est verrouillé"),
        (picture()[:60], "ne se lit pas jusqu’au bout"),
        (b"Awa, 1 85 05 78 006 084 91", "numéro de sécurité sociale"),
        (b"x" * (10 * 1024 * 1024 + 1), "dépasse 10\u00a0Mo"),
    ],
    ids=["drawing", "script", "locked", "torn", "number", "large"],
)
def test_what_is_not_kept_is_said_beside_the_file_and_the_words_stay(
    cast: Cast, client_of: ClientOf, settings: Settings, content: bytes, words: str
) -> None:
    answer = hand_in(client_of("samira"), content, title="Mon titre")
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="Mon titre"' in answer.text
    assert not list(Path(settings.data_dir).glob("resources/*"))


def test_far_too_much_is_refused_before_it_is_read(cast: Cast, client_of: ClientOf) -> None:
    answer = hand_in(client_of("samira"), b"x" * (12 * 1024 * 1024))
    assert answer.status_code == 413
    assert "dépasse 10\u00a0Mo" in answer.text


def test_neither_file_nor_link_and_a_link_that_is_none(cast: Cast, client_of: ClientOf) -> None:
    samira = client_of("samira")
    assert samira.post(NEW, data={"title": "Rien", "kind": "game"}).status_code == 422
    for link in ("http://example.org/", "javascript:alert(1)", "https://evil@example.org/", "https://0x7f.1/"):
        answer = samira.post(NEW, data={"title": "Jeu", "kind": "game", "link": link})
        assert answer.status_code == 422
        assert "commence par https://" in answer.text


def test_removed_its_file_is_gone(cast: Cast, client_of: ClientOf, settings: Settings) -> None:
    samira = client_of("samira")
    hand_in(samira)
    address = address_in(samira)
    assert len(list(Path(settings.data_dir).glob("resources/*"))) == 1
    assert samira.post(f"{address}/removal").status_code == 302
    assert samira.get(address).status_code == 404
    assert not list(Path(settings.data_dir).glob("resources/*"))


def test_a_file_that_is_gone_from_the_disk_is_missing_and_breaks_nothing(
    cast: Cast, client_of: ClientOf, settings: Settings
) -> None:
    samira = client_of("samira")
    hand_in(samira)
    next(Path(settings.data_dir).glob("resources/*")).unlink()
    assert samira.get(address_in(samira)).status_code == 404


def test_a_learner_takes_home_what_there_is_for_their_modules(
    cast: Cast, client_of: ClientOf, workshop: Staged
) -> None:
    hand_in(client_of("samira"))
    awa = client_of("awa")
    assert "1 fiche ou jeu" in awa.get("/me/plan?lang=fr").text
    page = awa.get("/me/resources").text
    found = re.search(r'href="(/me/resources/\w+)"', page)
    assert found is not None
    assert "Fiche : l’écran" in page
    answer = awa.get(found[1])
    assert answer.data == TEXT
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    # Moussa leads it; of a module that is nothing to them, nobody reads there.
    assert "Fiche : l’écran" in client_of("moussa").get("/me/resources").text
    hand_in(client_of("samira"), title="Fiche : le Wi-Fi", to=NEW.replace("M02", "M03"))
    for name in ("awa", "moussa"):
        assert "Fiche : le Wi-Fi" not in client_of(name).get("/me/resources").text
    assert client_of("samira").get("/me/resources").status_code == 403


def test_who_learns_or_leads_at_another_house_takes_home_what_it_added(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    with app.app_context():
        stored_workshop(cast, host="relais", seated=("awa",), leaders={"moussa": Part.LEAD})
        called_off = {"state": WorkshopState.CANCELLED, "module": "M03"}
        stored_workshop(cast, host="relais", seated=("awa",), leaders={"moussa": Part.LEAD}, **called_off)
    bruno = client_of("bruno")
    hand_in(bruno, title="Fiche du Relais")
    hand_in(bruno, title="Fiche du Wi-Fi", to=NEW.replace("M02", "M03"))
    address = "/me" + address_in(bruno)
    for name in ("awa", "moussa"):
        page = client_of(name).get("/me/resources").text
        assert "Fiche du Relais" in page
        assert "Fiche du Wi-Fi" not in page
        assert client_of(name).get(address).data == TEXT
    # The same address, for somebody who was never in that room.
    with app.app_context():
        let_sign_in(cast, "rosa", Role.LEARNER)
    assert client_of("rosa").get(address).status_code == 404
