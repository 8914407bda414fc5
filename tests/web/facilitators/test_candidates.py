"""Who would like to lead: `/facilitators/candidates`."""

import re
from datetime import timedelta

from flask import Flask

from peerlearn.diagnoses.rules import Interest
from peerlearn.facilitators.rules import Answer
from peerlearn.workshops.models import Enrolment
from peerlearn.workshops.rules import Part
from tests.cast import LEARNERS, Cast
from tests.counting import statements
from tests.factories.leading import stored_diagnoses
from tests.stage import ClientOf
from tests.web.attendance.conftest import RowsOf, Stage

HERE = "/facilitators/candidates"
DAY = timedelta(days=1)


def _names(page: str) -> list[str]:
    return re.findall(r'<th scope="row">\s*<a href="/people/\w{12}">(\w+)', page)


def _said(app: Flask, cast: Cast, *said: tuple[str, Interest | None, int, int]) -> None:
    with app.app_context():
        stored_diagnoses(cast, *said)


def test_a_person_of_level_1_is_there_like_anyone(client_of: ClientOf, app: Flask, cast: Cast) -> None:
    _said(app, cast, ("awa", Interest.YES, 20, 1), ("rosa", Interest.YES, 10, 4), ("karim", None, 30, 4))
    page = client_of("samira").get(f"{HERE}?lang=fr").text
    assert _names(page) == ["Awa", "Rosa"]
    assert "Niveau" not in page
    assert "%" not in re.sub(r"<[^>]*>", "", page)


def test_one_tap_invites_to_the_next_training_and_leads_back(
    client_of: ClientOf, app: Flask, cast: Cast, stage: Stage, rows_of: RowsOf
) -> None:
    _said(app, cast, ("awa", Interest.YES, 20, 1))
    samira = client_of("samira")
    assert "Aucune séance prévue" in samira.get(f"{HERE}?lang=fr").text
    later = stage(module="T1", starts_in=30 * DAY, seated=(), leaders={"claire": Part.LEAD})
    training = stage(module="T1", starts_in=9 * DAY, seated=(), leaders={"claire": Part.LEAD})
    page = samira.get(f"{HERE}?q=aw").text
    assert training.public_id in page
    assert later.public_id not in page
    address = f"{HERE}/{cast.person_ids['awa']}/invitation"
    answer = samira.post(address, data={"workshop": training.public_id, "q": "aw"})
    assert answer.headers["Location"] == f"{HERE}?q=aw"
    (seat,) = rows_of(Enrolment)
    assert (seat.person_id, seat.workshop_id) == (cast.people["awa"], training.id)
    assert "Attendu·e" in samira.get(f"{HERE}?lang=fr").text
    assert samira.post(address, data={"workshop": training.public_id}).status_code == 422
    assert len(rows_of(Enrolment)) == 1


def test_who_did_the_first_step_is_invited_to_the_second(
    client_of: ClientOf, app: Flask, cast: Cast, stage: Stage
) -> None:
    _said(app, cast, ("awa", Interest.MAYBE, 20, 2))
    samira = client_of("samira")
    first = stage(module="T1", seated=("awa",), leaders={"claire": Part.LEAD}, lasts=timedelta(minutes=20))
    samira.post(first.presence("awa"), data={"state": "present"})
    second = stage(module="T2", starts_in=9 * DAY, seated=(), leaders={"claire": Part.LEAD})
    page = samira.get(f"{HERE}?lang=fr").text
    assert "étape 2 sur 4 : Essayer" in page.replace("\u00a0", " ")
    assert second.public_id in page


def test_those_who_lead_stand_apart(client_of: ClientOf, cast: Cast, stage: Stage) -> None:
    stage(starts_in=-3 * DAY)
    samira = client_of("samira")
    samira.post(f"/people/{cast.person_ids['moussa']}/interest", data={"answer": Answer.YES})
    page = samira.get(f"{HERE}?lang=fr").text
    assert _names(page) == []
    assert "1 personne anime déjà" in page
    assert "Moussa Traoré" in page


def test_each_sees_those_they_answer_for(client_of: ClientOf, app: Flask, cast: Cast) -> None:
    _said(app, cast, *((name, Interest.YES, 5, 2) for name in ("awa", "fatou", "lucas")))
    seen = {name: _names(client_of(name).get(HERE).text) for name in ("samira", "bruno", "etienne", "carole", "nadia")}
    assert seen == {
        "samira": ["Awa"],
        "bruno": ["Fatou"],
        "etienne": ["Lucas"],
        "carole": ["Awa", "Fatou"],
        "nadia": ["Awa", "Fatou", "Lucas"],
    }
    garonne = cast.organisation_ids["garonne"]
    assert client_of("nadia").get(f"{HERE}?organisation={garonne}").status_code == 200
    assert client_of("carole").get(f"{HERE}?organisation={garonne}").status_code == 404
    for name in ("victor", "moussa", "awa"):
        assert client_of(name).get(HERE).status_code == 403


def test_a_stranger_invites_nobody_and_nobody_is_invited_to_a_workshop_of_strangers(
    client_of: ClientOf, app: Flask, cast: Cast, stage: Stage, rows_of: RowsOf
) -> None:
    own = stage(module="T1", starts_in=9 * DAY, seated=(), leaders={})
    foreign = stage(module="T1", host="garonne", starts_in=9 * DAY, seated=(), leaders={})
    address = f"{HERE}/{cast.person_ids['awa']}/invitation"
    assert client_of("etienne").post(address, data={"workshop": foreign.public_id}).status_code == 404
    assert client_of("samira").post(address, data={"workshop": foreign.public_id}).status_code == 404
    assert client_of("samira").post(address, data={}).status_code == 404
    assert rows_of(Enrolment) == []
    assert client_of("samira").post(address, data={"workshop": own.public_id}).status_code == 302


def test_an_empty_list_teaches(client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    assert "Personne ne l’a encore dit" in samira.get(f"{HERE}?lang=fr").text
    assert f'href="{HERE}"' in samira.get("/people").text


def test_more_candidates_need_no_more_questions(client_of: ClientOf, app: Flask, cast: Cast, stage: Stage) -> None:
    stage(module="T1", starts_in=9 * DAY, seated=("awa",), leaders={"claire": Part.LEAD})
    samira = client_of("samira")
    _said(app, cast, ("awa", Interest.YES, 5, 1), ("nadège", Interest.YES, 5, 1))
    with statements(app) as few:
        samira.get(HERE)
    _said(app, cast, *((name.lower(), Interest.YES, 4, 2) for name in LEARNERS if name != "Nadège"))
    with statements(app) as many:
        samira.get(HERE)
    assert len(many) == len(few)


def test_nobody_is_invited_to_the_other_end_of_the_country(
    client_of: ClientOf, app: Flask, cast: Cast, stage: Stage
) -> None:
    _said(app, cast, ("lucas", Interest.YES, 20, 1), ("fatou", Interest.YES, 10, 1))
    training = stage(module="T1", starts_in=9 * DAY, seated=(), leaders={})
    page = client_of("nadia").get(f"{HERE}?lang=fr").text
    lucas, fatou = (page.index(f'id="p-{cast.person_ids[name]}"') for name in ("lucas", "fatou"))
    assert training.public_id not in page[lucas:fatou]
    assert "Aucune séance prévue" in page[lucas:fatou]
    assert training.public_id in page[fatou:]
