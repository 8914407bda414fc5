"""One award: `/badges/<award>`, approving, refusing, suspending and signing it."""

import html

import pytest
from flask import Flask
from sqlalchemy import select

from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.lifecycle.actions import transfer
from peerlearn.organisations.models import Organisation
from tests.cast import Cast
from tests.factories import awards as made
from tests.stage import ClientOf


@pytest.fixture
def proposed(app: Flask, cast: Cast, settings: Settings) -> Award:
    """Moussa's badge, proposed by Samira."""
    with app.app_context():
        return made.stored_award(cast, settings, AwardState.PROPOSED)


@pytest.fixture
def issued(app: Flask, cast: Cast, settings: Settings) -> Award:
    """Moussa's badge, given."""
    with app.app_context():
        return made.stored_award(cast, settings, AwardState.ISSUED)


def shown(client_of: ClientOf, name: str, award: Award) -> str:
    """The award's page, as someone reads it."""
    answer = client_of(name).get(f"/badges/{award.public_id}")
    assert answer.status_code == 200
    return html.unescape(answer.text)


def test_the_page_tells_the_story_in_words(client_of: ClientOf, issued: Award) -> None:
    page = shown(client_of, "samira", issued)
    for words in (
        "Proposé par Samira Haddad, avec une raison",
        "Approuvé par Carole Petit",
        "Accepté par la personne, en présence de Samira Haddad",
        "Signé, inscrit au registre et public",
        "Moussa Traoré a reçu le badge",
        f"/b/{issued.public_code}",
    ):
        assert words in page


def test_before_it_is_issued_there_is_no_public_page(client_of: ClientOf, proposed: Award) -> None:
    assert proposed.public_code not in shown(client_of, "samira", proposed)
    assert client_of("").get(f"/b/{proposed.public_code}").status_code == 404


def test_the_proposer_reads_why_they_cannot_approve(client_of: ClientOf, proposed: Award) -> None:
    page = shown(client_of, "samira", proposed)
    assert "La coordination régionale ou l’équipe nationale l’approuve" in page
    assert "/approval" not in page
    assert client_of("samira").post(f"/badges/{proposed.public_id}/approval").status_code == 403


def test_a_coordinator_who_proposed_it_reads_that_another_must_approve(
    app: Flask, client_of: ClientOf, cast: Cast, settings: Settings
) -> None:
    with app.app_context():
        cast.accounts["samira"], cast.accounts["nadia"] = cast.accounts["nadia"], cast.accounts["samira"]
        award = made.stored_award(cast, settings, AwardState.PROPOSED)
        cast.accounts["samira"], cast.accounts["nadia"] = cast.accounts["nadia"], cast.accounts["samira"]
    assert "une autre personne doit l’approuver" in shown(client_of, "nadia", award)
    refused = client_of("nadia").post(f"/badges/{award.public_id}/approval")
    assert refused.status_code == 422
    assert "une autre personne doit l’approuver" in html.unescape(refused.text)
    assert client_of("carole").post(f"/badges/{award.public_id}/approval").status_code == 302


def test_a_coordinator_approves_in_one_tap_once(client_of: ClientOf, proposed: Award) -> None:
    address = f"/badges/{proposed.public_id}/approval"
    assert address in shown(client_of, "carole", proposed)
    assert client_of("carole").post(address).headers["Location"] == f"/badges/{proposed.public_id}"
    assert client_of("nadia").post(address).status_code == 422
    assert "Remettre à Moussa" in shown(client_of, "samira", proposed)


def test_who_proposed_it_takes_it_back_until_it_is_approved(client_of: ClientOf, proposed: Award) -> None:
    address = f"/badges/{proposed.public_id}/taken-back"
    assert address in shown(client_of, "samira", proposed)
    assert address not in shown(client_of, "carole", proposed)
    assert client_of("carole").post(address).status_code == 422
    assert client_of("samira").post(address).status_code == 302
    assert "Proposition reprise par Samira Haddad" in shown(client_of, "samira", proposed)
    assert client_of("carole").post(f"/badges/{proposed.public_id}/approval").status_code == 422


def test_whoever_approves_reads_each_workshop_and_who_saw_what(
    app: Flask, client_of: ClientOf, proposed: Award, cast: Cast
) -> None:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("what Moussa did"))
        with transaction():
            made.observe(cast, made.past_workshop(cast, days_ago=9), "moussa", ("F01",))
        scope.leave(db.session())
        db.session.remove()
    page = shown(client_of, "carole", proposed)
    assert "8 personnes" in page
    assert "Accueillir chaque personne" in page
    assert "Awa" not in page[page.index('class="evidence"') :]


