"""Many badges at once: `/badges/approval`, `/badges/runs`."""

import html
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from peerlearn.awards.models import Award, IssuerKey
from peerlearn.awards.rules import AwardState, KeyState
from peerlearn.awards.run_models import AwardRun
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.permissions import Capability
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.organisations.actions import switch
from peerlearn.organisations.models import Organisation
from peerlearn.tracks.rules import TrackCode
from peerlearn.web.kit import background
from tests.cast import Cast
from tests.counting import statements
from tests.factories import awards as made
from tests.factories.imports import nobody_at_work
from tests.stage import ClientOf

LEARNER = TrackCode.LEARNER
LOADED_AGAIN = '<meta http-equiv="refresh" content="10">'


def in_store(app: Flask, step: Callable[[], object]) -> None:
    """What stands before a story."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("what stands before a story"))
        with transaction():
            step()
        scope.leave(db.session())
        db.session.remove()


def states(app: Flask) -> dict[str, AwardState]:
    """First name → where their badge stands."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("looking at what came of it"))
        found = {one.person.first_name: one.state for one in db.session.execute(select(Award)).scalars()}
        scope.leave(db.session())
        db.session.remove()
    return found


def sign_what_waits(client: FlaskClient) -> str:
    """Read who waits, then tap; the address where that leads."""
    (read_at,) = re.findall(r'name="read_at"[^>]*value="([^"]+)"', client.get("/badges/runs").text)
    return client.post("/badges/runs", data={"read_at": html.unescape(read_at)}).headers["Location"]


