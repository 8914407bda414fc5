"""The way to the badge: `/me/path`, and the badges on `/me`."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from peerlearn.awards.models import Award
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.tracks.rules import TrackCode
from peerlearn.workshops.rules import Part
from tests.cast import Cast
from tests.factories.awards import earn_leading, issuer, observe, past_workshop, stored_award
from tests.stage import ClientOf
from tests.web.attendance.conftest import Stage

DAY = timedelta(days=1)
GiveBadge = Callable[..., Award]


@pytest.fixture(name="badges")
def _badges(app: Flask, cast: Cast, settings: Settings) -> None:
    """The product's badges are defined."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test's badges"))
        with transaction():
            issuer(cast, settings)


def _page(client_of: ClientOf, name: str = "moussa", path: str = "/me/path") -> str:
    answer = client_of(name).get(f"{path}?lang=fr")
    assert answer.status_code == 200
    return answer.text.replace("\u00a0", " ")


@pytest.fixture(name="give_badge")
def _give_badge(app: Flask, cast: Cast, settings: Settings) -> GiveBadge:
    """`give_badge(AwardState.OFFERED)`: the badge of Moussa, or of someone else, at that point of its life."""

    def give(state: AwardState, **choices: Any) -> Award:
        with app.app_context():
            return stored_award(cast, settings, state, **choices)

    return give


def test_at_the_start_everything_is_still_ahead(client_of: ClientOf, cast: Cast) -> None:
    page = _page(client_of)
    assert page.count('class="is-now"') == 1
    assert "Me préparer" in page
    assert "Rien n’est prévu" in page
    assert "vrais ateliers : 0 sur 11" in page.replace("\u00a0", " ")


def test_each_step_says_where_it_stands_on_the_way(client_of: ClientOf, cast: Cast) -> None:
    page = _page(client_of)
    for number in range(1, 5):
        assert f"Étape {number} sur 4" in page


def test_the_step_of_now_is_drawn_from_a_real_workshop(client_of: ClientOf, stage: Stage) -> None:
    stage(module="T1", seated=["moussa"], leaders={"claire": Part.LEAD}, starts_in=4 * DAY)
    page = _page(client_of)
    now = page[page.index('class="is-now"') : page.index('class="is-later"')]
    assert "Mon prochain atelier" in now
    assert "Les Tilleuls, Salle du fond" in now
    assert "Ouvrir cet atelier" not in now


def test_what_is_missing_for_the_badge_is_said_in_words(
    client_of: ClientOf, app: Flask, cast: Cast, badges: None
) -> None:
    page = _page(client_of)
    assert page.index("Mon chemin commence ici") < page.index("Ma prochaine étape : Me préparer")
    assert page.index("Ma prochaine étape") < page.index("3 ateliers à animer"), "the rest is folded, and comes after"
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test's workshops"))
        with transaction():
            past_workshop(cast, days_ago=9)
            past_workshop(cast, days_ago=5)
    page = _page(client_of)
    assert "1 atelier à animer" in page
    assert "J’ai accompagné 8 personnes" in page
    assert "Fait le" in page


def test_when_all_is_there_the_page_says_to_ask(client_of: ClientOf, app: Flask, cast: Cast, badges: None) -> None:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test's workshops"))
        with transaction():
            earn_leading(cast)
    assert "J’ai tout ce qu’il faut" in _page(client_of)


@pytest.mark.parametrize(("state", "title"), [
    (AwardState.PROPOSED, "Mon badge est proposé"),
    (AwardState.OFFERED, "Mon badge m’attend"),
    (AwardState.ACCEPTED, "Mon badge arrive"),
    (AwardState.ISSUED, "J’ai mon badge"),
])  # fmt: skip
def test_a_badge_on_its_way_says_where_it_is(
    client_of: ClientOf, give_badge: GiveBadge, state: AwardState, title: str
) -> None:
    award = give_badge(state)
    page = _page(client_of)
    assert title in page
    assert (f"/my-badges/{award.public_id}" in page) == (state in {AwardState.OFFERED, AwardState.ISSUED})
    assert (f"/b/{award.public_code}" in page) == (state is AwardState.ISSUED)
    assert ("Mon badge m’attend" in _page(client_of, path="/me")) == (state is AwardState.OFFERED)


