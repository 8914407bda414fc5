"""Enrolling in one tap: `/workshops/<public_id>/enrol`."""

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from peerlearn.people.actions import PersonFacts
from tests.cast import Cast
from tests.factories.workshops import Planned, add_people, plan_workshop, seen
from tests.stage import ClientOf


def _tap(client: FlaskClient, planned: Planned, cast: Cast, name: str) -> TestResponse:
    return client.post(planned.url("/enrol"), data={"person": cast.person_ids[name], "stay": "1"})


def test_the_page_offers_everyone_who_is_not_on_the_list(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, enrolled=("awa",))
    page = client_of("samira").get(planned.url("/enrol")).text
    assert "Inscrire Rosa" in page
    assert "Inscrire Awa" not in page
    assert "Inscrire Moussa" not in page  # leads
    assert "Fatou" not in page  # another organisation's


def test_one_tap_gives_a_seat_and_leads_back_for_the_next_person(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast)
    client = client_of("samira")
    assert _tap(client, planned, cast, "awa").headers["Location"] == planned.url("/enrol")
    page = client.get(planned.url("/enrol")).text
    assert "Awa a une place." in page
    assert "1 sur 8" in page
    assert seen(app, planned).seated == ["Awa"]


def test_the_list_comes_back_where_it_was(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast)
    client, rosa = client_of("samira"), cast.person_ids["rosa"]
    assert f'id="p-{rosa}"' in client.get(planned.url("/enrol")).text
    sent = {"person": cast.person_ids["awa"], "stay": "1", "after": rosa}
    answer = client.post(planned.url("/enrol"), data=sent)
    assert answer.headers["Location"] == f"{planned.url('/enrol')}#p-{rosa}"
    assert "J’ai fini" in client.get(planned.url("/enrol")).text


def test_a_free_seat_goes_to_who_waits_before_anyone_else(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, capacity=1, enrolled=("awa", "karim"))
    client = client_of("samira")
    client.post(planned.line_url("awa", "withdrawal"))
    page = client.get(planned.url("/enrol")).text
    assert "Une place est libre, une personne attend" in page
    assert "Donner la place à Karim" in page
    assert f'action="{planned.line_url("karim", "seat")}"' in page


def test_from_a_persons_page_the_tap_leads_to_the_workshop(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast)
    answer = client_of("samira").post(planned.url("/enrol"), data={"person": cast.person_ids["awa"]})
    assert answer.headers["Location"] == planned.url()


def test_when_it_is_full_the_button_says_what_will_happen(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, capacity=1, enrolled=("awa",))
    client = client_of("samira")
    assert "Mettre Rosa en attente" in client.get(planned.url("/enrol")).text
    _tap(client, planned, cast, "rosa")
    _tap(client, planned, cast, "karim")
    page = client.get(planned.url("/enrol")).text
    assert "Karim est en liste d’attente, au rang 2." in page
    assert seen(app, planned).waiting == ["Rosa", "Karim"]


def test_a_second_tap_on_the_same_person_is_refused_in_words(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast)
    client = client_of("samira")
    _tap(client, planned, cast, "awa")
    answer = _tap(client, planned, cast, "awa")
    assert answer.status_code == 422
    assert "Awa est déjà sur la liste" in answer.text
    assert seen(app, planned).taken == 1


def test_a_name_is_found_whatever_its_accents(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast)
    client = client_of("samira")
    assert "Inscrire Nadège" in client.get(planned.url("/enrol"), query_string={"q": "NADEGE"}).text
    assert "Aucune personne de ce nom" in client.get(planned.url("/enrol"), query_string={"q": "zzz"}).text


def test_a_long_list_of_people_asks_for_a_name(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    add_people(app, cast, [PersonFacts(f"Prénom{number:02}") for number in range(31)])
    planned = plan_workshop(app, cast)
    page = client_of("samira").get(planned.url("/enrol")).text
    assert page.count('name="person"') == 30
    assert "cherchez un nom" in page


def test_a_guests_staff_enrol_their_own_people_only(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, guests=("relais",), enrolled=("rosa",))
    bruno = client_of("bruno")
    page = bruno.get(planned.url("/enrol")).text
    assert "Inscrire Fatou" in page
    assert "Awa" not in page
    assert _tap(bruno, planned, cast, "awa").status_code == 404
    assert _tap(bruno, planned, cast, "fatou").status_code == 302
    after = seen(app, planned)
    assert (after.taken, after.seated) == (2, ["Fatou", "Rosa"])


def test_a_coordinator_enrols_people_of_the_whole_region(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast)
    carole = client_of("carole")
    assert _tap(carole, planned, cast, "fatou").status_code == 302
    assert _tap(carole, planned, cast, "lucas").status_code == 404
    # Her person's organisation sees the workshop from now on.
    assert client_of("bruno").get(planned.url()).status_code == 200


def test_a_supervisor_and_a_facilitator_enrol_nobody(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast)
    assert _tap(client_of("samira"), planned, cast, "awa").status_code == 302
    for name in ("victor", "moussa", "awa"):
        assert client_of(name).get(planned.url("/enrol")).status_code == 403
        assert _tap(client_of(name), planned, cast, "rosa").status_code == 403
    assert seen(app, planned).seated == ["Awa"]


def test_who_waits_for_the_module_comes_first_and_the_page_says_why(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    planned, samira = plan_workshop(app, cast, module="M09"), client_of("samira")
    samira.post(f"/people/{cast.person_ids['tesfay']}/plan/choices", data={"module": "M09", "chosen": "yes"})
    rows = samira.get(planned.url("/enrol")).text.partition("<tbody>")[2].split("</tr>")
    assert "Tesfay" in rows[0]
    assert "A choisi ce module" in rows[0]
    assert "A choisi ce module" not in rows[1]
