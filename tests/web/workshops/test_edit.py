"""Changing a workshop: `/workshops/<public_id>/edit`."""

import re

from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast
from tests.factories.workshops import Planned, local, next_year, plan_workshop, said, seen
from tests.stage import ClientOf


def _written(client: FlaskClient, planned: Planned) -> dict[str, str]:
    """What the form holds when it is opened."""
    page = client.get(planned.url("/edit")).text
    chosen = re.findall(r'<select[^>]* name="(\w+)".*?<option selected value="(\w*)"', page, re.DOTALL)
    typed = re.findall(r'<input[^>]* name="(day|starts|capacity)"[^>]* value="([^"]*)"', page)
    return dict(chosen) | dict(typed) | {"note": ""}


def test_the_form_opens_with_what_is_planned_and_sending_it_back_changes_nothing(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    planned = plan_workshop(app, cast, starts_local=local(f"{next_year(3, 3)} 09:30"), enrolled=("awa",))
    client = client_of("samira")
    written = _written(client, planned)
    assert (written["day"], written["starts"], written["minutes"], written["capacity"]) == (
        f"{next_year(3, 3)}",
        "09:30",
        "120",
        "8",
    )
    assert client.post(planned.url("/edit"), data=written).status_code == 302
    page = client.get(planned.url()).text
    assert "9\xa0h\xa030 à 11\xa0h\xa030" in page
    assert "a modifié l’atelier" in page


def test_another_time_and_fewer_seats_keep_who_is_enrolled(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, enrolled=("awa", "rosa"))
    client = client_of("samira")
    changed = _written(client, planned) | {"day": f"{next_year(6, 4)}", "starts": "14:00", "capacity": "6"}
    answer = client.post(planned.url("/edit"), data=changed)
    assert answer.headers["Location"] == planned.url()
    page = client.get(planned.url()).text
    assert f"{said(next_year(6, 4))}, 14\xa0h à 16\xa0h" in page
    assert "a changé l’heure ou le lieu" in page
    after = seen(app, planned)
    assert (after.capacity, after.seated) == (6, ["Awa", "Rosa"])


def test_seats_below_those_taken_come_back_with_the_reason_and_what_was_typed(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    planned = plan_workshop(app, cast, enrolled=("awa", "rosa", "karim"))
    client = client_of("samira")
    answer = client.post(planned.url("/edit"), data=_written(client, planned) | {"capacity": "2", "note": "Clés"})
    assert answer.status_code == 422
    assert "3 personnes ont déjà une place" in answer.text
    assert "Clés" in answer.text
    assert seen(app, planned).capacity == 8


def test_a_place_of_another_organisation_is_not_offered(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast)
    client = client_of("carole")
    assert cast.sites["relais"] not in client.get(planned.url("/edit")).text
    elsewhere = _written(client, planned) | {"site": cast.sites["relais"]}
    assert client.post(planned.url("/edit"), data=elsewhere).status_code == 422


def test_a_guest_has_no_such_page(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, guests=("relais",))
    written = _written(client_of("samira"), planned)
    bruno = client_of("bruno")
    assert bruno.get(planned.url()).status_code == 200
    assert bruno.get(planned.url("/edit")).status_code == 404
    assert bruno.post(planned.url("/edit"), data=written | {"capacity": "4"}).status_code == 404
    assert seen(app, planned).capacity == 8
