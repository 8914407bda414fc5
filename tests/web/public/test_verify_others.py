"""Badges of other issuers on the page of verification: who vouches, who does not, and what is never asked."""

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.badges.foreign_site import assertion, claims_of, credential, sign_jwt
from tests.badges.test_resolve_guarded import Server, _resolver, redirects, say, serving
from tests.factories.strangers import KEY, SELF, SELF_KID, Site, answering, self_declared
from tests.web.public.handing_in import heading, paste

AUTHENTIC = "Ce badge est authentique"
UNDECIDED = "Nous n’avons pas pu vérifier"
SELF_DECLARED = "Nous ne savons pas qui l’a émis"
KIND = {UNDECIDED, "Ce n’est pas un badge lisible", "Ce badge n’est pas valable"}


def may_ask(app: Flask, port: int | None) -> FlaskClient:
    """A browser on an installation that may ask this port of the machine; by default none."""
    app.extensions["peerlearn-settings"] = replace(app.extensions["peerlearn-settings"], fetch_loopback_port=port)
    return app.test_client()


@pytest.fixture
def stranger() -> Iterator[tuple[Site, Server]]:
    """The site of another issuer, and the server behind it."""
    with answering() as (site, server):
        yield site, server


def test_a_strangers_badge_is_shown_with_the_site_that_vouches(app: Flask, stranger: tuple[Site, Server]) -> None:
    site, server = stranger
    browser = may_ask(app, site.port)
    for given in (site.badge(), f"http://{site.host}/badge.json"):
        page = paste(browser, given)
        assert heading(page) == AUTHENTIC
        for words in (
            f"Selon École d’à côté (site {site.host}), une personne a reçu le badge «\xa0Premiers pas\xa0».",
            "École d’à côté",
            "le nom qu’il se donne",
            "Confirmé par le site",
            site.host,
            "1er\xa0mars 2025",
        ):
            assert words in page
        assert "Set-Cookie" not in page
    assert [line.split(" ")[1] for line in server.requests] == [
        "/.well-known/did.json",
        "/badge.json",
        "/.well-known/did.json",
    ]


def test_what_a_strangers_badge_says_of_itself_is_text_and_not_long(app: Flask, stranger: tuple[Site, Server]) -> None:
    site, _ = stranger
    loud = credential()["credentialSubject"]
    loud["achievement"] |= {"name": "<script>alert(1)</script>", "description": "très " * 2_000}
    page = paste(may_ask(app, site.port), site.badge(credentialSubject=loud))
    assert heading(page) == AUTHENTIC
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert page.count("très") < 100


def test_a_self_declared_badge_was_not_altered_but_nobody_vouches(app: Flask, stranger: tuple[Site, Server]) -> None:
    site, _ = stranger
    browser = may_ask(app, site.port)
    page = paste(browser, self_declared())
    assert heading(page) == SELF_DECLARED
    assert "Ce n’est ni un oui, ni un non." in page
    assert "Rien n’a changé depuis la signature" in page
    assert "aucun site ne le confirme" in page
    assert "remis par École d’à côté. Personne ne nous l’a confirmé." in page
    assert "par un moyen que vous connaissez déjà" in page
    # A key that its badge brings along is published by nobody.
    for claim in ("La clé est bien publiée", "L’émetteur nommé est celui qui a signé"):
        assert claim not in page
    assert AUTHENTIC not in page
    altered = paste(browser, self_declared().replace("Premiers pas", "Expert"))
    assert heading(altered) == "Ce badge n’est pas valable"


def test_a_name_cannot_pass_for_our_words_or_for_a_verdict(app: Flask, stranger: tuple[Site, Server]) -> None:
    """Who has a key, or a site, is proven; what they are called is still what they wrote."""
    site, _ = stranger
    subject = credential()["credentialSubject"]
    subject["achievement"] |= {
        "name": "✅ Chef», confirmé par PeerLearn. «",
        "description": "Z\u0301\u0301\u0301\u0301 🏅",
    }
    browser = may_ask(app, site.port)
    for badge in (self_declared(credentialSubject=subject), site.badge(credentialSubject=subject)):
        page = unescape(paste(browser, badge))
        assert "Chef', confirmé par PeerLearn. '" in page
        for sign in ("✅", "🏅", "Chef»", "\u0301" * 3):
            assert sign not in page


