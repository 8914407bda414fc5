"""Who leads: `/workshops/<public_id>/facilitators`."""

import re
from datetime import timedelta

import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast
from tests.factories.workshops import Planned, local, plan_workshop
from tests.stage import ClientOf


def _leader(client: FlaskClient, planned: Planned, number: int = 1) -> str:
    page = client.get(planned.url(f"/facilitators?instead-of={number}")).text
    return str(re.findall(r'name="facilitator" value="(\d+)"', page)[0])


def test_a_workshop_without_anybody_offers_those_who_lead(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, led_by=())
    client = client_of("samira")
    page = client.get(planned.url("/facilitators")).text
    assert "Qui anime\xa0?" in page
    assert "Choisir Moussa" in page
    answer = client.post(planned.url("/facilitators"), data={"person": cast.person_ids["moussa"]})
    assert answer.headers["Location"] == planned.url()
    assert "avec Moussa Traoré" in client.get(planned.url()).text


def test_a_substitute_is_chosen_an_hour_before_by_searching_a_name(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    with time_machine.travel("2026-01-05T07:00Z") as now:
        planned = plan_workshop(app, cast, starts_local=local("2026-01-05 09:00"))
        now.shift(timedelta(minutes=5))
        client = client_of("samira")
        page = client.get(planned.url("/facilitators"), query_string={"instead-of": 1, "q": "claire"}).text
        assert "Qui remplace Moussa Traoré\xa0?" in page
        assert "Remplacer par Claire" in page
        client.post(
            planned.url("/facilitators/substitutes"),
            data={"person": cast.person_ids["claire"], "instead_of": _leader(client, planned)},
        )
        page = client.get(planned.url()).text
        assert "avec Claire Bertin" in page
        assert "Samira Haddad a choisi Claire Bertin pour remplacer Moussa Traoré" in page


def test_someone_who_leads_elsewhere_then_is_shown_as_taken_and_refused(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    plan_workshop(app, cast, host="relais")
    planned = plan_workshop(app, cast, led_by=())
    client = client_of("samira")
    page = client.get(planned.url("/facilitators")).text
    assert "A un autre atelier à cette heure-là" in page
    assert "Choisir Moussa" not in page
    answer = client.post(planned.url("/facilitators"), data={"person": cast.person_ids["moussa"]})
    assert answer.status_code == 422
    assert "Moussa est déjà dans «" in answer.text


def test_someone_steps_down_and_the_page_says_nobody_leads(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast)
    client = client_of("samira")
    answer = client.post(planned.url("/facilitators/release"), data={"facilitator": _leader(client, planned)})
    assert answer.headers["Location"] == planned.url("/facilitators")
    assert "Personne n’anime encore cet atelier" in client.get(planned.url()).text


def test_a_second_person_leads_with_the_first(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast)
    client = client_of("samira")
    client.post(planned.url("/facilitators"), data={"person": cast.person_ids["claire"]})
    page = client.get(planned.url()).text
    assert "avec Moussa Traoré, Claire Bertin" in page
    assert "co-anime" in page
    assert "À la place de Claire Bertin" in client.get(planned.url("/facilitators")).text


def test_what_does_not_exist_is_not_found(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast)
    other = plan_workshop(app, cast, led_by=("claire",))
    client = client_of("samira")
    own, foreign = _leader(client, planned), _leader(client, other)
    for instead_of in (foreign, "999999", "x", ""):
        sent = {"person": cast.person_ids["awa"], "instead_of": instead_of}
        assert client.post(planned.url("/facilitators/substitutes"), data=sent).status_code == 404, instead_of
    for person in ("nobody", cast.person_ids["fatou"], ""):
        sent = {"person": person, "instead_of": own}
        assert client.post(planned.url("/facilitators/substitutes"), data=sent).status_code == 404, person
    assert client.get(planned.url("/facilitators?instead-of=99")).status_code == 200


def test_a_guest_names_nobody(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, guests=("relais",))
    bruno = client_of("bruno")
    assert bruno.get(planned.url()).status_code == 200
    assert bruno.get(planned.url("/facilitators")).status_code == 404
    assert bruno.post(planned.url("/facilitators"), data={"person": cast.person_ids["fatou"]}).status_code == 404
