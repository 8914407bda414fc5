"""The home of a supervisor: who is away when, so that work can be planned."""

from datetime import timedelta

from flask import Flask

from tests.cast import Cast
from tests.factories.workshops import in_days, plan_workshop
from tests.stage import ClientOf


def test_the_supervisor_reads_first_names_by_day(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    plan_workshop(app, cast, starts_local=in_days(3), enrolled=("awa", "rosa"))
    plan_workshop(app, cast, starts_local=in_days(5), led_by=("claire",), enrolled=("karim",))
    page = client_of("victor").get("/").text.split("<main")[1]
    assert page.index("Awa, Rosa") < page.index("Karim")
    assert "Moussa Traoré, pour animer" in page
    assert page.count("<h2>") == 2


def test_only_ones_own_house_is_listed_wherever_it_goes(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    plan_workshop(app, cast, host="relais", led_by=(), enrolled=("fatou", "awa"))
    page = client_of("victor").get("/").text
    assert "Awa" in page
    assert "Fatou" not in page
    assert "Le Relais" in page


def test_no_page_of_a_supervisor_says_how_to_reach_someone(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, enrolled=("awa", "rosa"), capacity=1)
    victor = client_of("victor")
    for address in ("/", planned.url(), planned.url("/slips")):
        page = victor.get(address).text
        assert "Awa" in page
        assert "Sur papier" not in page
        assert "Par l’accompagnant" not in page


def test_who_waits_or_comes_much_later_is_not_away(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    plan_workshop(app, cast, led_by=(), capacity=1, enrolled=("awa", "rosa"))
    plan_workshop(app, cast, led_by=(), starts_local=in_days(3) + timedelta(days=40), enrolled=("karim",))
    page = client_of("victor").get("/").text
    assert "Awa" in page
    assert "Rosa" not in page
    assert "Karim" not in page


def test_with_nobody_away_the_page_says_what_it_is_for(client_of: ClientOf) -> None:
    assert "Personne ne s’absente" in client_of("victor").get("/").text
