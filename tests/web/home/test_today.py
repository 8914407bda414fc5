"""The home of the office: what there is to do today."""

from datetime import timedelta

from flask import Flask

from peerlearn.core import clock
from tests.cast import Cast
from tests.factories.workshops import plan_workshop
from tests.stage import ClientOf


def _starting(minutes: int) -> dict[str, object]:
    starts = clock.at_place(clock.now(), clock.DEFAULT_ZONE) + timedelta(minutes=minutes)
    return {"starts_local": starts.replace(second=0, microsecond=0, tzinfo=None)}


def test_everyone_reads_for_whom_they_work(client_of: ClientOf) -> None:
    for name, where in (("samira", "Les Tilleuls"), ("carole", "Hauts-de-France"), ("nadia", "Tout le programme")):
        assert where in client_of(name).get("/").text.split("<main")[1], name


def test_staff_are_led_to_the_room_of_today_and_a_coordinator_is_not(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    plan_workshop(app, cast, **_starting(5), enrolled=("awa",))  # type: ignore[arg-type]
    assert "Qui est là" in client_of("samira").get("/").text
    assert "Qui est là" not in client_of("carole").get("/").text


def test_the_lists_name_the_house(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    plan_workshop(app, cast, host="relais", led_by=(), enrolled=("fatou",))
    assert "Le Relais" in client_of("carole").get("/").text.split("<aside")[1]


def test_a_free_seat_that_someone_waits_for_is_shown_to_staff(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, capacity=1, enrolled=("awa", "rosa"))
    samira = client_of("samira")
    samira.post(planned.line_url("awa", "withdrawal"))
    page = samira.get("/").text
    assert "Choisir à qui la donner" in page
    assert planned.url() in page
