"""Handing over in the holder's presence: `/badges/<award>/hand-over`."""

import html
import json

import pytest
from flask import Flask

from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award
from peerlearn.awards.rules import AwardState
from peerlearn.core.settings import Settings
from tests.cast import Cast
from tests.factories import awards as made
from tests.stage import ClientOf


@pytest.fixture
def offered(app: Flask, cast: Cast, settings: Settings) -> Award:
    """Moussa's badge, approved."""
    with app.app_context():
        return made.stored_award(cast, settings, AwardState.OFFERED)


def address(award: Award, step: str = "hand-over") -> str:
    """Where it is done."""
    return f"/badges/{award.public_id}/{step}"


def test_each_name_is_shown_exactly_as_it_will_be(client_of: ClientOf, offered: Award) -> None:
    page = html.unescape(client_of("samira").get(address(offered)).text)
    assert "Moussa, ce badge est pour vous" in page
    for name in ("Moussa Traoré", "Moussa", "M. T."):
        assert f"{name} a reçu le badge" in page
    assert "préfère ne pas montrer son nom" in page
    assert "checked" not in page


def test_a_person_without_a_last_name_chooses_among_three(
    app: Flask, client_of: ClientOf, cast: Cast, settings: Settings
) -> None:
    with app.app_context():
        award = made.stored_award(cast, settings, AwardState.OFFERED, name="ibrahim")
    page = html.unescape(client_of("samira").get(address(award)).text)
    assert page.count('type="radio"') == 3
    assert "Ibrahim a reçu le badge" in page


@pytest.mark.parametrize(
    ("choice", "shown"),
    [("full", "Moussa Traoré"), ("first_name", "Moussa"), ("initials", "M. T."), ("none", "")],
)
def test_accepting_signs_with_the_name_that_was_chosen(
    client_of: ClientOf, offered: Award, choice: str, shown: str
) -> None:
    stranger = client_of("")
    assert stranger.get(f"/b/{offered.public_code}").status_code == 404
    answer = client_of("samira").post(address(offered), data={"name_shown": choice})
    assert answer.headers["Location"] == f"/badges/{offered.public_id}"
    page = stranger.get(f"/b/{offered.public_code}", headers={"Accept-Language": "fr"})
    assert page.status_code == 200
    assert (f"{shown} a reçu le badge" if shown else "préfère ne pas montrer") in html.unescape(page.text)
    token = stranger.get(f"/b/{offered.public_code}.jwt").text
    signed = json.dumps(made.claims_of(token), ensure_ascii=False)
    assert ("Traoré" in signed) == (choice == "full")


def test_without_a_name_chosen_nothing_is_accepted(client_of: ClientOf, offered: Award) -> None:
    client = client_of("samira")
    for given in ({}, {"name_shown": ""}, {"name_shown": "nickname"}):
        assert client.post(address(offered), data=given).status_code == 422
    # In the summary, and beside the choices.
    assert html.unescape(client.post(address(offered), data={}).text).count("Il faut choisir un nom.") == 2
    assert client_of("").get(f"/b/{offered.public_code}").status_code == 404


def test_who_does_not_want_it_leaves_nothing_public(client_of: ClientOf, offered: Award) -> None:
    client = client_of("samira")
    asked = html.unescape(client.get(address(offered, "declined")).text)
    assert "Moussa ne veut pas de ce badge\u00a0?" in asked
    assert "Remettre à Moussa" in html.unescape(client.get(f"/badges/{offered.public_id}").text)
    assert client.post(address(offered, "declined")).status_code == 302
    page = html.unescape(client.get(f"/badges/{offered.public_id}").text)
    assert "Décliné par la personne, en présence de Samira Haddad" in page
    assert client_of("").get(f"/b/{offered.public_code}").status_code == 404
    assert client.post(address(offered), data={"name_shown": "full"}).status_code == 422


def test_who_said_no_and_thinks_again_chooses_once_more(client_of: ClientOf, offered: Award) -> None:
    client = client_of("samira")
    assert client.post(address(offered, "second-thoughts")).status_code == 422
    client.post(address(offered, "declined"))
    assert "Redonner le choix à Moussa" in html.unescape(client.get(f"/badges/{offered.public_id}").text)
    assert client.post(address(offered, "second-thoughts")).status_code == 302
    assert client.post(address(offered), data={"name_shown": "full"}).status_code == 302
    assert client_of("").get(f"/b/{offered.public_code}").status_code == 200


def test_twice_is_once(client_of: ClientOf, offered: Award) -> None:
    client, stranger = client_of("samira"), client_of("")
    assert client.post(address(offered), data={"name_shown": "full"}).status_code == 302
    first = stranger.get(f"/b/{offered.public_code}.jwt").data
    assert client.post(address(offered), data={"name_shown": "none"}).status_code == 422
    assert stranger.get(f"/b/{offered.public_code}.jwt").data == first
    assert "Il est signé et public" in html.unescape(client.get(address(offered)).text)


def test_without_a_key_the_acceptance_is_kept(client_of: ClientOf, offered: Award, settings: Settings) -> None:
    for file in KeyFolder.of(settings).folder.iterdir():
        file.chmod(0o644)
    client = client_of("samira")
    assert client.post(address(offered), data={"name_shown": "full"}).status_code == 302
    page = html.unescape(client.get(f"/badges/{offered.public_id}").text)
    assert "Signer maintenant" in page
    assert "Le badge sera signé dès qu’une clé sera prête" in page
    assert client_of("").get(f"/b/{offered.public_code}").status_code == 404


@pytest.mark.parametrize("step", ["hand-over", "declined", "second-thoughts"])
def test_another_organisations_award_does_not_exist(client_of: ClientOf, offered: Award, step: str) -> None:
    assert client_of("samira").get(address(offered)).status_code == 200
    assert client_of("etienne").get(address(offered)).status_code == 404
    assert client_of("etienne").post(address(offered, step), data={"name_shown": "full"}).status_code == 404


@pytest.mark.parametrize("name", ["moussa", "awa", "victor"])
def test_only_the_office_hands_over(client_of: ClientOf, offered: Award, name: str) -> None:
    assert client_of("samira").get(address(offered)).status_code == 200
    assert client_of(name).get(address(offered)).status_code == 403
    assert client_of(name).post(address(offered), data={"name_shown": "full"}).status_code == 403
