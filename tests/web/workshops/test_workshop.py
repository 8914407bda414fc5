"""One workshop: `/workshops/<public_id>`, and the taps on its list."""

import time_machine
from flask import Flask

from peerlearn.core import clock
from peerlearn.people.actions import PersonFacts
from tests.cast import Cast
from tests.counting import statements
from tests.factories.workshops import add_people, in_days, local, plan_workshop, seen
from tests.stage import ClientOf

LONG_AGO = local("2025-01-01 09:00").replace(tzinfo=clock.now().tzinfo)


def test_the_table_the_list_and_who_leads_are_on_the_page(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, enrolled=("awa", "rosa"))
    page = client_of("samira").get(planned.url()).text
    assert "2 places prises sur 8. Awa, Rosa." in page
    assert "2 personnes inscrites" in page
    assert "Moussa Traoré" in page
    assert f'href="{planned.url("/enrol")}"' in page


def test_when_a_seat_is_free_the_first_who_waits_is_proposed(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, capacity=2, enrolled=("awa", "rosa", "karim", "malika"))
    client = client_of("samira")
    assert "Une place est libre" not in client.get(planned.url()).text
    assert client.post(planned.line_url("awa", "withdrawal")).status_code == 302
    page = client.get(planned.url()).text
    assert "Une place est libre, 2 personnes attendent" in page
    assert (
        page.index("Donner la place à Karim")
        < page.index("Donner la place à Malika")
        < page.index("1 personne inscrite")
    )
    # Nobody was moved without staff.
    assert seen(app, planned).seated == ["Rosa"]


def test_taking_someone_off_is_asked_first_and_says_whom_to_tell(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, capacity=1, enrolled=("awa", "rosa"))
    client = client_of("samira")
    assert f'href="{planned.line_url("awa", "withdrawal")}"' in client.get(planned.url()).text
    asked = client.get(planned.line_url("awa", "withdrawal")).text
    assert "Désinscrire Awa\xa0?" in asked
    assert "Une personne attend une place" in asked
    assert "Laisser sur la liste" in asked
    assert seen(app, planned).seated == ["Awa"]
    client.post(planned.line_url("awa", "withdrawal"))
    assert "À prévenir\xa0: sur papier." in client.get(planned.url()).text
    client.post(planned.line_url("rosa", "seat"))
    page = client.get(planned.url()).text
    assert "Rosa a une place. À prévenir\xa0: par l’accompagnant" in page


def test_one_tap_gives_the_free_seat(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, capacity=1, enrolled=("awa", "karim"))
    client = client_of("samira")
    client.post(planned.line_url("awa", "withdrawal"))
    answer = client.post(planned.line_url("karim", "seat"))
    assert answer.headers["Location"] == planned.url()
    assert "Karim a une place" in client.get(planned.url()).text
    assert (seen(app, planned).seated, seen(app, planned).waiting) == (["Karim"], [])


