"""Signing in: `/sign-in`."""

import re
import threading
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from peerlearn.accounts import actions, rules
from peerlearn.accounts.models import Account, FailedSignIn
from peerlearn.accounts.rules import TRIES_PER_DEVICE, TRIES_PER_PAIR
from peerlearn.core import scope
from peerlearn.core.db import db, transaction
from peerlearn.core.permissions import Role
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.demo import loading
from peerlearn.demo.loading import SignIn
from peerlearn.factory import create_app
from tests.cast import SECRET, Cast
from tests.stage import ClientOf


def _sign_in(client: FlaskClient, identifier: str, secret: str, next_: str = "") -> tuple[int, str]:
    answer = client.post(f"/sign-in{next_}", data={"identifier": identifier, "secret": secret})
    return answer.status_code, answer.headers.get("Location", answer.text)


def test_staff_sign_in_with_their_email(client_of: ClientOf, cast: Cast) -> None:
    client = client_of("")
    assert _sign_in(client, "Samira@Example.org ", SECRET) == (302, "/")
    assert "Samira Haddad" in client.get("/").text


def test_a_facilitator_signs_in_with_the_code_of_the_card_as_printed(client_of: ClientOf, cast: Cast) -> None:
    code = cast.identifiers["moussa"]
    client = client_of("")
    assert _sign_in(client, f"{code[:4]}-{code[4:].lower()}", SECRET)[0] == 302
    assert "Moussa" in client.get("/account").text


def test_the_qr_code_of_a_card_fills_the_first_line(client_of: ClientOf) -> None:
    assert 'value="K7MX4RQD"' in client_of("").get("/sign-in?card=K7MX4RQD").text


def test_a_wrong_secret_and_an_unknown_code_get_the_same_words(client_of: ClientOf, cast: Cast) -> None:
    wrong = _sign_in(client_of(""), "samira@example.org", "000000")
    unknown = _sign_in(client_of(""), "nobody@example.org", "000000")
    assert wrong[0] == unknown[0] == 422
    assert _without_nonce(wrong[1]).replace("samira", "nobody") == _without_nonce(unknown[1])


def test_what_was_typed_comes_back_but_never_the_secret(client_of: ClientOf, cast: Cast) -> None:
    _, page = _sign_in(client_of(""), "samira@example.org", "my secret")
    assert 'value="samira@example.org"' in page
    assert "my secret" not in page


def test_the_ninth_try_in_a_quarter_of_an_hour_has_to_wait(client_of: ClientOf, cast: Cast) -> None:
    client = client_of("")
    for _ in range(8):
        assert _sign_in(client, "samira@example.org", "000000")[0] == 422
    status, page = _sign_in(client, "samira@example.org", SECRET)
    assert status == 422
    assert "Attendez" in _error(page)
    assert _sign_in(client, "bruno@example.org", SECRET)[0] == 302


