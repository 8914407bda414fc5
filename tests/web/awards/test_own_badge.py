"""The holder's own badge, on their phone: `/my-badges/<award>`."""

import html
import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from peerlearn.awards.models import Award
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock
from peerlearn.core.settings import Settings
from tests.cast import Cast
from tests.factories import awards as made
from tests.stage import ClientOf


@pytest.fixture
def offered(app: Flask, cast: Cast, settings: Settings) -> Award:
    """Moussa's badge, approved."""
    with app.app_context():
        return made.stored_award(cast, settings, AwardState.OFFERED)


def address(award: Award) -> str:
    """Where its holder finds it."""
    return f"/my-badges/{award.public_id}"


def test_the_holder_takes_their_badge_with_the_name_they_choose(client_of: ClientOf, offered: Award) -> None:
    client = client_of("moussa")
    page = html.unescape(client.get(address(offered)).text)
    assert "Ce badge est pour vous\u00a0!" in page
    assert "M. T. a reçu le badge" in page
    assert client.post(address(offered), data={"name_shown": "initials"}).headers["Location"] == address(offered)
    page = html.unescape(client.get(address(offered)).text)
    assert "Ce badge est à vous" in page
    assert f"/b/{offered.public_code}" in page
    public = client_of("").get(f"/b/{offered.public_code}", headers={"Accept-Language": "fr"})
    assert "M. T. a reçu le badge" in html.unescape(public.text)
    told = html.unescape(client_of("samira").get(f"/badges/{offered.public_id}").text)
    assert "Accepté par la personne, avec son propre compte" in told


def test_the_holder_may_say_no(client_of: ClientOf, offered: Award) -> None:
    client = client_of("moussa")
    assert "Vous ne voulez pas de ce badge" in html.unescape(client.get(f"{address(offered)}/declined").text)
    assert "Ce badge est pour vous" in html.unescape(client.get(address(offered)).text)
    assert client.post(f"{address(offered)}/declined").headers["Location"] == address(offered)
    assert "Vous n’avez pas pris ce badge" in html.unescape(client.get(address(offered)).text)
    assert client_of("").get(f"/b/{offered.public_code}").status_code == 404
    assert client.post(address(offered), data={"name_shown": "full"}).status_code == 422


def test_who_said_no_may_take_it_after_all(client_of: ClientOf, offered: Award) -> None:
    client = client_of("moussa")
    client.post(f"{address(offered)}/declined")
    assert "Finalement, je le prends" in html.unescape(client.get(address(offered)).text)
    assert client.post(f"{address(offered)}/second-thoughts").headers["Location"] == address(offered)
    assert "Ce badge est pour vous" in html.unescape(client.get(address(offered)).text)
    assert client.post(address(offered), data={"name_shown": "first_name"}).status_code == 302
    assert client_of("").get(f"/b/{offered.public_code}").status_code == 200


def test_after_three_months_it_has_to_be_proposed_again(client_of: ClientOf, offered: Award) -> None:
    client_of("moussa").post(f"{address(offered)}/declined")
    with time_machine.travel(clock.now() + timedelta(days=91)):
        client = client_of("moussa")
        assert "Finalement, je le prends" not in html.unescape(client.get(address(offered)).text)
        assert client.post(f"{address(offered)}/second-thoughts").status_code == 422


@pytest.fixture
def issued(app: Flask, cast: Cast, settings: Settings) -> Award:
    """Moussa's badge, given."""
    with app.app_context():
        return made.stored_award(cast, settings, AwardState.ISSUED)


def test_the_holder_keeps_the_picture_and_gives_the_link_away(client_of: ClientOf, issued: Award) -> None:
    page = html.unescape(client_of("moussa").get(address(issued)).text)
    assert f'href="/b/{issued.public_code}.png" download' in page
    assert f'/b/{issued.public_code}"' in page[page.index("<input") :]
    assert "Les Tilleuls" in page


def test_the_holder_has_their_badge_withdrawn(client_of: ClientOf, issued: Award) -> None:
    client, withdrawal = client_of("moussa"), f"{address(issued)}/withdrawal"
    assert "Retirer votre badge" in html.unescape(client.get(withdrawal).text)
    assert "Ce badge est à vous" in html.unescape(client.get(address(issued)).text)
    assert client.post(withdrawal).headers["Location"] == address(issued)
    assert "Je l’ai demandé" in html.unescape(client.get(address(issued)).text)
    public = html.unescape(client_of("").get(f"/b/{issued.public_code}", headers={"Accept-Language": "fr"}).text)
    assert "à la demande de la personne" in public
    told = html.unescape(client_of("samira").get(f"/badges/{issued.public_id}").text)
    assert "la personne le demande" in told
    assert client.post(withdrawal).status_code == 422