def read(client: FlaskClient, address: str) -> str:
    """A page, as it reads."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", html.unescape(answer.text).replace("\xa0", " "))


@pytest.fixture
def accepted(app: Flask, cast: Cast, settings: Settings) -> list[str]:
    """Three have accepted, and no key was ready."""
    names = ["ibrahim", "rosa", "fatou"]
    with app.app_context():
        for name in names:
            made.stored_award(cast, settings, AwardState.ACCEPTED, name=name)
    return names


@pytest.fixture
def proposed(app: Flask, cast: Cast, settings: Settings) -> dict[str, str]:
    """Samira proposed three; Carole herself one. Public ids by name."""
    found = {}
    with app.app_context():
        for name in ("ibrahim", "rosa", "serge"):
            found[name] = made.stored_award(cast, settings, AwardState.PROPOSED, name=name).public_id
        samira, cast.accounts["samira"] = cast.accounts["samira"], cast.accounts["carole"]
        found["lucie"] = made.stored_award(cast, settings, AwardState.PROPOSED, name="lucie").public_id
        cast.accounts["samira"] = samira
    return found


def test_all_that_waits_is_signed_with_one_tap(app: Flask, client_of: ClientOf, accepted: list[str]) -> None:
    carole = client_of("carole")
    assert "3 badges acceptés attendent d’être signés" in read(carole, "/badges")
    assert "3 badges attendent d’être signés" in read(carole, "/")
    named = read(carole, "/badges/runs")
    assert all(name in named for name in ("Ibrahim", "Rosa", "Fatou", "Nom visible par tous"))
    page = sign_what_waits(carole)
    background.finish(app)
    told = read(carole, page)
    assert "3 badges sont signés et publics" in told
    (cards,) = re.findall(r'href="(/badges/cards[^"]+)"', told)
    assert read(carole, cards).count("jamais imprimée") == 3
    assert "Rien n’attend d’être signé" in read(carole, "/badges/runs")
    assert "attendent d’être signés" not in read(carole, "/")
    assert set(states(app).values()) == {AwardState.ISSUED}
    listed = read(carole, "/badges")
    assert "attendent d’être signés" not in listed
    assert page in listed
    assert carole.post("/badges/runs").headers["Location"] == "/badges"


def test_what_was_accepted_after_the_page_was_read_is_not_signed_with_it(
    app: Flask, client_of: ClientOf, accepted: list[str]
) -> None:
    """Fatou accepts between reading and tapping: her name becomes public once somebody has seen it there."""

    def fatou_accepts_later() -> None:
        awards = db.session.execute(select(Award)).scalars()
        (fatou,) = [one for one in awards if one.person.first_name == "Fatou"]
        fatou.accepted_at = clock.now() + made.A_MINUTE

    carole = client_of("carole")
    in_store(app, fatou_accepts_later)
    told = read(carole, sign_what_waits(carole))
    assert "1 badge a été accepté entre-temps" in told
    background.finish(app)
    assert states(app) == {
        "Fatou": AwardState.ACCEPTED, "Ibrahim": AwardState.ISSUED, "Rosa": AwardState.ISSUED
    }  # fmt: skip
    for unread in ("", "yesterday", "2026-01-01T10:00:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"):
        back = carole.post("/badges/runs", data={"read_at": unread}, follow_redirects=True).text
        assert "Regardez-les, puis signez" in back


def test_staff_see_neither_the_button_nor_the_run(app: Flask, client_of: ClientOf, accepted: list[str]) -> None:
    page = sign_what_waits(client_of("carole"))
    assert client_of("carole").get(page).status_code == 200
    samira = client_of("samira")
    assert "attendent d’être signés" not in read(samira, "/badges")
    assert (samira.get(page).status_code, samira.post("/badges/runs").status_code) == (403, 403)


def test_progress_is_seen_without_a_script_and_a_run_that_was_left_goes_on_when_somebody_looks(
    app: Flask, client_of: ClientOf, accepted: list[str]
) -> None:
    carole = client_of("carole")
    with nobody_at_work(app):
        page = sign_what_waits(carole)
        answer = carole.get(page)
        assert ("<progress" in answer.text, LOADED_AGAIN in answer.text) == (True, True)
        assert "Refresh" not in answer.headers, "with a script the page stays: only its progress is renewed"
        assert "0 sur 3" in read(carole, page)
        assert "Signature en cours : 0 sur 3" in read(carole, "/badges")
        assert "attendent d’être signés" not in read(carole, "/badges")
    carole.get(page)
    background.finish(app)
    assert "0 sur 3" in read(carole, page)  # somebody may still be at it
    with clock.standing_at(clock.now() + made.A_MINUTE):
        carole.get(page)
    background.finish(app)
    assert "3 badges sont signés" in read(carole, page)
    assert LOADED_AGAIN not in carole.get(page).text


def test_once_there_is_a_refusal_to_read_the_page_is_not_loaded_again(
    app: Flask, client_of: ClientOf, accepted: list[str]
) -> None:
    carole = client_of("carole")
    with nobody_at_work(app):
        page = sign_what_waits(carole)
    assert LOADED_AGAIN in carole.get(page).text

    def one_could_not_be_signed() -> None:
        run = db.session.execute(select(AwardRun)).scalar_one()
        run.looked_at, run.refusals = 1, [{"award": run.award_ids[0], "code": "awards.no_key"}]

    in_store(app, one_could_not_be_signed)
    with nobody_at_work(app):
        told = carole.get(page).text
    assert ("N’ont pas pu être signés" in html.unescape(told), "<progress" in told) == (True, True)
    assert LOADED_AGAIN not in told


def test_what_was_left_is_taken_up_by_the_next_process(app: Flask, client_of: ClientOf, accepted: list[str]) -> None:
    carole = client_of("carole")
    with nobody_at_work(app):
        page = sign_what_waits(carole)
    background.do_what_was_left(app)
    assert "3 badges sont signés" in read(carole, page)


def test_without_a_key_it_is_said_of_whom_and_why_and_it_can_be_asked_again(
    app: Flask, client_of: ClientOf, accepted: list[str]
) -> None:
    carole = client_of("carole")

    def keys_become(state: KeyState) -> None:
        for key in db.session.execute(select(IssuerKey)).scalars():
            key.state = state

    in_store(app, lambda: keys_become(KeyState.RETIRED))
    page = sign_what_waits(carole)
    background.finish(app)
    told = read(carole, page)
    assert "N’ont pas pu être signés" in told
    assert "Aucune clé n’est prête pour signer" in told
    assert all(name in told for name in ("Ibrahim", "Rosa", "Fatou"))
    assert set(states(app).values()) == {AwardState.ACCEPTED}
    in_store(app, lambda: keys_become(KeyState.ACTIVE))
    assert "3 badges acceptés attendent" in read(carole, "/badges")
    page = sign_what_waits(carole)
    background.finish(app)
    assert "3 badges sont signés" in read(carole, page)


def test_ticked_proposals_are_looked_at_and_approved_together(
    app: Flask, client_of: ClientOf, proposed: dict[str, str]
) -> None:
    carole = client_of("carole")
    listed = carole.get("/badges?shelf=to-approve").text
    assert all(f'value="{one}"' in listed for one in proposed.values())
    asked = "&".join(f"award={proposed[name]}" for name in ("ibrahim", "rosa", "lucie"))
    page = read(carole, f"/badges/approval?{asked}")
    assert "Ibrahim" in page
    assert "Proposé par Samira Haddad" in page
    assert "Vue en atelier, feuilles perdues" in page
    assert "Serge" not in page
    # Her own is told apart, and cannot be ticked.
    assert "Vous avez proposé ce badge" in page
    assert f'value="{proposed["lucie"]}"' not in page
    # Sent all the same: it is refused, and the others are not held up. Somebody else took Rosa's meanwhile.
    client_of("nadia").post(f"/badges/{proposed['rosa']}/approval")
    asked_for = [proposed[name] for name in ("ibrahim", "rosa", "lucie")]
    sent = {"award": asked_for, "read": asked_for}
    told = read(carole, carole.post("/badges/approval", data=sent).headers["Location"])
    background.finish(app)
    assert "1 badge est approuvé" in told
    assert "Rosa" in told
    assert "Ce badge a avancé entre-temps" in told
    assert "Vous avez proposé ce badge" in told
    assert states(app) == {
        "Ibrahim": AwardState.OFFERED,
        "Rosa": AwardState.OFFERED,
        "Serge": AwardState.PROPOSED,
        "Lucie": AwardState.PROPOSED,
    }


def test_the_same_form_sent_twice_is_one_approval(app: Flask, client_of: ClientOf, proposed: dict[str, str]) -> None:
    carole = client_of("carole")
    page = carole.get(f"/badges/approval?award={proposed['ibrahim']}").text
    (form_id,) = re.findall(r'name="form_id"[^>]*value="([^"]+)"', page)
    sent = {"award": proposed["ibrahim"], "read": proposed["ibrahim"], "form_id": form_id}
    first, second = (carole.post("/badges/approval", data=sent).headers["Location"] for _ in range(2))
    assert first == second
    assert "1 badge est approuvé" in read(carole, second)


def test_nothing_ticked_is_said_and_changes_nothing(app: Flask, client_of: ClientOf, proposed: dict[str, str]) -> None:
    carole = client_of("carole")
    assert "Cochez d’abord des badges" in read(carole, "/badges/approval")
    assert carole.post("/badges/approval").status_code == 422
    assert set(states(app).values()) == {AwardState.PROPOSED}


def test_all_whose_rule_is_met_are_chosen_on_the_facts_of_today(
    app: Flask, client_of: ClientOf, cast: Cast, settings: Settings, proposed: dict[str, str]
) -> None:
    in_store(app, lambda: made.earn_basics(cast, "rosa"))
    in_store(app, lambda: made.award_at(cast, settings, AwardState.PROPOSED, name="rosa", track=LEARNER))
    page = client_of("carole").get("/badges/approval?met=1").text
    assert page.count('type="checkbox"') == 1
    assert "Rosa" in page


def test_a_reason_in_the_place_of_a_condition_is_told_in_the_list_and_read_before_it_is_ticked(
    app: Flask, client_of: ClientOf, cast: Cast, settings: Settings, proposed: dict[str, str]
) -> None:
    """Awa has met everything; Ibrahim's badge is proposed for a reason: it does not go through in the crowd."""
    in_store(app, lambda: made.earn_basics(cast, "awa"))
    in_store(app, lambda: made.award_at(cast, settings, AwardState.PROPOSED, name="awa", track=LEARNER))
    carole = client_of("carole")
    rows = read(carole, "/badges?shelf=to-approve").split("<tr>")
    told = {name: "Sans toutes les conditions" in row for row in rows for name in ("Awa", "Ibrahim") if name in row}
    assert told == {"Awa": False, "Ibrahim": True}
    (awa,) = re.findall(r'value="(\w+)"', next(row for row in rows if "Awa" in row))
    page = read(carole, f"/badges/approval?award={proposed['ibrahim']}&award={awa}")
    without, everything = page.split("<h2 id=")[1:]
    assert "Ibrahim" in without
    assert "Vue en atelier, feuilles perdues" in without
    assert "checked" not in without
    assert ("Awa" in everything, "checked" in everything) == (True, True)
    assert "Approuver les badges cochés" in page


