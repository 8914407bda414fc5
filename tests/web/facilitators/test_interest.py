"""Would you like to lead? On somebody's page, and in one's own space."""

from datetime import timedelta

from flask import Flask

from peerlearn.diagnoses.rules import Interest as Leaning
from peerlearn.facilitators.models import Interest
from peerlearn.facilitators.rules import MOST_NOTES
from peerlearn.workshops.rules import Part
from tests.cast import Cast
from tests.factories.leading import stored_diagnoses
from tests.stage import ClientOf
from tests.web.attendance.conftest import RowsOf, Stage

DAY = timedelta(days=1)


def _told(rows: RowsOf) -> list[tuple[str, str]]:
    return [(row.answer.value, row.source.value) for row in rows(Interest) if row.taken_back_at is None]


def test_staff_note_it_with_one_tap_and_take_it_back(client_of: ClientOf, cast: Cast, rows_of: RowsOf) -> None:
    samira, page = client_of("samira"), f"/people/{cast.person_ids['awa']}"
    assert "l’envie suffit" in samira.get(f"{page}?lang=fr").text
    answer = samira.post(f"{page}/interest", data={"answer": "yes"})
    assert answer.headers["Location"] == f"{page}#leading"
    shown = samira.get(page).text
    assert "A envie d’animer" in shown
    assert "noté par l’équipe" in shown
    assert "Me préparer" in shown
    samira.post(f"{page}/interest", data={"answer": "yes"})
    assert _told(rows_of) == [("yes", "staff")]
    samira.post(f"{page}/interest", data={"answer": ""})
    samira.post(f"{page}/interest", data={"answer": ""})
    assert _told(rows_of) == []
    assert "l’envie suffit" in samira.get(page).text


def test_what_a_diagnosis_says_is_shown_and_is_not_there_to_take_back(
    client_of: ClientOf, app: Flask, cast: Cast
) -> None:
    with app.app_context():
        stored_diagnoses(cast, ("awa", Leaning.MAYBE, 9, 1))
    page = client_of("samira").get(f"/people/{cast.person_ids['awa']}?lang=fr").text
    assert "dit pendant le diagnostic" in page
    assert "Effacer ce qui a été noté" not in page


def test_who_changes_their_mind_for_ever_is_asked_in_person(client_of: ClientOf, cast: Cast, rows_of: RowsOf) -> None:
    awa, answers = client_of("awa"), ("yes", "maybe")
    for turn in range(MOST_NOTES):
        assert awa.post("/me/interest", data={"answer": answers[turn % 2]}).status_code == 302
    refused = awa.post("/me/interest", data={"answer": "yes"})
    assert refused.status_code == 422
    assert "déjà changé d’avis 50 fois" in refused.text
    assert len(rows_of(Interest)) == MOST_NOTES
    assert awa.post("/me/interest", data={"answer": "maybe"}).status_code == 302, "what counts already may be said"


def test_anything_but_the_three_answers_was_made_by_hand(client_of: ClientOf, cast: Cast, rows_of: RowsOf) -> None:
    address = f"/people/{cast.person_ids['awa']}/interest"
    for sent in ({"answer": "always"}, {}):
        assert client_of("samira").post(address, data=sent).status_code == 400
        assert client_of("awa").post("/me/interest", data=sent).status_code == 400
    assert client_of("awa").post("/me/interest", data={"answer": ""}).status_code == 400
    assert _told(rows_of) == []


def test_only_their_own_staff_note_it(client_of: ClientOf, cast: Cast, rows_of: RowsOf) -> None:
    address = f"/people/{cast.person_ids['awa']}/interest"
    assert client_of("samira").post(address, data={"answer": "yes"}).status_code == 302
    for name in ("bruno", "etienne"):
        assert client_of(name).post(address, data={"answer": "no"}).status_code == 404
    for name in ("victor", "moussa", "awa"):
        assert client_of(name).post(address, data={"answer": "no"}).status_code == 403
    assert _told(rows_of) == [("yes", "staff")]


def test_a_learner_asks_themselves_and_sees_the_way(client_of: ClientOf, cast: Cast, rows_of: RowsOf) -> None:
    awa = client_of("awa")
    assert "Me préparer" not in awa.get("/me/path?lang=fr").text
    for _ in range(2):
        assert awa.post("/me/interest", data={"answer": "yes"}).headers["Location"] == "/me"
    assert _told(rows_of) == [("yes", "own")]
    home = awa.get("/me?lang=fr").text
    assert "Quelqu’un vous en parlera" in home
    assert 'href="/me/path"' in home
    assert "Me préparer" in awa.get("/me/path").text
    assert "Awa" in client_of("samira").get("/facilitators/candidates").text
    awa.post("/me/interest", data={"answer": "no"})
    assert "Me préparer" not in awa.get("/me/path").text
    assert "Awa" not in client_of("samira").get("/facilitators/candidates").text


def test_who_attends_the_training_sees_the_way_without_having_asked(
    client_of: ClientOf, cast: Cast, stage: Stage
) -> None:
    stage(module="T1", starts_in=4 * DAY, seated=("awa",), leaders={"claire": Part.LEAD})
    home = client_of("awa").get("/me").text
    assert 'href="/me/path"' in home
    assert 'name="answer"' not in home


def test_the_page_of_someone_on_the_way_says_the_one_next_step(client_of: ClientOf, cast: Cast, stage: Stage) -> None:
    samira, page = client_of("samira"), f"/people/{cast.person_ids['awa']}"
    assert "Sur le chemin" not in samira.get(f"{page}?lang=fr").text
    samira.post(f"{page}/interest", data={"answer": "yes"})
    assert "Aucune séance de formation" in samira.get(page).text
    training = stage(module="T1", starts_in=4 * DAY, seated=(), leaders={})
    assert f"/workshops/{training.public_id}/enrol" in samira.get(page).text
    samira.post(f"/workshops/{training.public_id}/enrol", data={"person": cast.person_ids["awa"]})
    assert "Attendu·e" in samira.get(page).text
