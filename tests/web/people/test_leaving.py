"""Who leaves soon, with what each lacks for their badge: `/people/leaving`."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from peerlearn.awards.rules import AwardState
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.people.queries import current_affiliation
from peerlearn.tracks.rules import TrackCode
from tests.cast import LEARNERS, Cast
from tests.counting import statements
from tests.factories import awards as made
from tests.stage import ClientOf


def _ends(cast: Cast, **days: int) -> None:
    """The contract of each of these people ends so many days from now."""
    scope.enter(db.session(), Scope.everything("a test's contracts"))
    with transaction():
        for name, left in days.items():
            current_affiliation(cast.people[name]).contract_ends_on = clock.today() + timedelta(days=left)
    scope.leave(db.session())
    db.session.remove()


def _badges(app: Flask, cast: Cast, settings: Settings, state: AwardState | None = None) -> None:
    scope.enter(db.session(), Scope.everything("a test's badges"))
    with transaction():
        made.issuer(cast, settings)
        if state is not None:
            made.award_at(cast, settings, state, name="awa")
    scope.leave(db.session())
    db.session.remove()


def test_who_leaves_within_sixty_days_is_listed_the_first_on_top(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    with app.app_context():
        _ends(cast, awa=40, rosa=3, ibrahim=0, serge=-10, karim=61, lucie=-31)
    page = client_of("samira").get("/people/leaving").text
    names = re.findall(r'<a href="/people/\w{12}">(\w+)', page)
    assert names == ["Serge", "Ibrahim", "Rosa", "Awa"]
    for words in ("terminé", "aujourd’hui", "dans 3 jours", "dans 40 jours"):
        assert words in page


def test_what_each_lacks_is_said_in_words(app: Flask, client_of: ClientOf, cast: Cast, settings: Settings) -> None:
    with app.app_context():
        _badges(app, cast, settings)
        _ends(cast, rosa=20)
    page = client_of("samira").get("/people/leaving").text
    said = page.split("leavers__missing")[1].split("</ul>")[0]
    assert "4 ateliers" in said


@pytest.mark.parametrize("state", [AwardState.PROPOSED, AwardState.OFFERED, AwardState.ISSUED])
def test_where_a_badge_stands_is_said_instead(
    app: Flask, client_of: ClientOf, cast: Cast, settings: Settings, state: AwardState
) -> None:
    words = {AwardState.PROPOSED: "à valider", AwardState.OFFERED: "remettez-le", AwardState.ISSUED: "déjà"}[state]
    with app.app_context():
        _badges(app, cast, settings, state)
        _ends(cast, awa=20)
    assert words in client_of("samira").get("/people/leaving").text


def test_who_said_no_is_given_the_choice_again_not_a_fresh_proposal(
    app: Flask, client_of: ClientOf, cast: Cast, settings: Settings
) -> None:
    with app.app_context():
        award = made.stored_award(cast, settings, AwardState.DECLINED, name="awa", track=TrackCode.LEARNER)
        scope.enter(db.session(), Scope.everything("what Awa did"))
        with transaction():
            made.earn_basics(cast)
        scope.leave(db.session())
        _ends(cast, awa=20)
    page = client_of("samira").get("/people/leaving").text
    assert "Awa a dit non le" in page
    assert "Redonner le choix" in page.split(f'href="/badges/{award.public_id}"')[1]
    assert "/badges/propose/" not in page


def test_home_says_how_many_leave_and_leads_there(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    assert "/people/leaving" not in samira.get("/").text
    with app.app_context():
        _ends(cast, awa=20, rosa=30, karim=90)
    home = samira.get("/").text
    assert "2 personnes partent bientôt" in home
    assert 'href="/people/leaving"' in home


def test_the_contract_is_written_on_the_form_and_shown_on_the_page(client_of: ClientOf, cast: Cast) -> None:
    samira, address = client_of("samira"), f"/people/{cast.person_ids['rosa']}"
    ends_on = clock.today() + timedelta(days=20)
    form = {"first_name": "Rosa", "channel": "paper", "position": "employee", "contract_ends_on": ends_on.isoformat()}
    assert samira.post(f"{address}/edit", data=form).status_code == 302
    assert "contrat jusqu’au" in samira.get(address).text
    assert f'value="{ends_on.isoformat()}"' in samira.get(f"{address}/edit").text
    too_far = samira.post(f"{address}/edit", data=form | {"contract_ends_on": "2206-01-05"})
    assert too_far.status_code == 422
    assert 'id="contract_ends_on-error"' in too_far.text


def test_each_sees_those_they_answer_for(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    with app.app_context():
        _ends(cast, awa=20, fatou=21, lucas=22)
    pages = {name: client_of(name).get("/people/leaving").text for name in ("nadia", "carole", "samira", "etienne")}
    assert [name for name, page in pages.items() if "Awa" in page] == ["nadia", "carole", "samira"]
    assert [name for name, page in pages.items() if "Fatou" in page] == ["nadia", "carole"]
    assert [name for name, page in pages.items() if "Lucas" in page] == ["nadia", "etienne"]


def test_an_empty_list_teaches(client_of: ClientOf, cast: Cast) -> None:
    assert "Personne ne part bientôt" in client_of("samira").get("/people/leaving").text


def test_more_leavers_need_no_more_questions(app: Flask, client_of: ClientOf, cast: Cast, settings: Settings) -> None:
    samira = client_of("samira")
    with app.app_context():
        _badges(app, cast, settings)
        _ends(cast, awa=20)
    with statements(app) as few:
        samira.get("/people/leaving")
    with app.app_context():
        _ends(cast, **{name.lower(): 21 for name in LEARNERS})
    with statements(app) as many:
        samira.get("/people/leaving")
    assert len(many) == len(few)
