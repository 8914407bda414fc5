"""The list of workshops: `/workshops`."""

from datetime import timedelta

from flask import Flask

from peerlearn.core import clock
from tests.cast import Cast
from tests.counting import statements
from tests.factories.workshops import in_days, local, plan_workshop
from tests.stage import ClientOf

LONG_AGO = local("2025-01-01 09:00").replace(tzinfo=clock.now().tzinfo)


def test_staff_see_what_comes_with_its_seats_and_who_waits(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, capacity=2, enrolled=("awa", "rosa", "karim"))
    page = client_of("samira").get("/workshops").text
    assert planned.url() in page
    assert "J’appelle et j’écris à mes contacts" in page
    assert "avec Moussa Traoré" in page
    assert "2 sur 2" in page
    assert "1 en attente" in page


def test_for_whom_each_is_and_which_step_of_a_training_is_said_in_words(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    plan_workshop(app, cast, module="M04", led_by=())
    plan_workshop(app, cast, module="S02", led_by=())
    planned = plan_workshop(app, cast, module="T1", led_by=())
    samira = client_of("samira")
    page = samira.get("/workshops").text
    for words in (
        "Pour les participants",
        "Formation de l’équipe, étape 2 sur 3",
        "Formation à l’animation, étape 1 sur 4",
    ):
        assert words in page
    for code in ("M04", "S02", "T1"):
        assert f">{code}" not in page
    assert "Formation à l’animation, étape 1 sur 4" in samira.get(planned.url()).text
    assert "1. Me préparer" in samira.get("/workshops/new").text


def test_what_is_over_moves_to_the_other_tab(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    over = plan_workshop(app, cast, starts_local=local("2025-03-03 09:00"), decided=LONG_AGO)
    client = client_of("samira")
    assert over.url() not in client.get("/workshops").text
    assert over.url() in client.get("/workshops?when=past").text


def test_words_find_the_theme_the_place_or_who_leads_whatever_the_accents(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    planned = plan_workshop(app, cast, module="M01")
    client = client_of("samira")
    for words in ("telephone decouvre", "TÉLÉPHONE", "moussa", "salle fond", "tilleuls M01"):
        assert planned.url() in client.get("/workshops", query_string={"q": words}).text, words
    for words in ("tricot", "telephone tricot"):
        page = client.get("/workshops", query_string={"q": words}).text
        assert planned.url() not in page
        assert "Aucun atelier ne correspond" in page


def test_the_list_is_narrowed_by_organisation_place_and_module(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    here = plan_workshop(app, cast, module="M01")
    there = plan_workshop(app, cast, host="relais", led_by=())
    client = client_of("carole")
    assert {here.url(), there.url()} <= set(client.get("/workshops").text.split('"'))
    for narrowed in (
        {"organisation": cast.organisation_ids["tilleuls"]},
        {"site": cast.sites["tilleuls"]},
        {"module": "M01"},
    ):
        page = client.get("/workshops", query_string=narrowed).text
        assert here.url() in page, narrowed
        assert there.url() not in page, narrowed


def test_a_long_list_is_turned_page_by_page_and_keeps_the_filter(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    first = in_days(30)
    planned = [plan_workshop(app, cast, led_by=(), starts_local=first + timedelta(days=day)) for day in range(21)]
    client = client_of("samira")
    page = client.get("/workshops?module=M02").text
    assert "21 ateliers" in page
    assert planned[19].url() in page
    assert planned[20].url() not in page
    assert "/workshops?module=M02&amp;page=2" in page
    assert planned[20].url() in client.get("/workshops?module=M02&page=2").text
    for odd in ("0", "99", "x", "-1"):
        assert client.get(f"/workshops?page={odd}").status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_list(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    client, counts = client_of("carole"), []
    for first, hosts in ((1, ("tilleuls",)), (2, ("relais", "campus", "tilleuls", "relais", "tilleuls"))):
        for day, host in enumerate(hosts, start=first):
            who, when = ("awa", "fatou"), in_days(day)
            plan_workshop(app, cast, host=host, led_by=(), module="M03", starts_local=when, enrolled=who, capacity=1)
        with statements(app) as said:
            assert client.get("/workshops").status_code == 200
        counts.append(len(said))
    assert counts[0] == counts[1] <= 16


def test_an_empty_list_says_what_a_workshop_is_and_what_to_do_first(cast: Cast, client_of: ClientOf) -> None:
    page = client_of("samira").get("/workshops").text
    assert "Aucun atelier n’est prévu" in page
    assert "/workshops/new" in page
    assert "Aucun atelier n’a encore eu lieu" in client_of("samira").get("/workshops?when=past").text


def test_another_organisations_workshop_is_not_in_the_list_until_it_is_shared(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    own = plan_workshop(app, cast)
    shared = plan_workshop(app, cast, led_by=(), guests=("garonne",))
    page = client_of("etienne").get("/workshops").text
    assert own.url() not in page
    assert shared.url() in page


def test_a_cancelled_workshop_stays_in_the_list_with_its_state(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast)
    client = client_of("samira")
    assert "Annulé" not in client.get("/workshops").text
    assert client.post(planned.url("/cancel"), data={"reason": "Neige"}).status_code == 302
    assert "Annulé" in client.get("/workshops").text


def test_a_supervisor_reads_the_list_and_plans_nothing(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast)
    client = client_of("victor")
    page = client.get("/workshops").text
    assert planned.url() in page
    assert "/workshops/new" not in page
    assert client.get("/workshops/new").status_code == 403


def test_who_leads_or_learns_has_pages_of_their_own(cast: Cast, client_of: ClientOf) -> None:
    assert [client_of(name).get("/workshops").status_code for name in ("samira", "moussa", "awa")] == [200, 403, 403]
