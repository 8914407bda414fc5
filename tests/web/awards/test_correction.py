"""Another name on a badge: `/badges/<id>/correction` beside the holder, `/my-badges/<id>/correction` by themself."""

import html
import threading
from datetime import timedelta

import pytest
from flask import Flask

from peerlearn.awards import published
from peerlearn.awards.issuers import issuers, keys_of, mark_compromised
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award
from peerlearn.awards.rules import AwardState, Form, NameShown
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from tests.cast import Cast
from tests.factories import endorsements
from tests.factories.awards import bits_set, claims_of, stored_award
from tests.stage import ClientOf


@pytest.fixture
def award(app: Flask, cast: Cast, settings: Settings) -> Award:
    """Moussa's, issued with his first name."""
    with app.app_context():
        return stored_award(cast, settings, AwardState.ISSUED, name_shown=NameShown.FIRST_NAME)


def test_the_holder_shows_another_name_and_the_link_stays(client_of: ClientOf, award: Award) -> None:
    moussa, anybody = client_of("moussa"), client_of("")
    former = anybody.get(f"/b/{award.public_code}.jwt").text
    assert "Moussa Traoré" not in anybody.get(f"/b/{award.public_code}").text
    answer = moussa.post(f"/my-badges/{award.public_id}/correction", data={"name_shown": "full"})
    assert answer.headers["Location"] == f"/my-badges/{award.public_id}"
    assert "Moussa Traoré" in anybody.get(f"/b/{award.public_code}").text
    present = anybody.get(f"/b/{award.public_code}.jwt").text
    assert claims_of(present)["id"] != claims_of(former)["id"]
    said = anybody.post("/verify", data={"input": former}).text
    assert "Un badge plus récent remplace celui-ci" in said
    assert "L’émetteur l’a retiré" not in said
    assert "Ce badge est authentique" in anybody.post("/verify", data={"input": present}).text


def test_its_story_keeps_when_it_was_first_signed(client_of: ClientOf, award: Award) -> None:
    """Else a badge that was suspended in between reads as suspended before there was one."""
    carole, page = client_of("carole"), f"/badges/{award.public_id}"
    carole.post(f"{page}/suspension", data={"reason": "Le nom est à relire."})
    carole.post(f"{page}/restoration")
    with clock.standing_at(clock.now() + timedelta(minutes=5)):
        assert client_of("samira").post(f"{page}/correction", data={"name_shown": "full"}).status_code == 302
    story = html.unescape(carole.get(page).text)
    # The latest act stands first.
    told = [story.index(words) for words in ("badge refait", "Suspendu par", "Signé, inscrit au registre")]
    assert told == sorted(told)


def test_the_code_of_the_card_with_the_former_name_stops(client_of: ClientOf, award: Award) -> None:
    samira, page = client_of("samira"), f"/badges/{award.public_id}"
    assert samira.post(f"{page}/card").status_code == 200
    assert "jamais imprimée" not in samira.get("/badges/cards?lang=fr").text
    assert samira.post(f"{page}/correction", data={"name_shown": "full"}).status_code == 302
    assert "jamais imprimée" in samira.get("/badges/cards?lang=fr").text


def test_only_the_former_one_is_on_the_list_of_withdrawals(app: Flask, client_of: ClientOf, award: Award) -> None:
    anybody = client_of("")
    status = claims_of(anybody.get(f"/b/{award.public_code}.jwt").text)["credentialStatus"]
    address = status["statusListCredential"].partition("localhost")[2]
    before = claims_of(anybody.get(address).text)["credentialSubject"]["encodedList"]
    client_of("samira").post(f"/badges/{award.public_id}/correction", data={"name_shown": "full"})
    after = claims_of(anybody.get(address).text)["credentialSubject"]["encodedList"]
    assert (bits_set(before), bits_set(after)) == (0, 1)


def test_the_same_name_makes_no_other_badge_and_a_name_spelt_anew_does(
    app: Flask, client_of: ClientOf, award: Award
) -> None:
    samira = client_of("samira")
    address = f"/badges/{award.public_id}/correction"
    refused = samira.post(address, data={"name_shown": "first_name"})
    assert refused.status_code == 422
    assert "affiche déjà ce nom" in refused.text
    assert _editions(app, award) == 1
    assert samira.post(address, data={"name_shown": "initials"}).status_code == 302
    assert _editions(app, award) == 2
    history = samira.get(f"/badges/{award.public_id}").text
    assert "a fait corriger le nom affiché" in history


def test_whoever_changes_their_mind_all_day_waits_and_staff_may_still_help(
    app: Flask, client_of: ClientOf, award: Award
) -> None:
    moussa, address = client_of("moussa"), f"/my-badges/{award.public_id}/correction"
    for name_shown in ("full", "initials", "first_name"):
        assert moussa.post(address, data={"name_shown": name_shown}).status_code == 302
    refused = moussa.post(address, data={"name_shown": "full"})
    assert refused.status_code == 422
    assert "corrigé 3 fois en un jour" in html.unescape(refused.text)
    assert _editions(app, award) == 4
    staff = client_of("samira").post(f"/badges/{award.public_id}/correction", data={"name_shown": "full"})
    assert staff.status_code == 302