def test_a_reason_that_was_not_on_the_page_approves_nothing(
    app: Flask, client_of: ClientOf, proposed: dict[str, str]
) -> None:
    carole = client_of("carole")
    unread = carole.post("/badges/approval", data={"award": [proposed["ibrahim"], proposed["rosa"]]})
    told = html.unescape(unread.text)
    assert (unread.status_code, "lisez pourquoi" in told) == (422, True)
    assert "Vue en atelier, feuilles perdues" in told
    assert "checked" not in told
    background.finish(app)
    assert set(states(app).values()) == {AwardState.PROPOSED}
    half = {"award": [proposed["ibrahim"], proposed["rosa"]], "read": proposed["rosa"]}
    kept = re.findall(r'value="(\w+)" checked', re.sub(r"\s+", " ", carole.post("/badges/approval", data=half).text))
    assert kept == [proposed["rosa"]]
    told = read(carole, carole.post("/badges/approval", data={**half, "read": half["award"]}).headers["Location"])
    background.finish(app)
    assert "2 badges sont approuvés" in told
    assert states(app)["Ibrahim"] is AwardState.OFFERED


def test_a_stranger_approves_nothing(app: Flask, client_of: ClientOf, proposed: dict[str, str]) -> None:
    asked = {"award": proposed["ibrahim"], "read": proposed["ibrahim"]}
    assert client_of("etienne").post("/badges/approval", data=asked).status_code == 403
    assert client_of("carole").post("/badges/approval", data=asked).status_code == 302
    background.finish(app)
    assert states(app)["Ibrahim"] is AwardState.OFFERED


