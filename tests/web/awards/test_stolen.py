"""A badge that a stolen key made void: its holder and the office read so, no card is printed, and it is given anew."""

import html
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from peerlearn.awards import issuers
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award, IssuerKey
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from tests.cast import Cast
from tests.factories import awards as made
from tests.factories.endorsements import NAME, SENT
from tests.stage import ClientOf
from tests.web.public.test_endorse import link_of

VOID = "/badges?shelf=issued&void=yes"


def tell_of_a_theft(app: Flask, settings: Settings) -> None:
    """Since yesterday somebody may hold the key."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a theft"))
        with transaction():
            key = db.session.execute(select(IssuerKey).where(IssuerKey.algorithm == "ES256")).scalar_one()
            yesterday = clock.now() - timedelta(days=1)
            issuers.mark_compromised(key, KeyFolder.of(settings), since=yesterday, now=clock.now())
        scope.leave(db.session())
        db.session.remove()


@pytest.fixture
def given(app: Flask, cast: Cast, settings: Settings) -> dict[str, Award]:
    """Awa's badge, given three days ago, and Moussa's, given today: since yesterday somebody may hold the key."""
    with app.app_context():
        before = clock.now() - timedelta(days=3)
        with clock.standing_at(before):
            awa = made.stored_award(cast, settings, AwardState.ISSUED, name="awa", now=before)
        moussa = made.stored_award(cast, settings, AwardState.ISSUED)
    tell_of_a_theft(app, settings)
    return {"awa": awa, "moussa": moussa}


@pytest.fixture
def badge(app: Flask, given: dict[str, Award]) -> str:
    """The identifier of the badge that both have."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("which badge"))
        found = made.achievement().public_id
        scope.leave(db.session())
        db.session.remove()
    return found


def shown(client_of: ClientOf, name: str, address: str) -> str:
    """A page in English, as someone reads it."""
    answer = client_of(name).get(address, query_string={"lang": "en"} if "?" not in address else None)
    assert answer.status_code == 200
    return html.unescape(answer.text)


def test_the_holder_reads_that_it_has_to_be_made_again_and_whom_to_ask(
    client_of: ClientOf, given: dict[str, Award]
) -> None:
    sound = shown(client_of, "awa", f"/my-badges/{given['awa'].public_id}")
    assert "This badge is yours" in sound
    assert "Print my card" in sound
    void = shown(client_of, "moussa", f"/my-badges/{given['moussa'].public_id}")
    assert "Your badge has to be made again" in void
    assert "Les Tilleuls" in void[void.index("To receive it again") :]
    for offered in ("This badge is yours", "Print my card", "certificate", "stickers.pdf"):
        assert offered not in void


def test_their_own_space_offers_nothing_of_it_and_says_so_at_once(client_of: ClientOf, given: dict[str, Award]) -> None:
    for page in ("/me", "/me/path"):
        void = shown(client_of, "moussa", page)
        assert "Your badge has to be made again" in void, page
        assert "Les Tilleuls" in void[void.index("Talk about it with") :], page
        assert "You have your badge" not in void
        assert "Show my badge" not in void
        assert "You have your badge" in shown(client_of, "awa", "/me/path")
    papers = "/me/documents"
    assert f"/b/{given['awa'].public_code}" in shown(client_of, "awa", papers)
    void = shown(client_of, "moussa", papers)
    assert "None yet." in void
    assert given["moussa"].public_code not in void


def test_whoever_accompanies_them_is_offered_no_card_of_it(
    client_of: ClientOf, cast: Cast, given: dict[str, Award]
) -> None:
    offered = {name: "Badge card" in shown(client_of, "samira", f"/people/{cast.person_ids[name]}") for name in given}
    assert offered == {"awa": True, "moussa": False}


def test_nobody_is_asked_to_recommend_it(client_of: ClientOf, given: dict[str, Award]) -> None:
    pages = {name: f"/badges/{award.public_id}/endorsements" for name, award in given.items()}
    assert "/endorse/" in link_of(client_of("samira"), pages["awa"])
    assert client_of("samira").post(f"{pages['moussa']}/invitation").status_code == 422


def test_a_link_to_recommend_it_opens_nothing_any_more(
    app: Flask, client_of: ClientOf, cast: Cast, settings: Settings
) -> None:
    with app.app_context():
        moussa = made.stored_award(cast, settings, AwardState.ISSUED)
    page, employer = f"/badges/{moussa.public_id}/endorsements", client_of("")
    link = link_of(client_of("samira"), page)
    assert employer.get(link).status_code == 200
    tell_of_a_theft(app, settings)
    assert employer.get(link).status_code == 410
    assert employer.post(link, data=SENT).status_code == 410
    assert NAME not in client_of("samira").get(page).text


def test_no_card_of_it_is_printed_and_it_holds_up_no_other(client_of: ClientOf, given: dict[str, Award]) -> None:
    moussa, samira = client_of("moussa"), client_of("samira")
    assert client_of("awa").post(f"/my-badges/{given['awa'].public_id}/card").mimetype == "application/pdf"
    own, office = f"/my-badges/{given['moussa'].public_id}", f"/badges/{given['moussa'].public_id}"
    for client, address in ((moussa, own), (samira, office)):
        assert client.post(f"{address}/card").status_code in {409, 422}
        assert client.get(f"{address}/stickers.pdf").status_code in {409, 422}
    sheets = samira.get("/badges/cards").text
    assert given["awa"].public_id in sheets
    assert given["moussa"].public_id not in sheets


def test_the_office_finds_it_and_reads_what_to_do(client_of: ClientOf, given: dict[str, Award]) -> None:
    listed = html.unescape(client_of("samira").get(VOID).text)
    assert given["moussa"].public_id in listed
    assert given["awa"].public_id not in listed
    for page in ("/badges", "/badges?shelf=issued"):
        assert f'href="{VOID}"' in html.unescape(client_of("samira").get(page).text)
    assert f'href="{VOID}"' in html.unescape(client_of("nadia").get("/keys").text)
    assert f'href="{VOID}"' not in html.unescape(client_of("etienne").get("/badges").text)
    sound = shown(client_of, "carole", f"/badges/{given['awa'].public_id}")
    assert "It is signed and public." in sound
    void = shown(client_of, "carole", f"/badges/{given['moussa'].public_id}")
    assert "Withdraw it, then propose it again." in void
    assert f'href="/badges/{given["moussa"].public_id}/withdrawal"' in void
    for wrong in ("It is signed and public.", "has received the badge", "/correction", "/suspension", "/card"):
        assert wrong not in void.replace("/badges/cards", "")


def test_once_it_is_withdrawn_it_is_proposed_again(
    client_of: ClientOf, cast: Cast, given: dict[str, Award], badge: str
) -> None:
    samira, carole = client_of("samira"), client_of("carole")
    address = f"/badges/propose/{badge}?person={cast.person_ids['moussa']}"
    assert samira.post(address, data={"reason": "Clé volée"}).status_code == 422
    withdrawal = f"/badges/{given['moussa'].public_id}/withdrawal"
    assert carole.post(withdrawal, data={"reason": "mistake"}).status_code == 302
    assert given["moussa"].public_id not in samira.get(VOID).text
    proposed = samira.post(address, data={"reason": "Clé volée"})
    assert proposed.status_code == 302
    assert carole.post(f"{proposed.headers['Location']}/approval").status_code == 302