def test_the_page_of_a_person_says_that_a_badge_shows_the_former_name(
    client_of: ClientOf, cast: Cast, award: Award
) -> None:
    samira, page = client_of("samira"), f"/people/{cast.person_ids['moussa']}"
    before = samira.get(page).text
    assert ("montre encore l’ancien nom" in before, f"/badges/{award.public_id}/card" in before) == (False, True)
    values = {
        "first_name": "Mousa",
        "last_name": "Traoré",
        "channel": "sms",
        "position": "employee",
        "phone": "0612345678",
    }
    said = samira.post(f"{page}/edit", data=values, follow_redirects=True).text
    assert "montre encore l’ancien nom" in said
    assert f"/badges/{award.public_id}/correction" in said
    samira.post(f"/badges/{award.public_id}/correction", data={"name_shown": "first_name"})
    assert "montre encore l’ancien nom" not in samira.get(page).text


def test_what_others_said_of_it_stays_on_its_page(
    app: Flask, cast: Cast, settings: Settings, client_of: ClientOf, award: Award
) -> None:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test's recommendation"))
        with transaction():
            said = endorsements.shown(cast, db.session.get_one(Award, award.id), settings).credential_uuid
        scope.leave(db.session())
        db.session.remove()
    anybody, page = client_of(""), f"/b/{award.public_code}"
    assert "Recommandations" in anybody.get(page).text
    client_of("samira").post(f"/badges/{award.public_id}/correction", data={"name_shown": "full"})
    assert "Recommandations" in anybody.get(page).text
    assert anybody.get(f"/ob/3/endorsements/{said}.json").status_code == 410


def test_nobody_else_renames_it_and_what_does_not_count_stays_as_it_was(
    app: Flask, cast: Cast, settings: Settings, client_of: ClientOf, award: Award
) -> None:
    with app.app_context():
        gone = stored_award(cast, settings, AwardState.REVOKED, name="awa")
    form = {"name_shown": "full"}
    assert client_of("awa").post(f"/my-badges/{award.public_id}/correction", data=form).status_code == 404
    assert client_of("etienne").post(f"/badges/{award.public_id}/correction", data=form).status_code == 404
    assert client_of("samira").post(f"/badges/{gone.public_id}/correction", data=form).status_code in {409, 422}
    assert _editions(app, award) == _editions(app, gone) == 1
    assert client_of("samira").post(f"/badges/{award.public_id}/correction", data=form).status_code == 302


def test_what_a_stolen_key_made_void_is_not_made_good_under_another_name(
    app: Flask, cast: Cast, settings: Settings, client_of: ClientOf, award: Award
) -> None:
    yesterday = clock.now() - timedelta(days=1)
    with app.app_context():
        before = stored_award(cast, settings, AwardState.ISSUED, name="awa", now=yesterday - timedelta(days=1))
        scope.enter(db.session(), Scope.everything("a theft"))
        with transaction():
            stolen = next(key for key in keys_of(issuers()[0]) if key.algorithm == "ES256")
            mark_compromised(stolen, KeyFolder.of(settings), since=yesterday, now=clock.now())
        scope.leave(db.session())
        db.session.remove()
    samira, moussa, form = client_of("samira"), client_of("moussa"), {"name_shown": "full"}
    assert samira.post(f"/badges/{award.public_id}/correction", data=form).status_code == 422
    assert moussa.post(f"/my-badges/{award.public_id}/correction", data=form).status_code == 422
    assert _editions(app, award) == 1
    assert "signé avec une clé volée" in client_of("").get(f"/b/{award.public_code}").text
    # What was signed before the theft is said again under the name that its holder chooses.
    assert samira.post(f"/badges/{before.public_id}/correction", data={"name_shown": "initials"}).status_code == 302


def test_two_who_correct_it_at_once_make_one_badge_that_counts(app: Flask, client_of: ClientOf, award: Award) -> None:
    hands = [client_of("samira"), client_of("moussa")]
    addresses = [f"/badges/{award.public_id}/correction", f"/my-badges/{award.public_id}/correction"]
    together, answers = threading.Barrier(2), []

    def send(place: int) -> None:
        together.wait(60)
        answers.append(hands[place].post(addresses[place], data={"name_shown": "full"}).status_code)

    threads = [threading.Thread(target=send, args=(place,)) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [302, 422]
    assert _editions(app, award) == 2


def _editions(app: Flask, award: Award) -> int:
    """How many editions there are; the last one alone counts."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test"))
        found = published.find_public_award(award.public_code)
        assert found
        assert published.credential_bytes(found.credential_uuid, Form.OB3_JWT)
        number = found.edition
        scope.leave(db.session())
        db.session.remove()
    return number
