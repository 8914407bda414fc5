"""/organisations/<public_id>/capabilities: an organisation begins with what it needs."""

from flask import Flask
from sqlalchemy import select

from peerlearn.core import scope
from peerlearn.core.audit import AuditEntry
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from tests.cast import Cast
from tests.stage import ClientOf


def address_of(cast: Cast, name: str = "tilleuls") -> str:
    return f"/organisations/{cast.organisation_ids[name]}/capabilities"


def test_staff_do_without_badges_and_take_them_up_again(cast: Cast, client_of: ClientOf) -> None:
    samira = client_of("samira")
    assert samira.get("/badges").status_code == 200
    page = samira.post(address_of(cast), data={"capability": "badges", "to": "off"}, follow_redirects=True)
    assert page.status_code == 200
    assert "Rien n’a été effacé" in page.text
    assert 'href="/badges"' not in page.text
    assert samira.get("/badges").status_code == 404
    assert "Proposer un badge" not in samira.get(f"/people/{cast.person_ids['awa']}").text
    samira.post(address_of(cast), data={"capability": "badges", "to": "on"})
    assert samira.get("/badges").status_code == 200


def test_sent_twice_it_is_done_and_noted_once(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    samira = client_of("samira")
    for _ in range(2):
        answer = samira.post(address_of(cast), data={"capability": "diagnosis", "to": "off"})
        assert answer.status_code == 302
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test reads the trail"))
        switched = select(AuditEntry).where(AuditEntry.action == "organisation.switched")
        entry = db.session.execute(switched).scalar_one()
        assert entry.details == {"capability": "diagnosis", "on": False}
        assert entry.account_id == cast.accounts["samira"]


def test_a_coordinator_switches_for_a_house_of_the_region_and_for_no_other(cast: Cast, client_of: ClientOf) -> None:
    carole, off = client_of("carole"), {"capability": "workshops", "to": "off"}
    assert carole.post(address_of(cast), data=off).status_code == 302
    assert carole.post(address_of(cast, "garonne"), data=off).status_code == 404
    assert client_of("etienne").get("/workshops").status_code == 200
    assert client_of("samira").get("/workshops").status_code == 404
    assert carole.get("/workshops").status_code == 200


def test_nobody_else_switches(cast: Cast, client_of: ClientOf) -> None:
    for name in ("victor", "moussa", "awa"):
        assert client_of(name).get(address_of(cast)).status_code == 403


def test_what_is_no_capability_is_said_and_changes_nothing(cast: Cast, client_of: ClientOf) -> None:
    samira = client_of("samira")
    assert samira.post(address_of(cast), data={"capability": "everything", "to": "off"}).status_code == 422
    assert samira.get("/workshops").status_code == 200


def test_without_anything_everybody_still_has_a_first_page(cast: Cast, client_of: ClientOf) -> None:
    samira = client_of("samira")
    for capability in ("diagnosis", "workshops", "follow_up", "badges"):
        samira.post(address_of(cast), data={"capability": capability, "to": "off"})
    for name in ("nadia", "carole", "samira", "victor", "moussa", "awa"):
        assert client_of(name).get("/", follow_redirects=True).status_code == 200


def test_staff_who_were_not_trained_are_not_told_of_a_training_that_leads_nowhere(
    cast: Cast, client_of: ClientOf
) -> None:
    begin = f"/people/{cast.person_ids['awa']}/diagnosis"
    samira = client_of("samira")
    assert samira.get(begin).status_code == 403
    samira.post(address_of(cast), data={"capability": "diagnosis", "to": "off"})
    assert samira.get(begin).status_code == 404
    assert begin not in samira.get(f"/people/{cast.person_ids['awa']}").text


def test_the_page_says_how_many_workshops_are_to_come(cast: Cast, client_of: ClientOf) -> None:
    page = client_of("samira").get(address_of(cast))
    assert page.status_code == 200
    assert "à venir ici" not in page.text
