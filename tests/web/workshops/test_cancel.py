"""Cancelling: `/workshops/<public_id>/cancel`."""

import time_machine
from flask import Flask

from peerlearn.attendance.rules import PresenceState
from peerlearn.core import clock
from peerlearn.people.actions import PersonFacts
from peerlearn.people.rules import Channel
from tests.cast import Cast
from tests.factories.workshops import add_people, local, plan_workshop
from tests.stage import ClientOf

LONG_AGO = local("2025-01-01 09:00").replace(tzinfo=clock.now().tzinfo)


def test_the_page_first_says_whom_to_tell_and_how(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    ines = PersonFacts("Inès", "Roy", channel=Channel.CALL, phone="01 99 00 12 34")
    names = add_people(app, cast, [ines])
    planned = plan_workshop(app, cast, capacity=2, enrolled=(*names, "awa", "karim", "fatou"))
    page = client_of("samira").get(planned.url("/cancel")).text
    assert "4 personnes sont à prévenir" in page
    assert "01 99 00 12 34" in page
    assert "Prévenez aussi qui anime\xa0: Moussa Traoré." in page
    assert page.index("Inès") < page.index("Karim") < page.index('name="reason"')
    assert "Ndiaye" not in page


def test_cancelling_says_why_and_keeps_the_list(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, enrolled=("awa",))
    client = client_of("samira")
    answer = client.post(planned.url("/cancel"), data={"reason": "La salle est en travaux."})
    assert answer.headers["Location"] == planned.url()
    page = client.get(planned.url()).text
    assert "Cet atelier est annulé" in page
    assert "La salle est en travaux." in page
    assert "1 personne est à prévenir" in page
    again = client.post(planned.url("/cancel"), data={"reason": "Encore."})
    assert again.status_code == 422
    assert "Cet atelier a été annulé" in again.text


def test_without_a_reason_nothing_is_cancelled(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast)
    client = client_of("samira")
    answer = client.post(planned.url("/cancel"), data={"reason": "  "})
    assert answer.status_code == 422
    assert "Dites pourquoi" in answer.text
    assert "Cet atelier est annulé" not in client.get(planned.url()).text


def test_once_someone_was_marked_it_took_place(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, starts_local=local("2025-03-03 09:00"), decided=LONG_AGO, enrolled=("awa",))
    client = client_of("samira")
    with time_machine.travel("2025-03-03T08:30Z"):
        tapped = client_of("samira").post(planned.presence_url("awa"), data={"state": PresenceState.PRESENT})
        assert tapped.status_code == 302
    answer = client.post(planned.url("/cancel"), data={"reason": "Neige"})
    assert answer.status_code == 422
    assert "cet atelier a eu lieu" in answer.text


def test_a_guest_has_no_such_page(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast, guests=("relais",))
    bruno = client_of("bruno")
    assert bruno.get(planned.url()).status_code == 200
    assert bruno.get(planned.url("/cancel")).status_code == 404
    assert bruno.post(planned.url("/cancel"), data={"reason": "Neige"}).status_code == 404
    assert "Cet atelier est annulé" not in client_of("samira").get(planned.url()).text
