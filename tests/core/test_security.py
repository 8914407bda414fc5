"""Headers of every answer."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from peerlearn.core.db import db
from peerlearn.core.settings import Settings
from peerlearn.factory import create_app
from tests.cast import SECRET, Cast
from tests.stage import ClientOf

PRIVATE = ("/", "/people", "/organisations", "/modules", "/account", "/workshops", "/badges")


@pytest.mark.parametrize("address", [*PRIVATE, "/sign-in", "/verify", "/no-such-page"])
def test_a_page_may_load_only_what_is_ours(client_of: ClientOf, address: str) -> None:
    policy = client_of("samira").get(address).headers["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["form-action"] == "'self'"
    assert rules["base-uri"] == rules["frame-ancestors"] == rules["object-src"] == rules["frame-src"] == "'none'"
    assert "unsafe" not in policy
    assert not re.search(r"https?:|\*", policy)
    assert re.fullmatch(r"'nonce-[\w-]{16,}'|'none'", rules["script-src"])


@pytest.mark.parametrize("address", [*PRIVATE, "/sign-in"])
def test_scripts_are_ours_and_carry_the_nonce_of_the_policy(client_of: ClientOf, address: str) -> None:
    answer = client_of("samira").get(address)
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", answer.text, re.DOTALL)
    for attributes, inside in scripts:
        assert inside == ""
        assert re.search(r'nonce="([\w-]+)"', attributes).group(1) in answer.headers["Content-Security-Policy"]  # type: ignore[union-attr]
    assert not re.search(r"<style|\sstyle=|\son\w+=", answer.text)


def test_the_nonce_is_another_each_time(client_of: ClientOf) -> None:
    client = client_of("samira")
    assert len({client.get("/people").headers["Content-Security-Policy"] for _ in range(3)}) == 3


@pytest.mark.parametrize("address", PRIVATE)
def test_what_one_person_saw_is_not_kept_for_the_next(client_of: ClientOf, address: str) -> None:
    answer = client_of("samira").get(address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/", "/verify", "/healthz", "/no-such-page", "/static/base.css"])
def test_nothing_is_guessed_framed_or_told_to_others(client_of: ClientOf, address: str) -> None:
    with client_of("samira").get(address) as answer:
        headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize("address", ["/verify", "/healthz", "/b/NOSUCH99", "/static/base.css"])
def test_public_pages_leave_no_cookie(client_of: ClientOf, address: str) -> None:
    for name in ("", "samira"):
        with client_of(name).get(address) as answer:
            assert "Set-Cookie" not in answer.headers
            assert "Cookie" not in answer.headers.get("Vary", "")


def test_the_cookie_of_who_signed_in_is_out_of_reach_of_scripts(client_of: ClientOf, cast: Cast) -> None:
    answer = client_of("").post("/sign-in", data={"identifier": cast.identifiers["awa"], "secret": SECRET})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_over_https_everything_stays_there(settings: Settings) -> None:
    app = create_app(replace(settings, public_url="https://peerlearn.example"))
    assert app.config["SESSION_COOKIE_SECURE"]
    answer = app.test_client().get("/verify", base_url="https://peerlearn.example")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_a_request_that_is_too_large_is_refused(app: Flask) -> None:
    answer = app.test_client().post("/sign-in", data={"identifier": "x" * 7_000_000, "secret": "x"})
    assert answer.status_code in {413, 422}
    assert "Traceback" not in answer.text