def test_who_only_borrows_a_name_does_not_get_it(app: Flask, stranger: tuple[Site, Server]) -> None:
    site, _ = stranger
    borrowed = site.badge().replace(site.kid, f"did:web:evil.example#{site.kid.rpartition('#')[2]}")
    browser = may_ask(app, site.port)
    assert heading(paste(browser, site.badge())) == AUTHENTIC
    assert heading(paste(browser, borrowed)) == "Ce badge n’est pas valable"


@pytest.fixture
def dialled(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every address that anything tries to connect to."""
    seen: list[object] = []
    connect = socket.socket.connect

    def watched(self: socket.socket, address: object) -> None:
        seen.append(address)
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", watched)
    return seen


HOSTS = [
    "http://127.0.0.1:{port}",
    "http://[::1]:{port}",
    "http://2130706433:{port}",
    "http://0x7f000001:{port}",
    "http://0177.0.0.1:{port}",
    "http://127.1:{port}",
    "http://0:{port}",
    "http://localhost:{port}",
    "http://user@localhost:{port}",
    "https://127.0.0.1",
    "https://[::1]",
    "https://[::ffff:127.0.0.1]",
    "https://2130706433",
    "https://0x7f000001",
    "https://169.254.169.254",
    "https://10.0.0.1",
    "https://192.168.1.1",
    "https://localhost:{port}",
    "https://innocent.example",
    "https://good.example@127.0.0.1",
    "https://good.example:443@127.0.0.1:{port}",
    "https://good.example\\@127.0.0.1",
    "https://127.0.0.1#@good.example",
    "file://",
    "file://localhost",
    "ftp://127.0.0.1:{port}",
    "gopher://127.0.0.1:{port}",
]


def handed_in(host: str) -> dict[str, str]:
    """The ways in which a badge can name an address."""
    did = "did:web:" + host.partition("://")[2].replace(":", "%3A")
    entry = {
        "id": f"{host}/status#1",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "1",
        "statusListCredential": f"{host}/status",
    }
    by_did, by_url = credential(issuer=did), credential(issuer=host)
    listed = credential(issuer=SELF, credentialStatus=entry)
    return {
        "a link": f"{host}/etc/passwd",
        "the id of an assertion": json.dumps(assertion(id=f"{host}/a.json")),
        "the DID of an issuer": sign_jwt(claims_of(by_did), KEY, alg="EdDSA", kid=f"{did}#k"),
        "the address of an issuer": sign_jwt(claims_of(by_url), KEY, alg="EdDSA", kid=f"{host}/k"),
        "a list of withdrawals": sign_jwt(claims_of(listed), KEY, alg="EdDSA", kid=SELF_KID),
    }


@pytest.mark.parametrize("host", HOSTS)
def test_no_address_that_leads_inwards_is_asked(
    app: Flask, host: str, dialled: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _resolver(["127.0.0.1"]))
    with serving(say(b'{"secret": true}')) as server:
        # What listens here is heard once it may be asked; then it may not, as everywhere but in tests.
        paste(may_ask(app, server.port), f"http://localhost:{server.port}/a.json")
        assert len(server.requests) == len(dialled) == 1
        server.requests.clear()
        dialled.clear()
        browser = may_ask(app, None)
        for way, given in handed_in(host.format(port=server.port)).items():
            page = paste(browser, given)
            assert heading(page) in {*KIND, "Nous ne voyons pas de badge dans ce texte"}, way
            assert "secret" not in page, way
    assert server.requests == []
    assert dialled == []


TARGETS = ["http://127.0.0.1:{port}/", "http://[::1]:{port}/", "http://localhost:{port}/", "https://169.254.169.254/",
           "https://10.0.0.1/", "http://2130706433:{port}/", "https://innocent.example/", "file:" + "///etc/passwd",
           "ftp://127.0.0.1:{port}/", "//user@localhost:{port}/"]  # fmt: skip


@pytest.mark.parametrize("target", TARGETS)
def test_a_site_that_sends_us_inwards_is_not_followed(
    app: Flask, target: str, dialled: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _resolver(["127.0.0.1"]))
    with (
        serving(say(b'{"secret": true}')) as inner,
        serving(redirects(lambda _: target.format(port=inner.port))) as outer,
    ):
        site = Site(outer.port)
        browser = may_ask(app, outer.port)
        for given in (site.badge(), f"http://{site.host}/badge.json", self_declared(credentialStatus=site.status())):
            assert heading(paste(browser, given)) == UNDECIDED
    assert inner.requests == []
    assert {address[1] for address in dialled} == {outer.port}  # type: ignore[index]
