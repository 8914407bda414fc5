"""Whom a badge would reach today: `/achievements/<badge>/people` and `/drafts/<draft>/people`."""

import html
import re

import pytest
from flask import Flask

from peerlearn.awards.achievements import load_achievement, own_achievements
from peerlearn.awards.models import Award
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.tracks.rules import TrackCode
from tests.cast import Cast
from tests.counting import statements
from tests.factories import awards as made
from tests.factories.drafts import stored_draft, stored_issuer
from tests.stage import ClientOf


@pytest.fixture
def draft(app: Flask, cast: Cast, settings: Settings) -> str:
    """A draft that asks for three workshops: the eight of the group were at two, Awa at four more."""
    stored_issuer(app, cast, settings)
    with app.app_context():
        scope.enter(db.session(), Scope.everything("what people did"))
        with transaction():
            for days in (60, 50):
                made.past_workshop(cast, days_ago=days)
            made.earn_basics(cast, "awa")
        scope.leave(db.session())
        db.session.remove()
    return f"/drafts/{stored_draft(app, cast, attended=3)}"


def test_who_has_earned_it_and_who_is_one_step_away(client_of: ClientOf, draft: str) -> None:
    page = html.unescape(client_of("nadia").get(f"{draft}/people").text)
    assert "0 l’a ou l’a accepté, 1 y a droit, 7 en sont à une étape." in page
    assert "1 atelier à suivre" in page, "as on the person's own path"
    further = html.unescape(client_of("nadia").get(f"{draft}/people?show=further").text)
    assert "Moussa" in further, "he led, and attended nothing"
    assert "3 ateliers à suivre" in further
    only = html.unescape(client_of("nadia").get(f"{draft}/people?show=entitled").text)
    assert "Awa" in only
    assert "Ibrahim" not in only


def test_a_draft_is_set_beside_the_version_in_force(app: Flask, client_of: ClientOf, draft: str) -> None:
    nadia = client_of("nadia")
    nadia.post(f"{draft}/publication")
    with app.app_context():
        scope.enter(db.session(), Scope.everything("the version in force"))
        published = draft.rpartition("/")[2]
    following = nadia.post(f"/achievements/{published}/next-version").headers["Location"]
    nadia.post(f"{following}/criteria", data={"kind-0": "workshops_attended", "at_least-0": "2"})
    page = html.unescape(nadia.get(f"{following}/people").text)
    assert "7 personnes y gagneraient le droit." in page
    nadia.post(f"{following}/criteria", data={"kind-0": "workshops_attended", "at_least-0": "9"})
    page = html.unescape(nadia.get(f"{following}/people?show=loses").text)
    assert "1 personne perdrait le droit." in page
    assert "Awa" in page


def test_who_has_it_keeps_it_and_nothing_is_stored(
    app: Flask, client_of: ClientOf, cast: Cast, settings: Settings, draft: str
) -> None:
    with app.app_context():
        made.stored_award(cast, settings, AwardState.ISSUED, name="awa", track=TrackCode.LEARNER)
        scope.enter(db.session(), Scope.everything("which badge"))
        basics = made.achievement(TrackCode.LEARNER).public_id
        before = db.session.query(Award).count()
        scope.leave(db.session())
    page = html.unescape(client_of("nadia").get(f"/achievements/{basics}/people").text)
    assert "1 l’a ou l’a accepté" in page
    with app.app_context():
        scope.enter(db.session(), Scope.everything("what is stored"))
        assert db.session.query(Award).count() == before


def test_who_accepted_is_told_apart_from_who_has_it(
    app: Flask, client_of: ClientOf, cast: Cast, settings: Settings, draft: str
) -> None:
    """The list of badges counts those that are signed: the number of both together has a name of its own."""
    with app.app_context():
        made.stored_award(cast, settings, AwardState.ISSUED, name="awa", track=TrackCode.LEARNER)
        made.stored_award(cast, settings, AwardState.ACCEPTED, name="ibrahim", track=TrackCode.LEARNER)
        scope.enter(db.session(), Scope.everything("which badge"))
        basics = made.achievement(TrackCode.LEARNER).public_id
        scope.leave(db.session())
    nadia = client_of("nadia")
    listed = html.unescape(nadia.get("/achievements").text)
    assert re.search(r'data-label="L’ont">1<', listed)
    page = html.unescape(nadia.get(f"/achievements/{basics}/people?show=has").text)
    assert "L’ont ou l’ont accepté (2)" in page
    assert "2 l’ont ou l’ont accepté, " in page
    awa, ibrahim = (page[page.index(f"/people/{cast.person_ids[name]}") :] for name in ("awa", "ibrahim"))
    assert "L’a déjà" in awa[: awa.index("</tr>")]
    assert "L’a accepté" in ibrahim[: ibrahim.index("</tr>")]
    assert "Déjà proposé" not in page


def test_an_unfinished_rule_says_so(app: Flask, client_of: ClientOf, cast: Cast, draft: str) -> None:
    unfinished = stored_draft(app, cast, whole=False)
    assert "Les conditions ne sont pas terminées" in html.unescape(
        client_of("nadia").get(f"/drafts/{unfinished}/people").text
    )


def test_only_the_people_one_may_see_are_tried(
    app: Flask, client_of: ClientOf, cast: Cast, settings: Settings, draft: str
) -> None:
    """A partner that issues a badge of its own tries it on its region; nobody of Garonne is told of."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a partner's badge"))
        with transaction():
            campus = made.issuer_without_keys(cast, settings, "campus")
            own = load_achievement(own_achievements()["bases-du-smartphone.json"], campus, now=clock.now()).public_id
            made.past_workshop(cast, days_ago=5, seated=("lucas", "rosa"))
        scope.leave(db.session())
        db.session.remove()
    assert "Lucas" in client_of("nadia").get(f"/achievements/{own}/people").text
    page = client_of("carole").get(f"/achievements/{own}/people").text
    assert "Rosa" in page
    assert "Lucas" not in page
    assert client_of("carole").get(f"{draft}/people").status_code == 404


def test_more_people_take_no_more_queries(app: Flask, client_of: ClientOf, cast: Cast, draft: str) -> None:
    nadia, address = client_of("nadia"), f"{draft}/people"
    nadia.get(address)
    with statements(app) as few:
        nadia.get(address)
    with app.app_context():
        scope.enter(db.session(), Scope.everything("more people"))
        with transaction():
            made.past_workshop(cast, days_ago=5, seated=("fatou", "rosa", "malika"))
        scope.leave(db.session())
        db.session.remove()
    with statements(app) as many:
        nadia.get(address)
    assert len(many) == len(few)
