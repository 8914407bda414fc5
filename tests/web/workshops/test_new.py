"""Planning a workshop: `/workshops/new`."""

from datetime import UTC, datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.tracks.queries import curriculum_of, module_of
from peerlearn.tracks.rules import TrackCode
from peerlearn.workshops import queries
from peerlearn.workshops.models import Workshop
from tests.cast import Cast
from tests.factories.workshops import next_year, plan_workshop, said
from tests.stage import ClientOf

DAY = next_year(3, 3)


def _module(app: Flask, code: str) -> str:
    with app.app_context():
        return str(module_of(curriculum_of(TrackCode.LEARNER), code).id)


def _send(client: FlaskClient, app: Flask, cast: Cast, **changes: str) -> TestResponse:
    written = {
        "module": _module(app, "M02"),
        "site": cast.sites["tilleuls"],
        "day": f"{DAY}",
        "starts": "09:30",
        "minutes": "",
        "capacity": "8",
        "leader": cast.person_ids["moussa"],
        "co_leader": "",
        "note": "",
    }
    return client.post("/workshops/new", data=written | changes)


def test_staff_plan_a_workshop_and_land_on_its_page(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    client = client_of("samira")
    assert "Moussa Traoré" in client.get("/workshops/new").text
    answer = _send(client, app, cast)
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"]).text
    assert f"{said(DAY)}, 9\xa0h\xa030 à 11\xa0h\xa030" in page
    assert "L’atelier est planifié" in page
    assert "avec Moussa Traoré" in page
    assert "0/8" in page


def test_two_people_may_lead_and_nobody_need_be_known_yet(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    client = client_of("samira")
    alone = client.get(_send(client, app, cast, leader="").headers["Location"]).text
    assert "Personne n’anime encore" in alone


def test_what_is_missing_is_said_beside_the_field_and_what_was_typed_is_kept(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    client = client_of("samira")
    for missing, words in (
        ("module", "Choisissez le module"),
        ("site", "Choisissez le lieu"),
        ("day", "Choisissez le jour"),
        ("starts", "Choisissez l’heure"),
        ("capacity", "Écrivez le nombre de places"),
    ):
        answer = _send(client, app, cast, note="Clés chez Samira", **{missing: ""})
        assert answer.status_code == 422, missing
        assert words in answer.text
        assert "Clés chez Samira" in answer.text


def test_a_table_has_one_to_sixteen_seats(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    client = client_of("samira")
    for seats in ("0", "17", "-3", "huit"):
        assert _send(client, app, cast, capacity=seats).status_code == 422, seats
    assert _send(client, app, cast, capacity="16").status_code == 302


def test_a_day_that_is_past_or_nonsense_is_refused_in_words(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    client = client_of("samira")
    answer = _send(client, app, cast, day="2020-03-03")
    assert answer.status_code == 422
    assert "Ce jour et cette heure sont déjà passés" in answer.text
    assert 'href="#day"' in answer.text
    for nonsense in (f"{DAY:%Y}-02-30", "demain", "99999-01-01"):
        assert _send(client, app, cast, day=nonsense).status_code == 422


def test_a_facilitator_taken_at_that_time_is_named_and_nothing_is_planned(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    client = client_of("samira")
    assert _send(client, app, cast).status_code == 302
    answer = _send(client, app, cast, starts="10:00")
    assert answer.status_code == 422
    assert f"Moussa est déjà dans « J’appelle et j’écris à mes contacts » ({said(DAY)} à 9 h 30".replace(
        "\xa0", " "
    ) in answer.text.replace("\xa0", " ")
    assert "Choisissez quelqu’un d’autre" in answer.text
    assert 'href="#leader"' in answer.text
    assert 'id="leader-error"' in answer.text
    assert "1 atelier" in client.get("/workshops").text


def test_the_same_person_is_not_chosen_twice(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    client = client_of("samira")
    answer = _send(client, app, cast, co_leader=cast.person_ids["moussa"])
    assert answer.status_code == 422
    assert "choisie deux fois" in answer.text
    assert 'id="co_leader-error"' in answer.text
    assert "Aucun atelier" in client.get("/workshops").text


def test_another_organisations_place_or_person_cannot_be_chosen(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    client = client_of("samira")
    assert _send(client, app, cast, site=cast.sites["relais"]).status_code == 422
    assert _send(client, app, cast, leader=cast.person_ids["fatou"]).status_code == 422
    assert _send(client, app, cast, module="999999").status_code == 422


def test_a_social_security_number_does_not_get_into_the_note(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    assert _send(client_of("samira"), app, cast, note="2 85 01 59 350 123 45").status_code == 422


def test_a_coordinator_plans_for_any_organisation_of_the_region(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    answer = _send(client_of("carole"), app, cast, site=cast.sites["relais"])
    assert answer.status_code == 302
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test looks at a workshop"))
        planned = queries.workshop(answer.headers["Location"].rpartition("/")[2])
        assert planned.host_organisation_id == cast.organisations["relais"]
        scope.leave(db.session())


def test_those_who_led_before_are_offered_too(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    client = client_of("samira")
    assert "Claire Bertin" not in client.get("/workshops/new").text
    plan_workshop(app, cast, led_by=("claire",))
    assert "Claire Bertin" in client.get("/workshops/new").text


def test_only_who_plans_may_open_the_page(cast: Cast, client_of: ClientOf) -> None:
    names = ("nadia", "carole", "samira", "victor", "moussa", "awa")
    assert [client_of(name).get("/workshops/new").status_code for name in names] == [200, 200, 200, 403, 403, 403]


def test_a_mistyped_year_is_said_and_no_list_breaks(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    client = client_of("samira")
    for day, starts in (("9999-12-31", "23:59"), (f"{DAY.year + 2}-06-01", "09:00"), ("0001-01-01", "00:00")):
        answer = _send(client, app, cast, day=day, starts=starts)
        assert answer.status_code == 422, day
        assert ("années" in answer.text) == (day[0] != "0"), day
    assert client.get("/workshops").status_code == 200


def test_a_workshop_at_the_end_of_the_calendar_breaks_no_list(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    """One that was stored before years were looked at."""
    planned = plan_workshop(app, cast, guests=("relais",))
    last = datetime(9999, 12, 31, 23, 30, tzinfo=UTC)
    with app.app_context(), db.engine.begin() as stored:
        ends = {"starts_at": last - timedelta(hours=1), "ends_at": last, "starts_local": datetime(9999, 12, 31, 23, 30)}  # noqa: DTZ001
        stored.execute(update(Workshop.__table__).values(**ends))  # type: ignore[arg-type]
    for who in ("samira", "bruno"):
        assert client_of(who).get("/workshops").status_code == 200
        assert client_of(who).get(planned.url()).status_code == 200
    assert client_of("samira").get(planned.url("/edit")).status_code == 200
    assert client_of("samira").get(planned.url("/cancel")).status_code == 200


def test_what_people_wait_for_is_said_and_a_tap_chooses_it(cast: Cast, client_of: ClientOf) -> None:
    samira = client_of("samira")
    assert "Ce que les personnes attendent" not in samira.get("/workshops/new").text
    for name in ("awa", "rosa"):
        samira.post(f"/people/{cast.person_ids[name]}/plan/choices", data={"module": "M09", "chosen": "yes"})
    page = samira.get("/workshops/new").text
    assert "2 personnes l’ont choisi" in page
    assert 'href="/workshops/new?module=M09#module"' in page
    assert "l’ont choisi" not in client_of("etienne").get("/workshops/new").text