def _guess_at_once(app: Flask, addresses: list[str]) -> tuple[list[str], int]:
    """More browsers than tries, all at the same moment: the answers, and how many guesses were counted."""
    answers: list[str] = []
    together = threading.Barrier(len(addresses))

    def guess(number: int, address: str) -> None:
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = address
        together.wait(60)
        answers.append(_sign_in(client, "samira@example.org", f"{number:06}")[1])

    threads = [threading.Thread(target=guess, args=guessed) for guessed in enumerate(addresses)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        counted = db.session.execute(select(func.count(FailedSignIn.id))).scalar_one()
        db.session.remove()
    return answers, counted


def test_twenty_guesses_at_once_count_as_no_more_than_eight(app: Flask, cast: Cast) -> None:
    answers, counted = _guess_at_once(app, ["127.0.0.1"] * 20)
    assert counted == TRIES_PER_PAIR
    assert sum("Attendez" in _error(page) for page in answers) == 20 - TRIES_PER_PAIR


def test_guesses_from_everywhere_at_once_stop_at_the_ceiling(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "TRIES_PER_IDENTIFIER", 12)
    answers, counted = _guess_at_once(app, [f"192.0.2.{number}" for number in range(20)])
    assert counted == 12
    assert sum("30 secondes" in _error(page) for page in answers) == 8


def test_a_stranger_locks_nobody_out(client_of: ClientOf, cast: Cast) -> None:
    """Somebody hammers at an e-mail from elsewhere; its holder signs in at their own desk."""
    stranger, holder = client_of(""), client_of("")
    stranger.environ_base["REMOTE_ADDR"] = "127.0.0.7"
    for _ in range(9):
        assert _sign_in(stranger, "samira@example.org", "000000")[0] == 422
    assert _sign_in(holder, "samira@example.org", SECRET)[0] == 302


def test_the_browser_of_the_holder_is_counted_by_itself(client_of: ClientOf, cast: Cast) -> None:
    """The stranger sits behind the same address; the holder's browser signed in here before, even if it signed out."""
    holder, stranger = client_of(""), client_of("")
    assert _sign_in(holder, "samira@example.org", SECRET)[0] == 302
    assert holder.post("/sign-out").status_code == 302
    for _ in range(9):
        assert _sign_in(stranger, "samira@example.org", "000000")[0] == 422
    assert _sign_in(stranger, "samira@example.org", SECRET)[0] == 422
    assert _sign_in(holder, "samira@example.org", SECRET)[0] == 302
    for _ in range(TRIES_PER_DEVICE):
        assert _sign_in(holder, "samira@example.org", "000000")[0] == 422
    assert "Attendez" in _error(_sign_in(holder, "samira@example.org", SECRET)[1])


def test_a_browser_is_known_for_its_own_account_only_and_cannot_make_itself_known(
    client_of: ClientOf, cast: Cast
) -> None:
    own, forged = client_of(""), client_of("")
    assert _sign_in(own, "bruno@example.org", SECRET)[0] == 302
    cookie = own.get_cookie("peerlearn-device")
    assert cookie is not None
    assert cookie.http_only
    assert "bruno" not in cookie.value
    forged.set_cookie("peerlearn-device", cookie.value[:-2] + "xx")
    for client in (own, forged):
        client.environ_base["REMOTE_ADDR"] = "127.0.0.7"
    for _ in range(TRIES_PER_PAIR):
        assert _sign_in(own, "samira@example.org", "000000")[0] == 422
    assert _sign_in(own, "samira@example.org", SECRET)[0] == 422
    assert _sign_in(forged, "samira@example.org", SECRET)[0] == 422


@pytest.mark.parametrize(("proxies", "shared"), [(0, True), (1, False)])
def test_behind_a_proxy_that_is_trusted_the_real_address_counts(
    settings: Settings, cast: Cast, proxies: int, shared: bool
) -> None:
    app = create_app(replace(settings, trusted_proxies=proxies))
    app.config["WTF_CSRF_ENABLED"] = False
    for number in range(9):
        client = app.test_client()
        client.environ_base["HTTP_X_FORWARDED_FOR"] = f"203.0.113.99, 192.0.2.{number}"
        assert _sign_in(client, "samira@example.org", "000000")[0] == 422
    client = app.test_client()
    client.environ_base["HTTP_X_FORWARDED_FOR"] = "192.0.2.200"
    assert _sign_in(client, "samira@example.org", SECRET)[0] == (422 if shared else 302)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_who_was_shown_the_door_is_told_so(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    carole = client_of("carole")
    here = f"/organisations/{cast.organisation_ids['tilleuls']}/accounts"
    removal = re.search(rf'action="({here}/\w+/removal)"(?:(?!</tr>).)*?Samira', carole.get(here).text, re.DOTALL)
    assert removal is not None
    browser = client_of("samira")
    assert browser.get("/people").status_code == 200
    assert carole.post(removal.group(1)).status_code == 302
    assert browser.get("/people").headers["Location"].startswith("/sign-in")
    assert _sign_in(client_of(""), "samira@example.org", SECRET)[0] == 422


def test_signing_out_ends_the_session_for_a_copied_cookie_too(client_of: ClientOf, cast: Cast) -> None:
    client = client_of("samira")
    copied = client.get_cookie("peerlearn")
    assert copied is not None
    assert client.post("/sign-out").status_code == 302
    thief = client_of("")
    thief.set_cookie("peerlearn", copied.value)
    assert thief.get("/").headers["Location"] == "/sign-in"


def test_signing_in_again_ends_the_session_before(client_of: ClientOf, cast: Cast) -> None:
    client = client_of("samira")
    copied = client.get_cookie("peerlearn")
    assert copied is not None
    assert _sign_in(client, "bruno@example.org", SECRET)[0] == 302
    client.set_cookie("peerlearn", copied.value)
    assert client.get("/").headers["Location"] == "/sign-in"


def test_the_address_that_was_wanted_is_opened_but_never_one_of_another_site(client_of: ClientOf, cast: Cast) -> None:
    assert _sign_in(client_of(""), "samira@example.org", SECRET, "?next=/people") == (302, "/people")
    for elsewhere in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"):
        assert _sign_in(client_of(""), "samira@example.org", SECRET, f"?next={elsewhere}") == (302, "/")


def test_who_leads_elsewhere_does_not_become_staff_there(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    """Samira is staff of Les Tilleuls and a facilitator at Atelier Garonne: she sees its people no more than before."""
    lucas = f"/people/{cast.person_ids['lucas']}"
    assert client_of("etienne").get(lucas).status_code == 200
    with app.app_context():
        _give(cast, "samira", Role.FACILITATOR, "garonne")
    samira = client_of("samira")
    assert samira.get(lucas).status_code == 404
    assert "Lucas" not in samira.get("/people").text


def test_staff_of_two_organisations_see_both(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    with app.app_context():
        _give(cast, "samira", Role.STAFF, "garonne")
    page = client_of("samira").get("/people").text
    assert "Lucas" in page
    assert "Ibrahim" in page


@pytest.mark.parametrize("demo", [True, False])
def test_the_demonstrations_people_are_offered_only_in_a_demonstration(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, demo: bool
) -> None:
    row = SignIn(Role.STAFF, "Les Tilleuls", "Samira", "samira@demo.example", "trois mots")
    monkeypatch.setattr(loading, "sign_ins", lambda: [row])
    app = create_app(replace(settings, demo=demo))
    page = app.test_client().get("/sign-in").text
    assert ("samira@demo.example" in page, 'value="trois mots"' in page) == (demo, demo)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _give(cast: Cast, name: str, role: Role, organisation: str) -> None:
    scope.enter(db.session(), Scope.everything("a test's second role"))
    with transaction():
        account = db.session.get_one(Account, cast.accounts[name])
        actions.give_role(account, role, organisation_id=cast.organisations[organisation], on=date(2020, 1, 1))
    scope.leave(db.session())
    db.session.remove()


def _without_nonce(page: str) -> str:
    return re.sub(r'nonce="[^"]*"', "", page)


def _error(page: str) -> str:
    found = re.search(r'class="error-summary".*?</div>', page, re.DOTALL)
    return found.group() if found else ""


def test_a_pin_is_typed_as_it_is_printed(client_of: ClientOf, cast: Cast) -> None:
    for secret in (f"{SECRET[:3]} {SECRET[3:]}", SECRET):
        form = {"identifier": cast.identifiers["moussa"], "secret": secret}
        assert client_of("").post("/sign-in", data=form).status_code == 302
    wrong = {"identifier": cast.identifiers["moussa"], "secret": SECRET[:3] + " "}
    assert client_of("").post("/sign-in", data=wrong).status_code == 422
