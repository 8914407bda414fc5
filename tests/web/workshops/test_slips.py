"""Slips to hand out: `/workshops/<public_id>/slips`."""

from flask import Flask

from tests.cast import Cast
from tests.factories.workshops import local, next_year, plan_workshop
from tests.stage import ClientOf


def test_each_person_with_a_seat_has_a_slip_that_needs_no_phone(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(
        app, cast, starts_local=local(f"{next_year(3, 3)} 09:30"), capacity=2, enrolled=("awa", "rosa", "karim")
    )
    page = client_of("samira").get(planned.url("/slips")).text
    assert page.count('<li class="slip">') == 2
    assert "<strong>Awa</strong>" in page
    assert "Karim" not in page
    assert "9\xa0h\xa030 à\xa011\xa0h\xa030" in page
    assert "12 rue des Écoles" in page


def test_a_guest_prints_its_own_peoples_slips(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, enrolled=("awa", "fatou"))
    page = client_of("bruno").get(planned.url("/slips")).text
    assert "<strong>Fatou</strong>" in page
    assert "Awa" not in page


def test_without_anybody_there_is_nothing_to_print(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast)
    assert "il n’y a rien à imprimer" in client_of("samira").get(planned.url("/slips")).text


def test_one_persons_slip_comes_alone_and_leads_back_to_their_plan(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, enrolled=("awa", "fatou"))
    page = client_of("samira").get(planned.line_url("awa", "slip")).text
    assert page.count('<li class="slip">') == 1
    assert "<strong>Awa</strong>" in page
    assert f"/people/{cast.person_ids['awa']}/plan" in page
    guests = client_of("samira").get(planned.line_url("fatou", "slip")).text
    assert "<strong>Fatou</strong>" in guests
    assert cast.person_ids["fatou"] not in guests
    assert client_of("bruno").get(planned.line_url("awa", "slip")).status_code == 404


def test_who_waits_has_no_slip_yet(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, capacity=1, enrolled=("rosa", "awa"))
    assert "il n’y a rien à imprimer" in client_of("samira").get(planned.line_url("awa", "slip")).text