def test_a_tap_that_comes_too_late_is_refused_in_words_and_changes_nothing(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    planned = plan_workshop(app, cast, capacity=1, enrolled=("awa", "karim", "rosa"))
    client = client_of("samira")
    full = client.post(planned.line_url("karim", "seat"))
    assert full.status_code == 422
    assert "Aucune place n’est libre" in full.text
    client.post(planned.line_url("karim", "withdrawal"))
    twice = client.post(planned.line_url("karim", "withdrawal"))
    assert twice.status_code == 422
    assert "Karim n’est pas sur la liste" in twice.text
    assert (seen(app, planned).seated, seen(app, planned).waiting) == (["Awa"], ["Rosa"])


def test_the_number_of_queries_does_not_grow_with_the_list(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    client, counts = client_of("carole"), []
    for people in (("awa", "fatou"), ("awa", "fatou", "rosa", "karim", "serge", "lucie", "dragan", "malika")):
        day = in_days(3 + len(people))
        planned = plan_workshop(app, cast, led_by=(), starts_local=day, capacity=5, enrolled=people)
        for page in ("", "/cancel", "/enrol", "/slips"):
            with statements(app) as said:
                assert client.get(planned.url(page)).status_code == 200
            counts.append((page, len(said)))
    assert counts[:4] == counts[4:]


def test_two_who_share_a_first_name_are_told_apart(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    malikas = add_people(app, cast, [PersonFacts("Malika", "Benali"), PersonFacts("Malika", "Toumi")])
    planned = plan_workshop(app, cast, enrolled=(*malikas, "awa"))
    page = client_of("samira").get(planned.url()).text
    assert "Awa, Malika B., Malika T." in page


def test_what_happened_is_told_in_words_to_the_host(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, capacity=1, enrolled=("awa", "karim"))
    client = client_of("samira")
    client.post(planned.line_url("awa", "withdrawal"))
    client.post(planned.line_url("karim", "seat"))
    page = client.get(planned.url()).text
    assert "Samira Haddad a désinscrit Awa" in page
    assert "Samira Haddad a donné une place à Karim, qui attendait" in page


def test_a_guest_sees_its_own_people_and_no_other_name(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, enrolled=("rosa", "fatou"))
    page = client_of("bruno").get(planned.url()).text
    assert "Fatou Ndiaye" in page
    assert "Rosa" not in page
    assert "2 places prises sur 8" in page
    assert "avec Moussa Traoré" in page
    for change in ("/edit", "/cancel", "/facilitators", "/guests"):
        assert f'"{planned.url(change)}' not in page
    assert "a planifié" not in page


def test_the_host_sees_of_a_guest_what_the_room_needs(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, enrolled=("rosa", "fatou"))
    page = client_of("samira").get(planned.url()).text
    assert "Fatou" in page
    assert "Ndiaye" not in page
    assert "Le Relais" in page


def test_a_guest_takes_its_own_people_off_and_gives_no_seats(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, capacity=1, enrolled=("fatou", "rosa"))
    bruno = client_of("bruno")
    assert bruno.post(planned.line_url("rosa", "withdrawal")).status_code == 404
    assert bruno.post(planned.line_url("fatou", "withdrawal")).status_code == 302
    assert seen(app, planned).taken == 0
    bruno.post(planned.url("/enrol"), data={"person": cast.person_ids["fatou"]})
    assert seen(app, planned).waiting == ["Rosa", "Fatou"]
    assert "en attente, rang 2" in bruno.get(planned.url()).text  # behind someone it cannot see
    assert bruno.post(planned.line_url("fatou", "seat")).status_code == 404
    assert client_of("samira").post(planned.line_url("fatou", "seat")).status_code == 302


def test_a_supervisor_looks_and_taps_nothing(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, enrolled=("awa",))
    victor = client_of("victor")
    page = victor.get(planned.url())
    assert page.status_code == 200
    assert "<form" not in page.text.split("<main")[1]
    assert "/people/" not in page.text
    assert victor.post(planned.line_url("awa", "withdrawal")).status_code == 403
    assert seen(app, planned).seated == ["Awa"]


def test_the_time_of_a_place_overseas_says_whose_clock_it_is(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    with time_machine.travel("2026-01-05T12:00Z"):
        planned = plan_workshop(app, cast, starts_local=local("2026-07-03 09:00"), led_by=(), zone="Indian/Reunion")
        assert "9\xa0h à 11\xa0h (heure locale\xa0: La Réunion)" in client_of("samira").get(planned.url()).text


def test_once_it_has_started_the_list_is_closed_for_leaving(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    with time_machine.travel("2025-03-03T08:30Z"):
        planned = plan_workshop(app, cast, starts_local=local("2025-03-03 09:00"), decided=LONG_AGO, enrolled=("awa",))
        client = client_of("samira")
        page = client.get(planned.url()).text
        assert "Désinscrire" not in page
        assert planned.url("/enrol") in page
        refused = client.post(planned.line_url("awa", "withdrawal"))
        assert refused.status_code == 422
        assert "Notez les absences" in refused.text


def test_a_workshop_that_is_over_shows_its_list_and_is_closed(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, starts_local=local("2025-03-03 09:00"), decided=LONG_AGO, enrolled=("awa",))
    client = client_of("samira")
    page = client.get(planned.url()).text
    assert "1 personne inscrite" in page
    for change in ("/edit", "/enrol", "/guests"):
        assert f'"{planned.url(change)}"' not in page
    assert client.post(planned.url("/enrol"), data={"person": cast.person_ids["rosa"]}).status_code == 422
