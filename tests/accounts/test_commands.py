"""`flask accounts …` and `flask programme …`: first set-up without a demonstration."""

import re

from flask import Flask
from flask.testing import FlaskCliRunner

from tests.cast import SECRET, Cast
from tests.stage import ClientOf


def _run(app: Flask, *words: str) -> tuple[int, str]:
    done = FlaskCliRunner(app).invoke(args=list(words))
    return done.exit_code, done.output


def test_a_programme_is_set_up_from_nothing_to_the_first_sign_in(app: Flask) -> None:
    status, said = _run(app, "programme", "create", "Défi Insertion", "--contact", "contact@example.org")
    assert (status, "Défi Insertion is ready" in said) == (0, True)
    status, said = _run(app, "accounts", "invite", "nadia@example.org", "--role", "national", "--name", "Nadia")
    assert status == 0
    link = said.strip().removeprefix("http://localhost")
    client = app.test_client()
    assert "Nadia" in client.get(link).text
    assert client.post(link, data={"password": "trois mots ensemble"}).status_code == 302
    assert "Nadia" in client.get("/").text


def test_an_invitation_before_the_programme_says_what_to_do(app: Flask) -> None:
    status, said = _run(app, "accounts", "invite", "nadia@example.org", "--role", "national")
    assert status != 0
    assert "programme create" in said


def test_someone_who_signs_in_already_gets_a_link_too_and_says_yes(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    organisation = cast.organisation_ids["relais"]
    words = ("accounts", "invite", "samira@example.org", "--role", "staff", "--organisation", organisation)
    status, said = _run(app, *words)
    assert status == 0
    samira = client_of("samira")
    assert "Le Relais" not in samira.get("/account").text
    link = said.strip().removeprefix("http://localhost")
    assert samira.post(f"{link}/acceptance").status_code == 302
    assert "Le Relais" in samira.get("/account").text


def test_a_lost_secret_is_renewed_and_the_old_one_stops(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    code = cast.identifiers["moussa"]
    browser = client_of("moussa")
    status, said = _run(app, "accounts", "reset", code.lower())
    assert status == 0
    pin = re.findall(r"\b\d{6}\b", said)[-1]
    assert browser.get("/").headers["Location"].startswith("/sign-in")
    form = {"identifier": code, "secret": SECRET}
    assert app.test_client().post("/sign-in", data=form).status_code == 422
    assert app.test_client().post("/sign-in", data={**form, "secret": pin}).status_code == 302


def test_an_unknown_identifier_is_said_in_words(app: Flask, cast: Cast) -> None:
    status, said = _run(app, "accounts", "reset", "nobody@example.org")
    assert status != 0
    assert "Nobody signs in with this" in said
    assert "Traceback" not in said
