"""An invitation's link: `/invitation/<token>`."""

import re

from flask import Flask
from flask.testing import FlaskClient

from peerlearn.accounts.actions import hash_of
from peerlearn.accounts.models import Account
from peerlearn.accounts.rules import TRIES_PER_PAIR
from peerlearn.core.db import db, transaction
from tests.cast import Cast
from tests.stage import ClientOf

PASSWORD = "trois mots ensemble"


def _link(client_of: ClientOf, cast: Cast, email: str = "claire@example.org", role: str = "supervisor") -> str:
    here = f"/organisations/{cast.organisation_ids['tilleuls']}/accounts"
    samira = client_of("samira")
    invited = samira.post(f"{here}/invite", data={"name": "Claire Bertin", "email": email, "role": role})
    assert invited.headers["Location"] == here
    shown = re.search(r'value="http://localhost(/invitation/[\w-]+)"', samira.get(here).text)
    assert shown is not None
    assert shown.group(1) not in samira.get(here).text
    return shown.group(1)


def test_the_page_says_who_invites_to_what_and_looking_spends_nothing(client_of: ClientOf, cast: Cast) -> None:
    link, client = _link(client_of, cast), client_of("")
    for _ in range(3):
        page = client.get(link)
        assert page.status_code == 200
        for words in ("Claire Bertin", "Les Tilleuls", "Encadrant·e technique", "claire@example.org"):
            assert words in page.text
    assert client.post(link, data={"password": PASSWORD}).headers["Location"] == "/"
    assert "Claire Bertin" in client.get("/account").text


def test_a_link_opens_one_account_and_then_does_not_exist(client_of: ClientOf, cast: Cast) -> None:
    link = _link(client_of, cast)
    assert client_of("").post(link, data={"password": PASSWORD}).status_code == 302
    again = client_of("")
    assert again.get(link).status_code == again.post(link, data={"password": PASSWORD}).status_code == 404


def test_a_short_password_leaves_the_link_as_it_was(client_of: ClientOf, cast: Cast) -> None:
    link, client = _link(client_of, cast), client_of("")
    refused = client.post(link, data={"password": "court"})
    assert refused.status_code == 422
    assert "Claire Bertin" in refused.text
    assert "court" not in refused.text.split("error-summary")[1].split("</form>")[0].replace("au moins", "")
    assert client.post(link, data={"password": PASSWORD}).status_code == 302


def test_someone_who_is_signed_in_may_open_the_account_of_another_person(client_of: ClientOf, cast: Cast) -> None:
    link, bruno = _link(client_of, cast), client_of("bruno")
    assert "Claire Bertin" in bruno.get(link).text
    assert bruno.post(link, data={"password": PASSWORD}).status_code == 302
    assert "Claire Bertin" in bruno.get("/account").text


def test_a_cancelled_link_does_not_exist(client_of: ClientOf, cast: Cast) -> None:
    link = _link(client_of, cast)
    here = f"/organisations/{cast.organisation_ids['tilleuls']}/accounts"
    samira = client_of("samira")
    cancel = re.search(r'action="([^"]+/invitations/\w+/removal)"', samira.get(here).text)
    assert cancel is not None
    assert samira.post(cancel.group(1)).status_code == 302
    assert client_of("").get(link).status_code == 404


def test_a_made_up_link_does_not_exist(client_of: ClientOf) -> None:
    assert client_of("").get("/invitation/nothing").status_code == 404


def _bruno_chose(app: Flask, cast: Cast, password: str) -> None:
    """Someone of Le Relais whose account nobody at Les Tilleuls knows of."""
    with app.app_context(), transaction():
        db.session.get_one(Account, cast.accounts["bruno"]).secret_hash = hash_of(password)


def _holds(client: FlaskClient, organisation: str) -> bool:
    return organisation in client.get("/account").text


