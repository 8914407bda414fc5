"""One phone, two people: what was said to the first is not there for the second."""

import re

from flask import Flask
from flask.testing import FlaskClient

from peerlearn.accounts import actions
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from tests.cast import SECRET, Cast
from tests.stage import ClientOf


def _cookie(app: Flask, client: FlaskClient) -> str:
    """All that the cookie says to whoever reads it."""
    kept = client.get_cookie("peerlearn")
    return str(app.session_interface.get_signing_serializer(app).loads(kept.value)) if kept else ""  # type: ignore[attr-defined]


def _pin(page: str) -> str:
    found = re.search(r'pin__digits">\s*(\d{3}) (\d{3})', page)
    return "".join(found.groups()) if found else ""


def test_what_waits_for_the_next_page_is_not_shown_to_the_next_user(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    phone = client_of("samira")
    register = {"first_name": "Secretname", "organisation": cast.organisation_ids["tilleuls"]}
    registered = phone.post("/people/new", data=register | {"channel": "paper", "position": "employee"})
    assert registered.status_code == 302
    phone.post(f"/people/{cast.person_ids['ibrahim']}/card", data={"role": "learner"})
    assert phone.post("/sign-out").status_code == 302
    assert _cookie(app, phone) == ""
    assert "Secretname" not in phone.get("/sign-in").text
    assert phone.post("/sign-in", data={"identifier": "sophie@example.org", "secret": SECRET}).status_code == 302
    assert "Secretname" not in phone.get("/account").text
    assert _pin(phone.get(f"/people/{cast.person_ids['ibrahim']}/card").text) == ""


def test_signing_in_over_somebody_forgets_them_too(cast: Cast, client_of: ClientOf) -> None:
    phone = client_of("samira")
    phone.post(f"/people/{cast.person_ids['ibrahim']}/card", data={"role": "learner"})
    assert phone.post("/sign-in", data={"identifier": "sophie@example.org", "secret": SECRET}).status_code == 302
    assert _pin(phone.get(f"/people/{cast.person_ids['ibrahim']}/card").text) == ""


def test_a_session_that_was_ended_elsewhere_leaves_nothing_on_the_phone(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    phone = client_of("samira")
    moussa = f"/people/{cast.person_ids['moussa']}"
    assert phone.post(f"{moussa}/card/renewal").status_code == 302
    with phone.session_transaction() as kept:
        token = kept["_user_id"]
        kept["_flashes"] = [("success", "Secretname")]
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test ends a session"))
        with transaction():
            actions.end_session(token, now=clock.now())
        scope.leave(db.session())
        db.session.remove()
    assert "Secretname" not in phone.get("/sign-in").text
    assert "once" not in _cookie(app, phone)


def test_a_pin_cannot_be_read_in_the_cookie(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    phone, card = client_of("samira"), f"/people/{cast.person_ids['ibrahim']}/card"
    phone.post(card, data={"role": "learner"})
    said = _cookie(app, phone)
    pin = _pin(phone.get(card).text)
    assert len(pin) == 6
    assert "once" in said
    assert pin not in said


def test_the_token_of_a_page_from_before_signing_in_is_worth_nothing_after(app: Flask, client_of: ClientOf) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    phone = client_of("")
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', phone.get("/sign-in").text)
    assert found is not None
    sent = {"identifier": "samira@example.org", "secret": SECRET, "csrf_token": found[1]}
    assert phone.post("/sign-in", data=sent).status_code == 302
    assert phone.post("/language/fr", data={"csrf_token": found[1]}).status_code == 400
