"""The holder's own badge, on their phone: `/my-badges/<award>`."""

import html

import pytest
from flask import Flask

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


def address(award: Award) -> str:
    """Where its holder finds it."""
    return f"/my-badges/{award.public_id}"


def test_the_holder_takes_their_badge_with_the_name_they_choose(client_of: ClientOf, offered: Award) -> None:
    client = client_of("moussa")
    page = html.unescape(client.get(address(offered)).text)
    assert "Ce badge est pour toi\u00a0!" in page
    assert "M. T. a reçu le badge" in page
    assert client.post(address(offered), data={"name_shown": "initials"}).headers["Location"] == address(offered)
    page = html.unescape(client.get(address(offered)).text)
    assert "Ce badge est à toi" in page
    assert f"/b/{offered.public_code}" in page
    public = client_of("").get(f"/b/{offered.public_code}", headers={"Accept-Language": "fr"})
    assert "M. T. a reçu le badge" in html.unescape(public.text)
    told = html.unescape(client_of("samira").get(f"/badges/{offered.public_id}").text)
    assert "Accepté par la personne, avec son propre compte" in told


def test_the_holder_may_say_no(client_of: ClientOf, offered: Award) -> None:
    client = client_of("moussa")
    assert client.post(f"{address(offered)}/declined").headers["Location"] == address(offered)
    assert "Tu n’as pas pris ce badge" in html.unescape(client.get(address(offered)).text)
    assert client_of("").get(f"/b/{offered.public_code}").status_code == 404
    assert client.post(address(offered), data={"name_shown": "full"}).status_code == 422


def test_a_name_has_to_be_chosen(client_of: ClientOf, offered: Award) -> None:
    client = client_of("moussa")
    assert client.post(address(offered), data={}).status_code == 422
    assert "Ce badge est pour toi" in html.unescape(client.get(address(offered)).text)


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
        assert "Ce badge ne compte plus" in html.unescape(answer.text)