def test_a_refusal_needs_words_which_the_proposer_reads(client_of: ClientOf, proposed: Award) -> None:
    client, address = client_of("carole"), f"/badges/{proposed.public_id}/refusal"
    assert client.get(address).status_code == 200
    assert client.post(address, data={"reason": ""}).status_code == 422
    assert client.post(address, data={"reason": "Encore un atelier à animer"}).status_code == 302
    assert "Encore un atelier à animer" in shown(client_of, "samira", proposed)


def test_a_badge_is_suspended_and_restored(client_of: ClientOf, issued: Award) -> None:
    client, suspension = client_of("carole"), f"/badges/{issued.public_id}/suspension"
    assert "Suspendre ce badge" in html.unescape(client.get(suspension).text)
    assert client.post(suspension, data={"reason": " "}).status_code == 422
    assert client.post(suspension, data={"reason": "Une feuille manque"}).status_code == 302
    page = shown(client_of, "samira", issued)
    assert "Suspendu par Carole Petit" in page
    assert "Une feuille manque" in page
    public = html.unescape(client_of("").get(f"/b/{issued.public_code}", headers={"Accept-Language": "fr"}).text)
    assert "Ce badge est suspendu pour le moment" in public
    assert "verdict--paused" in public
    assert "Une feuille manque" not in public
    assert client.post(suspension, data={"reason": "Encore"}).status_code == 422
    assert client.post(f"/badges/{issued.public_id}/restoration").status_code == 302
    assert "Ce badge est authentique" in html.unescape(
        client_of("").get(f"/b/{issued.public_code}", headers={"Accept-Language": "fr"}).text
    )


def test_whoever_has_the_holder_now_is_offered_the_steps(
    app: Flask, cast: Cast, client_of: ClientOf, issued: Award
) -> None:
    correction = f"/badges/{issued.public_id}/correction"
    assert f'href="{correction}"' in shown(client_of, "samira", issued)
    with app.app_context():
        scope.enter(db.session(), Scope.everything("Moussa moves"))
        with transaction():
            found = select(Organisation).where(Organisation.id == cast.organisations["garonne"])
            house = db.session.execute(found).scalar_one()
            transfer(made.person(cast, "moussa"), house, by=None, on=clock.today(), now=clock.now())
        scope.leave(db.session())
        db.session.remove()
    page = shown(client_of, "etienne", issued)
    assert f'href="{correction}"' in page
    assert "L’équipe de la structure de la personne peut" not in page
    assert client_of("etienne").get(correction).status_code == 200
    assert client_of("samira").get(correction).status_code == 404


def test_what_waited_for_a_key_is_signed_from_its_page(
    app: Flask, client_of: ClientOf, cast: Cast, settings: Settings
) -> None:
    with app.app_context():
        award = made.stored_award(cast, settings, AwardState.ACCEPTED)
    client, address = client_of("samira"), f"/badges/{award.public_id}/signature"
    for file in KeyFolder.of(settings).folder.iterdir():
        file.chmod(0o644)
    assert client.post(address).status_code == 422
    for file in KeyFolder.of(settings).folder.iterdir():
        file.chmod(0o600)
    assert client.post(address).status_code == 302
    assert client_of("").get(f"/b/{award.public_code}").status_code == 200
    assert client.post(address).status_code == 422


@pytest.mark.parametrize("step", ["", "/approval", "/refusal", "/suspension", "/restoration", "/signature"])
def test_another_regions_award_does_not_exist(
    app: Flask, client_of: ClientOf, cast: Cast, settings: Settings, step: str
) -> None:
    with app.app_context():
        award = made.stored_award(cast, settings, AwardState.PROPOSED, name="lucas")
    assert client_of("etienne").get(f"/badges/{award.public_id}").status_code == 200
    client, address = client_of("carole"), f"/badges/{award.public_id}{step}"
    if step in {"", "/refusal"}:
        assert client.get(address).status_code == 404
    if step:
        assert client.post(address, data={"reason": "x"}).status_code == 404


@pytest.mark.parametrize("name", ["samira", "moussa", "awa", "victor"])
@pytest.mark.parametrize("step", ["approval", "refusal", "suspension", "restoration"])
def test_who_coordinates_decides(client_of: ClientOf, proposed: Award, name: str, step: str) -> None:
    answer = client_of(name).post(f"/badges/{proposed.public_id}/{step}", data={"reason": "x"})
    assert answer.status_code == 403
    assert client_of("carole").get(f"/badges/{proposed.public_id}").status_code == 200