def test_who_has_an_account_says_yes_with_its_own_password(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    _bruno_chose(app, cast, "ses propres mots")
    link, bruno = _link(client_of, cast, "bruno@example.org"), client_of("bruno")
    assert not _holds(bruno, "Les Tilleuls")
    client = client_of("")
    assert client.post(link, data={"password": PASSWORD}).status_code == 422
    assert not _holds(bruno, "Les Tilleuls")
    assert client.post(link, data={"password": "ses propres mots"}).status_code == 302
    for browser in (client, bruno):
        assert _holds(browser, "Les Tilleuls")
        assert _holds(browser, "Bruno Morel")
    assert client_of("").get(link).status_code == 404


def test_the_holder_of_a_link_guesses_no_more_than_at_the_sign_in(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    _bruno_chose(app, cast, "ses propres mots")
    link, client = _link(client_of, cast, "bruno@example.org"), client_of("")
    for number in range(TRIES_PER_PAIR):
        assert client.post(link, data={"password": f"essai numéro {number}"}).status_code == 422
    refused = client.post(link, data={"password": "ses propres mots"})
    assert (refused.status_code, "15" in refused.text) == (422, True)
    answer = client.post("/sign-in", data={"identifier": "bruno@example.org", "secret": "ses propres mots"})
    assert answer.status_code == 422


def test_who_is_signed_in_with_that_email_says_yes_with_one_button(client_of: ClientOf, cast: Cast) -> None:
    link, bruno = _link(client_of, cast, "bruno@example.org"), client_of("bruno")
    page = bruno.get(link).text
    assert f'action="{link}/acceptance"' in page
    assert "password" not in page
    assert not _holds(bruno, "Les Tilleuls")
    assert bruno.post(f"{link}/acceptance").status_code == 302
    assert _holds(bruno, "Les Tilleuls")
    assert bruno.post(f"{link}/acceptance").status_code == 404


def test_the_one_button_is_there_for_nobody_else(client_of: ClientOf, cast: Cast) -> None:
    link = _link(client_of, cast, "bruno@example.org")
    for name in ("samira", "sophie", "etienne"):
        assert "acceptance" not in client_of(name).get(link).text
        assert client_of(name).post(f"{link}/acceptance").status_code == 404
    assert client_of("").post(f"{link}/acceptance").headers["Location"].startswith("/sign-in")
    assert not _holds(client_of("bruno"), "Les Tilleuls")


def test_two_houses_invite_one_email_and_both_links_work(client_of: ClientOf, cast: Cast) -> None:
    links = [_link(client_of, cast), _link(client_of, cast)]
    for link in links:
        client = client_of("")
        assert client.post(link, data={"password": PASSWORD}).status_code == 302
        assert _holds(client, "Claire Bertin")


def _invite_to_be(client: FlaskClient, cast: Cast, name: str, email: str) -> str:
    here = f"/people/{cast.person_ids[name]}"
    assert client.post(f"{here}/invitation", data={"email": email, "role": "learner"}).status_code == 302
    shown = re.search(r'value="http://localhost(/invitation/[\w-]+)"', client.get(f"{here}/card").text)
    assert shown is not None
    return shown.group(1)


def test_nobody_is_tied_to_a_record_of_another_house_without_their_yes(client_of: ClientOf, cast: Cast) -> None:
    """Étienne invites the national team's account to be Lucas, whom he registered."""
    etienne, nadia = client_of("etienne"), client_of("nadia")
    link = _invite_to_be(etienne, cast, "lucas", "nadia@example.org")
    assert not _holds(nadia, "Atelier Garonne")
    assert "nadia@example.org" not in etienne.get(f"/people/{cast.person_ids['lucas']}").text
    assert "Lucas Bonnet" in nadia.get(link).text
    assert _invite_to_be(client_of("samira"), cast, "claire", "nadia@example.org")


def test_a_coordinator_undoes_the_tie_and_the_account_stays(client_of: ClientOf, cast: Cast) -> None:
    samira, bruno, carole = client_of("samira"), client_of("bruno"), client_of("carole")
    link = _invite_to_be(samira, cast, "claire", "bruno@example.org")
    assert bruno.post(f"{link}/acceptance").status_code == 302
    page = f"/people/{cast.person_ids['claire']}"
    undo = f"{page}/account/removal"
    assert "bruno@example.org" in samira.get(page).text
    assert undo not in samira.get(page).text
    assert (samira.post(undo).status_code, client_of("etienne").post(undo).status_code) == (403, 403)
    assert undo in carole.get(page).text
    assert carole.post(undo).headers["Location"] == page
    assert "bruno@example.org" not in carole.get(page).text
    assert _holds(bruno, "Le Relais")
    assert carole.post(undo).status_code == 404