def test_looking_at_many_proposals_asks_no_more_than_at_few(
    app: Flask, client_of: ClientOf, cast: Cast, settings: Settings, proposed: dict[str, str]
) -> None:
    carole, asked = client_of("carole"), "&".join(f"award={one}" for one in proposed.values())
    carole.get(f"/badges/approval?{asked}")
    with statements(app) as few:
        carole.get(f"/badges/approval?award={proposed['ibrahim']}")
    with app.app_context():
        for name in ("Mamadou", "Tesfay", "Karim", "Malika"):
            proposed[name] = made.stored_award(cast, settings, AwardState.PROPOSED, name=name.lower()).public_id
    asked = "&".join(f"award={one}" for one in proposed.values() if one != proposed["lucie"])
    with statements(app) as many:
        carole.get(f"/badges/approval?{asked}")
    assert len(many) <= len(few) + 1


def test_a_long_list_of_proposals_asks_no_more_than_a_short_one(
    app: Flask, client_of: ClientOf, cast: Cast, settings: Settings, proposed: dict[str, str]
) -> None:
    carole, address = client_of("carole"), "/badges?shelf=to-approve"
    carole.get(address)
    with statements(app) as few:
        carole.get(address)
    with app.app_context():
        for name in ("mamadou", "tesfay", "karim"):
            made.stored_award(cast, settings, AwardState.PROPOSED, name=name)
    with statements(app) as many:
        assert carole.get(address).text.count("<tr>") == 8
    assert len(many) == len(few)


def test_a_run_belongs_to_a_house_that_its_asker_answers_for(
    app: Flask, client_of: ClientOf, cast: Cast, accepted: list[str]
) -> None:
    """Carole's own house does without badges: the run is of one for which she signs."""

    def switch_off() -> None:
        campus = db.session.get_one(Organisation, cast.organisations["campus"])
        switch(campus, Capability.BADGES, on=False, by=None, now=clock.now())

    in_store(app, switch_off)
    carole = client_of("carole")
    page = sign_what_waits(carole)
    background.finish(app)
    assert "3 badges sont signés" in read(carole, page)
    with app.app_context():
        scope.enter(db.session(), Scope.everything("looking at what came of it"))
        assert db.session.execute(select(AwardRun.organisation_id)).scalar_one() == cast.organisations["tilleuls"]
        scope.leave(db.session())
        db.session.remove()
