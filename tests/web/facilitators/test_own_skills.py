"""Where do I stand? `/me/skills`, and what was seen beside it on `/me/path`."""

from peerlearn.attendance.models import Observation
from peerlearn.core.permissions import Role
from peerlearn.facilitators.models import SelfAssessment
from peerlearn.workshops.rules import Part
from tests.cast import Cast
from tests.stage import ClientOf
from tests.web.attendance.conftest import GiveAccount, RowsOf, Stage


def test_one_places_oneself_with_one_tap_and_it_is_no_observation(
    client_of: ClientOf, cast: Cast, rows_of: RowsOf
) -> None:
    moussa = client_of("moussa")
    assert "Où j’en suis" in moussa.get("/me/skills?lang=fr").text
    for level in ("1", "2", "2"):
        answer = moussa.post("/me/skills", data={"skill": "1", "level": level})
        assert answer.headers["Location"] == "/me/skills?skill=1"
    assert [row.level for row in rows_of(SelfAssessment)] == [1, 2]
    assert rows_of(Observation) == []
    page = moussa.get("/me/path").text
    assert "Je dis\u00a0: Je le fais" in page
    assert "ateliers\u00a0: 0 sur 11" in page


def test_the_page_shows_what_one_said_last(client_of: ClientOf, cast: Cast) -> None:
    moussa = client_of("moussa")
    assert 'aria-pressed="true"' not in moussa.get("/me/skills?skill=3").text
    moussa.post("/me/skills", data={"skill": "3", "level": "3"})
    assert moussa.get("/me/skills?skill=3").text.count('aria-pressed="true"') == 1
    assert 'aria-pressed="true"' not in moussa.get("/me/skills?skill=2").text


def test_there_are_as_many_skills_as_the_curriculum_has_and_four_levels(client_of: ClientOf, cast: Cast) -> None:
    moussa = client_of("moussa")
    assert moussa.get("/me/skills?skill=11").status_code == 200
    for number in (0, 12):
        assert moussa.get(f"/me/skills?skill={number}").status_code == 404
    assert moussa.post("/me/skills", data={"skill": "12", "level": "1"}).status_code == 404
    for sent in ({"skill": "1", "level": "4"}, {"skill": "1", "level": ""}, {"level": "1"}, {}):
        assert moussa.post("/me/skills", data=sent).status_code == 400


def test_what_was_seen_says_where_and_from_which_side(
    client_of: ClientOf, cast: Cast, stage: Stage, give_account: GiveAccount
) -> None:
    give_account("serge", Role.FACILITATOR)
    staged = stage(leaders={"moussa": Part.LEAD, "serge": Part.CO_LEAD})
    tap = f"/workshops/{staged.public_id}/facilitator-skills/1/{cast.person_ids['moussa']}"
    for name, level in (("samira", "2"), ("serge", "3")):
        assert client_of(name).post(tap, data={"level": level}).status_code == 302
    page = client_of("moussa").get("/me/path?lang=fr").text
    assert "Les Tilleuls\u00a0: Acquis, vu par l’équipe" in page
    assert "Les Tilleuls\u00a0: Aide un autre animateur, vu par qui animait avec moi" in page
