"""Withdrawing: `/badges/<award>/withdrawal`."""

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
def issued(app: Flask, cast: Cast, settings: Settings) -> Award:
    """Moussa's badge, given."""
    with app.app_context():
        return made.stored_award(cast, settings, AwardState.ISSUED)


def test_a_withdrawal_is_seen_everywhere_at_once(client_of: ClientOf, issued: Award) -> None:
    stranger, client = client_of(""), client_of("carole")
    address = f"/badges/{issued.public_id}/withdrawal"
    before = stranger.get("/ob/3/status/1.jwt").data
    assert "ne compte plus" in html.unescape(client.get(address).text)
    assert client.post(address, data={"reason": "holder_asked"}).status_code == 302
    assert stranger.get("/ob/3/status/1.jwt").data != before
    assert stranger.get(f"/b/{issued.public_code}.png").status_code == 410
    page = stranger.get(f"/b/{issued.public_code}", headers={"Accept-Language": "fr"})
    assert "Ce badge est authentique" not in html.unescape(page.text)
    story = html.unescape(client.get(f"/badges/{issued.public_id}").text)
    assert "Retiré par Carole Petit\u00a0: la personne le demande" in story


def test_a_withdrawal_needs_one_of_the_reasons(client_of: ClientOf, issued: Award) -> None:
    client, address = client_of("carole"), f"/badges/{issued.public_id}/withdrawal"
    for given in ({}, {"reason": "because"}, {"reason": "replaced"}):
        assert client.post(address, data=given).status_code == 422
    assert client_of("").get(f"/b/{issued.public_code}.png").status_code == 200


def test_twice_is_once(client_of: ClientOf, issued: Award) -> None:
    client, address = client_of("carole"), f"/badges/{issued.public_id}/withdrawal"
    assert client.post(address, data={"reason": "mistake"}).status_code == 302
    assert client.post(address, data={"reason": "holder_asked"}).status_code == 422


@pytest.mark.parametrize(("name", "status"), [("samira", 403), ("moussa", 403), ("victor", 403), ("etienne", 403)])
def test_who_coordinates_the_region_withdraws(client_of: ClientOf, issued: Award, name: str, status: int) -> None:
    address = f"/badges/{issued.public_id}/withdrawal"
    assert client_of("carole").get(address).status_code == 200
    assert client_of(name).get(address).status_code == status
    assert client_of(name).post(address, data={"reason": "mistake"}).status_code == status
    assert client_of("").get(f"/b/{issued.public_code}.png").status_code == 200
