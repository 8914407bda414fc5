"""A new version of each curriculum while workshops of the former one exist: what was written stays, and goes on.

The new learners' curriculum has other words for M02, and M03 is gone from it.
"""

import json
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from peerlearn.attendance.outcomes import missing_of_staff_track
from peerlearn.attendance.queries import best_levels, presences_of_person
from peerlearn.awards.criteria import decision_for
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.diagnoses import actions as diagnoses
from peerlearn.facilitators.path import path_of
from peerlearn.people.queries import person_by_id
from peerlearn.tracks import curricula
from peerlearn.tracks.rules import TrackCode
from peerlearn.web.diagnoses.showing import to_learn
from tests.cast import Cast
from tests.factories import awards as made
from tests.factories.attendance import Staged, stage_workshop
from tests.stage import ClientOf


def load_next() -> None:
    """Version 2099.1 of all three."""
    for name, content in curricula.own_curricula().items():
        document = json.loads(content)
        document["version"] = "2099.1"
        if name == "learner.json":
            document["modules"] = [one for one in document["modules"] if one["code"] != "M03"]
            for module in document["modules"]:
                module["prerequisites"] = [one for one in module.get("prerequisites", []) if one != "M03"]
                if module["code"] == "M02":
                    module["title"] = {"fr": "Appeler sans crainte", "en": "Call without fear"}
                    module["skills"][0]["label"] = {"fr": "J’appelle qui je veux.", "en": "I call whom I want."}
        curricula.load(json.dumps(document).encode(), now=clock.now())


@pytest.fixture
def staged(app: Flask, cast: Cast, settings: Settings) -> Staged:
    """Awa earned the basics, Moussa was seen leading; a workshop about M02 is on; then the new versions come."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test's past"))
        with transaction():
            made.issuer(cast, settings)
            made.earn_basics(cast)
            staged = stage_workshop(cast)
            made.mark_there(staged, "awa")
            made.observe(cast, staged, "awa", ("M02-S1",))
            made.observe(cast, staged, "moussa", made.LEADING[:1])
        with transaction():
            load_next()
        scope.leave(db.session())
        db.session.remove()
    return staged


@pytest.fixture
def samira(client_of: ClientOf) -> FlaskClient:
    """Staff of Les Tilleuls."""
    return client_of("samira")


def test_the_room_of_a_former_workshop_keeps_its_skills_and_its_levels(
    staged: Staged, samira: FlaskClient, client_of: ClientOf
) -> None:
    page = samira.get(staged.skill(1)).text
    assert "J’appelle et j’écris à mes contacts" in page
    assert "J’appelle qui je veux." not in page
    assert 'aria-pressed="true"' in page
    assert samira.post(staged.skill(1, "ibrahim"), data={"level": "2"}).status_code == 302
    assert samira.post(staged.presence("rosa"), data={"state": "present"}).status_code == 302


def test_what_was_seen_of_who_leads_stays_on_their_sheet(app: Flask, staged: Staged, samira: FlaskClient) -> None:
    page = samira.get(f"/workshops/{staged.public_id}/facilitator-skills/1")
    assert page.status_code == 200
    assert 'aria-pressed="true"' in page.text


def test_plan_list_and_story_tell_what_it_was_called_then(
    cast: Cast, staged: Staged, samira: FlaskClient, client_of: ClientOf
) -> None:
    was = "J’appelle et j’écris à mes contacts"
    for page in ("/workshops?when=past", f"/workshops/{staged.public_id}", f"/people/{cast.person_ids['awa']}"):
        assert was in samira.get(page).text, page
    assert client_of("awa").get("/me").status_code == 200
    assert client_of("moussa").get("/me/path").status_code == 200
    former = samira.get("/modules/smartphone-bases/2022.1/M03").text
    assert "Une plus récente la remplace" in former
    assert samira.get("/modules/smartphone-bases/2099.1/M03").status_code == 404
    assert "Appeler sans crainte" in samira.get("/workshops/new").text


def test_a_workshop_of_the_former_version_can_still_be_changed(
    app: Flask, cast: Cast, staged: Staged, samira: FlaskClient
) -> None:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test's workshop to come"))
        with transaction():
            later = stage_workshop(cast, module="M03", starts_in=timedelta(days=3), leaders={})
        scope.leave(db.session())
        db.session.remove()
    page = samira.get(f"/workshops/{later.public_id}/edit")
    assert page.status_code == 200
    assert "selected" in page.text


def test_facts_count_over_both_versions(app: Flask, cast: Cast, staged: Staged) -> None:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test counts"))
        awa = cast.people["awa"]
        shown = {fact.skill_code: fact.level for fact in best_levels(awa, "smartphone-bases")}
        assert shown.keys() == set(made.BASICS)
        assert len(presences_of_person(awa)) == 5
        facts, decision = decision_for(awa, made.achievement(TrackCode.LEARNER), now=clock.now())
        assert facts.workshops_attended == 5
        assert decision.is_met
        assert path_of(cast.people["moussa"], now=clock.now())
        assert missing_of_staff_track(cast.people["claire"])
        scope.leave(db.session())


def test_a_diagnosis_goes_on_advising_and_a_former_one_keeps_its_advice(app: Flask, cast: Cast, staged: Staged) -> None:
    with app.test_request_context():
        scope.enter(db.session(), Scope.everything("a test talks"))
        diagnosis = diagnoses.begin(person_by_id(cast.people["awa"]), by=cast.accounts["samira"], now=clock.now())
        diagnosis.result = {"modules": ["M02", "M03"], "needs": []}
        advised, _others = to_learn(diagnosis, now=clock.now())
        assert {card.code for card in advised} == {"M02", "M03"}
        assert "Appeler sans crainte" in {card.title for card in advised}
        db.session.rollback()
        scope.leave(db.session())
