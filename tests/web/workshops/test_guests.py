"""Inviting other organisations: `/workshops/<public_id>/guests`."""

from flask import Flask

from tests.cast import Cast
from tests.factories.workshops import plan_workshop
from tests.stage import ClientOf


def test_the_host_invites_a_neighbour_who_then_sees_the_workshop(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast)
    samira, bruno = client_of("samira"), client_of("bruno")
    page = samira.get(planned.url("/guests")).text
    assert "Le Relais" in page  # of the region
    assert "Atelier Garonne" not in page
    assert bruno.get(planned.url()).status_code == 404
    answer = samira.post(planned.url("/guests"), data={"organisation": cast.organisation_ids["relais"]})
    assert answer.headers["Location"] == planned.url("/guests")
    assert bruno.get(planned.url()).status_code == 200
    assert planned.url() in bruno.get("/workshops").text


def test_an_organisation_of_another_region_is_found_by_name(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast)
    client = client_of("samira")
    assert "Atelier Garonne" in client.get(planned.url("/guests"), query_string={"q": "garonne"}).text
    assert "Aucune structure de ce nom" in client.get(planned.url("/guests"), query_string={"q": "zzz"}).text
    assert client.post(planned.url("/guests"), data={"organisation": "nobody"}).status_code == 404


def test_an_invitation_is_taken_back_unless_people_came_by_it(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, guests=("relais", "garonne"), enrolled=("fatou",))
    samira = client_of("samira")
    removal = "/guests/{}/removal"
    page = samira.get(planned.url("/guests")).text
    assert "a des personnes sur la liste" in page
    assert samira.post(planned.url(removal.format(cast.organisation_ids["garonne"]))).status_code == 302
    assert client_of("etienne").get(planned.url()).status_code == 404
    refused = samira.post(planned.url(removal.format(cast.organisation_ids["relais"])))
    assert refused.status_code == 422
    assert "l’invitation reste" in refused.text
    assert samira.post(planned.url(removal.format(cast.organisation_ids["garonne"]))).status_code == 404


def test_a_guest_invites_nobody(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, guests=("relais",))
    bruno = client_of("bruno")
    assert bruno.get(planned.url()).status_code == 200
    assert bruno.get(planned.url("/guests")).status_code == 404
    sent = {"organisation": cast.organisation_ids["garonne"]}
    assert bruno.post(planned.url("/guests"), data=sent).status_code == 404