def test_nobody_withdraws_somebody_elses_badge_here(client_of: ClientOf, issued: Award) -> None:
    withdrawal = f"{address(issued)}/withdrawal"
    assert client_of("moussa").get(withdrawal).status_code == 200
    assert client_of("awa").get(withdrawal).status_code == 404
    assert client_of("awa").post(withdrawal).status_code == 404
    assert client_of("").get(f"/b/{issued.public_code}.png").status_code == 200


def test_a_mistake_is_reported_from_the_badge_and_there_it_goes_on(client_of: ClientOf, issued: Award) -> None:
    client = client_of("moussa")
    there = f"{address(issued)}?back=documents"
    report = re.search(r'href="(/me/corrections/new[^"]*)"', client.get(there).text)
    assert report
    report_address = html.unescape(report[1])
    page = html.unescape(client.get(report_address).text)
    assert re.search(rf'class="band__back"\s+href="{re.escape(there)}"', page)
    form_id = re.search(r'name="form_id"[^>]*value="([^"]+)"', page)
    assert form_id
    sent = client.post(report_address, data={"words": "Il manque un atelier", "form_id": form_id[1]})
    assert sent.headers["Location"] == there
    assert "On vous répondra dans « Mes données »" in client.get(there).text.replace("\u00a0", " ")
    assert "Il manque un atelier" in client.get("/me/privacy").text


@pytest.mark.parametrize("named", ["//evil.example", "https://evil.example/", "../..", "", "nothing"])
def test_what_is_no_badge_of_ones_own_leads_to_ones_data(client_of: ClientOf, issued: Award, named: str) -> None:
    for who, badge in (("moussa", named), ("awa", issued.public_id)):
        page = client_of(who).get("/me/corrections/new", query_string={"badge": badge, "back": "//evil.example"}).text
        assert re.search(r'class="band__back"\s+href="/me/privacy"', page), who
    page = client_of("moussa").get(f"/me/corrections/new?badge={issued.public_id}&back=//evil.example").text
    assert re.search(rf'class="band__back"\s+href="{address(issued)}\?back=//evil.example"', page)
    assert re.search(
        r'class="band__back"\s+href="/me/path"', client_of("moussa").get(f"{address(issued)}?back=//evil.example").text
    )


def test_a_name_has_to_be_chosen(client_of: ClientOf, offered: Award) -> None:
    client = client_of("moussa")
    assert client.post(address(offered), data={}).status_code == 422
    assert "Ce badge est pour vous" in html.unescape(client.get(address(offered)).text)


def test_somebody_elses_badge_does_not_exist(client_of: ClientOf, offered: Award) -> None:
    assert client_of("moussa").get(address(offered)).status_code == 200
    client = client_of("awa")
    assert client.get(address(offered)).status_code == 404
    assert client.post(address(offered), data={"name_shown": "full"}).status_code == 404
    assert client.post(f"{address(offered)}/declined").status_code == 404


@pytest.mark.parametrize("name", ["samira", "carole", "nadia", "victor"])
def test_the_office_has_no_badge_of_its_own_here(client_of: ClientOf, offered: Award, name: str) -> None:
    assert client_of("moussa").get(address(offered)).status_code == 200
    assert client_of(name).get(address(offered)).status_code == 403
    assert client_of(name).post(address(offered), data={"name_shown": "full"}).status_code == 403


@pytest.mark.parametrize("state", [AwardState.PROPOSED, AwardState.REVOKED])
def test_a_badge_that_is_not_approved_is_not_announced_and_a_withdrawn_one_says_so(
    app: Flask, client_of: ClientOf, cast: Cast, settings: Settings, state: AwardState
) -> None:
    with app.app_context():
        award = made.stored_award(cast, settings, state)
    answer = client_of("moussa").get(address(award))
    if state is AwardState.PROPOSED:
        assert answer.status_code == 404
    else:
        page = html.unescape(answer.text)
        assert "Mon badge n’est plus valable" in page
        assert "Depuis le" in page
        assert "Il a été remis par erreur" in page
        assert "Les Tilleuls" in page
