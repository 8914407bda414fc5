"""Whom those who lead propose: `/me/proposals`, and what staff see of it among the candidates."""

from datetime import timedelta

import pytest
from flask import Flask

from peerlearn.core import scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.facilitators.models import Interest
from tests.cast import Cast
from tests.factories import awards as made
from tests.stage import ClientOf
from tests.web.attendance.conftest import RowsOf, Stage

HERE, CANDIDATES = "/me/proposals", "/facilitators/candidates"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _past(app: Flask, cast: Cast) -> None:
    """Awa and Rosa came to a workshop that Moussa led."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test's past"))
        with transaction():
            made.past_workshop(cast, days_ago=5, seated=["awa", "rosa"])
        scope.leave(db.session())
        db.session.remove()


def _propose(client_of: ClientOf, cast: Cast, name: str, proposed: str = "yes") -> int:
    sent = {"person": cast.person_ids[name], "proposed": proposed}
    return client_of("moussa").post(HERE, data=sent).status_code


def test_whoever_came_may_be_proposed_and_staff_see_by_whom(client_of: ClientOf, cast: Cast) -> None:
    page = client_of("moussa").get(HERE).text
    assert "Proposer Awa" in page
    assert "Karim" not in page
    assert "Niveau" not in page
    assert _propose(client_of, cast, "awa") == 302
    assert "Proposer Awa" not in client_of("moussa").get(HERE).text
    shown = client_of("samira").get(CANDIDATES).text
    assert "Proposé·e par Moussa Traoré" in shown
    assert "À demander" in shown
    assert "Proposé·e par Moussa Traoré" in client_of("samira").get(f"/people/{cast.person_ids['awa']}").text
    assert "Proposé·e" not in client_of("bruno").get(CANDIDATES).text


def test_a_proposal_is_no_word_of_the_person_and_never_speaks_against_their_no(client_of: ClientOf, cast: Cast) -> None:
    for name in ("awa", "rosa"):
        _propose(client_of, cast, name)
    assert "J’ai envie d’aider" in client_of("awa").get("/me?lang=fr").text
    samira = client_of("samira")
    samira.post(f"/people/{cast.person_ids['rosa']}/interest", data={"answer": "no"})
    samira.post(f"/people/{cast.person_ids['awa']}/interest", data={"answer": "yes"})
    page = samira.get(CANDIDATES).text
    assert "Rosa" not in page
    assert "À demander" not in page
    assert "Proposé·e par Moussa Traoré" in page


def test_twice_is_once_and_taken_back_is_gone(client_of: ClientOf, cast: Cast, rows_of: RowsOf) -> None:
    for proposed in ("yes", "yes", "", "", "yes", ""):
        assert _propose(client_of, cast, "awa", proposed) == 302
    assert len(rows_of(Interest)) == 1
    assert "Proposé·e" not in client_of("samira").get(CANDIDATES).text


def test_who_never_came_is_not_found_nor_is_anybody_by_who_does_not_lead(
    client_of: ClientOf, cast: Cast, stage: Stage
) -> None:
    stage(starts_in=3 * DAY, seated=("karim",))
    assert _propose(client_of, cast, "awa") == 302
    for name in ("karim", "moussa", "lucas"):
        assert _propose(client_of, cast, name) == 404
    sent = {"person": cast.person_ids["awa"], "proposed": "yes"}
    assert client_of("samira").post(HERE, data=sent).status_code == 404
    assert client_of("awa").post(HERE, data=sent).status_code == 403
