"""One seat more, with a reason: `/workshops/<public_id>/enrolments/<id>/extra-seat`."""

from flask import Flask

from tests.cast import Cast
from tests.factories.workshops import in_days, plan_workshop, seen
from tests.stage import ClientOf

FULL = ("awa", "rosa", "karim", "malika")


def test_someone_who_waits_gets_a_seat_more_for_a_reason_that_is_shown(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    planned = plan_workshop(app, cast, capacity=2, enrolled=FULL)
    client = client_of("samira")
    address = planned.line_url("malika", "extra-seat")
    assert f'href="{address}"' in client.get(planned.url()).text
    assert "Ajouter une place pour Malika" in client.get(address).text
    answer = client.post(address, data={"reason": "Elle part vendredi."})
    assert answer.headers["Location"] == planned.url()
    page = client.get(planned.url()).text
    assert "3 places prises sur 2" in page
    assert "Elle part vendredi." in page
    assert "Samira Haddad a ajouté une place pour Malika" in page
    after = seen(app, planned)
    assert (after.extra, after.taken, after.waiting) == (1, 3, ["Karim"])


def test_without_a_reason_nobody_more_sits_down(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, capacity=2, enrolled=FULL)
    for reason in ("", "   ", "x" * 121):
        answer = client_of("samira").post(planned.line_url("karim", "extra-seat"), data={"reason": reason})
        assert answer.status_code == 422
    assert seen(app, planned).taken == 2


def test_the_guest_whose_person_waits_adds_no_seat(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, capacity=1, enrolled=("awa", "fatou"))
    address = planned.line_url("fatou", "extra-seat")
    assert client_of("samira").get(address).status_code == 200
    bruno = client_of("bruno")
    assert bruno.get(planned.url()).status_code == 200
    assert bruno.get(address).status_code == 404
    assert bruno.post(address, data={"reason": "Encore une"}).status_code == 404
    assert seen(app, planned).taken == 1


def test_a_line_of_another_workshop_is_not_found_here(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    here = plan_workshop(app, cast, capacity=1, enrolled=("awa", "rosa"))
    there = plan_workshop(app, cast, led_by=(), starts_local=in_days(4), capacity=1, enrolled=("awa", "rosa"))
    client = client_of("samira")
    assert client.get(here.line_url("rosa", "extra-seat")).status_code == 200
    assert client.get(here.url(f"/enrolments/{there.enrolments['rosa']}/extra-seat")).status_code == 404