def test_a_declined_badge_can_be_found_again_for_a_while(client_of: ClientOf, give_badge: GiveBadge) -> None:
    award = give_badge(AwardState.DECLINED)
    page = _page(client_of)
    assert "Je n’ai pas pris ce badge" in page
    assert award.public_id in page
    with time_machine.travel(clock.now() + 91 * DAY):
        later = _page(client_of)
    assert award.public_id not in later
    assert "Mon chemin commence ici" in later


def test_a_withdrawn_badge_is_told_on_every_page_of_its_holder(client_of: ClientOf, give_badge: GiveBadge) -> None:
    give_badge(AwardState.REVOKED)
    for path in ("/me", "/me/path"):
        page = _page(client_of, path=path)
        assert "Mon badge n’est plus valable" in page
        assert "Il a été remis par erreur" in page
        assert "Les Tilleuls" in page
        assert "J’ai tout ce qu’il faut" not in page


def test_with_help_is_said_and_not_ticked(client_of: ClientOf, app: Flask, cast: Cast, badges: None) -> None:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test's workshops"))
        with transaction():
            staged = past_workshop(cast, days_ago=9)
            observe(cast, staged, "moussa", ("F01",))
            observe(cast, staged, "moussa", ("F02",), level=1)
    page = _page(client_of)
    assert "vrais ateliers : 1 sur 11" in page.replace("\u00a0", " ")
    assert "Le badge en demande 8" in page
    assert "sans aide, dans 1 atelier" in page
    assert "avec de l’aide, dans 1 atelier" in page


def test_a_learner_finds_their_badge_and_what_is_missing(client_of: ClientOf, give_badge: GiveBadge) -> None:
    award = give_badge(AwardState.OFFERED, name="rosa", track=TrackCode.LEARNER)
    page = _page(client_of, "awa", "/me")
    assert "Ma prochaine étape : 4 ateliers à suivre" in page
    assert award.public_id not in page


def test_a_badge_that_waits_for_a_yes_stands_before_all_else(client_of: ClientOf, give_badge: GiveBadge) -> None:
    award = give_badge(AwardState.OFFERED, name="awa", track=TrackCode.LEARNER)
    page = _page(client_of, "awa", "/me")
    assert page.index("goal--large") < page.index(f"/my-badges/{award.public_id}?back=home")
    assert page.index("Mon badge m’attend") < page.index("Mon prochain atelier")


def test_once_it_is_held_the_page_is_about_the_badge_and_the_way_is_folded(
    client_of: ClientOf, give_badge: GiveBadge
) -> None:
    award = give_badge(AwardState.ISSUED)
    page = _page(client_of)
    uses = (f"/b/{award.public_code}", f"/my-badges/{award.public_id}#send", f"/my-badges/{award.public_id}#paper")
    assert [page.index(address) for address in uses] == sorted(page.index(address) for address in uses)
    assert page.index(uses[-1]) < page.index("Comment je l’ai eu") < page.index('class="is-done"')
    assert "is-now" not in page
    assert "Le badge en demande" not in page


def test_the_arrow_of_a_badge_leads_back_to_where_one_came_from(client_of: ClientOf, give_badge: GiveBadge) -> None:
    address, moussa = f"/my-badges/{give_badge(AwardState.ISSUED).public_id}", client_of("moussa")
    for came_from, back in (("", "/me/path"), ("?back=home", "/me"), ("?back=documents", "/me/documents")):
        page = moussa.get(address + came_from).text
        assert re.search(rf'class="band__back"\s+href="{back}"', page), came_from
        assert f"{address}/withdrawal{came_from}" in page
