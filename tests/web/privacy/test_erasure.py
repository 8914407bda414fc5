"""The page that erases: who may, what it asks, what it leaves of a badge."""

import html
import json
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from peerlearn.accounts.models import Account
from peerlearn.awards.rules import AwardState
from peerlearn.core import scope
from peerlearn.core.audit import AuditEntry
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.lifecycle.erased import remember, remembered
from peerlearn.web.kit import background
from tests.cast import Cast
from tests.factories import awards as made
from tests.stage import ClientOf


def _page(cast: Cast, name: str = "awa") -> str:
    return f"/people/{cast.person_ids[name]}/erasure"


def _sure(name: str = "Awa", reason: str = "asked") -> dict[str, str]:
    return {"typed": name, "reason": reason}


@pytest.mark.parametrize("name", ["samira", "moussa", "awa", "victor"])
def test_only_coordinators_and_the_national_team_erase(client_of: ClientOf, cast: Cast, name: str) -> None:
    assert client_of("carole").get(_page(cast)).status_code == 200
    assert client_of(name).post(_page(cast), data=_sure()).status_code == 403


@pytest.mark.parametrize("form", [{}, _sure("Rosa"), _sure(""), _sure(reason=""), _sure(reason="Awa insiste")])
def test_without_the_name_and_a_reason_of_the_list_nothing_happens(
    app: Flask, client_of: ClientOf, cast: Cast, settings: Settings, form: dict[str, str]
) -> None:
    carole = client_of("carole")
    assert carole.post(_page(cast), data=form).status_code == 422
    assert "Awa" in carole.get(f"/people/{cast.person_ids['awa']}").text
    assert remembered(settings.data_dir) == []


def test_what_goes_is_listed_and_twice_is_once(app: Flask, client_of: ClientOf, cast: Cast, settings: Settings) -> None:
    carole, awa = client_of("carole"), client_of("awa")
    page = html.unescape(carole.get(_page(cast)).text)
    assert "Ce qui disparaît" in page
    assert "L’accès : carte" in page.replace("\u00a0", " ")
    done = carole.post(_page(cast), data=_sure(" awa "))
    assert done.headers["Location"] == "/people"
    background.finish(app)
    assert "Awa" not in carole.get("/people").text
    assert carole.post(_page(cast), data=_sure()).status_code == 404
    assert remembered(settings.data_dir) == [cast.person_ids["awa"]]
    assert awa.get("/me").status_code == 302
    with app.app_context(), db.engine.connect() as connection:
        trail = connection.execute(
            select(AuditEntry.__table__.c.details).where(AuditEntry.__table__.c.action == "person.erased")
        ).scalars()
        assert list(trail) == [{"reason": "asked"}]


def test_nobody_erases_themselves_nor_who_may_do_more(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    _belongs(app, cast, "carole", "rosa")
    assert client_of("carole").post(_page(cast, "rosa"), data=_sure("Rosa")).status_code == 422
    _belongs(app, cast, "nadia", "karim")
    refused = client_of("carole").post(_page(cast, "karim"), data=_sure("Karim"))
    assert refused.status_code == 422
    assert "plus de droits" in html.unescape(refused.text)
    assert client_of("carole").post(_page(cast, "awa"), data=_sure()).status_code == 302


def test_a_badge_keeps_its_address_and_says_kindly_that_it_is_gone(
    app: Flask, client_of: ClientOf, cast: Cast, settings: Settings
) -> None:
    with app.app_context():
        code = made.stored_award(cast, settings, AwardState.ISSUED).public_code
    stranger = app.test_client()
    token = stranger.get(f"/b/{code}.jwt").text
    copies = [stranger.get(f"/b/{code}.{ending}").get_data() for ending in ("png", "svg", "pdf", "json")]
    assert stranger.get(f"/b/{code}.pdf").status_code == 200
    assertion = json.loads(stranger.get(f"/b/{code}.ob2.json").data)["id"]
    assert "1 badge" in html.unescape(client_of("carole").get(_page(cast, "moussa")).text)
    assert client_of("carole").post(_page(cast, "moussa"), data=_sure("Moussa Traoré")).status_code == 302
    page = stranger.get(f"/b/{code}", headers={"Accept-Language": "fr"})
    assert page.status_code == 200
    assert "à la demande de la personne" in html.unescape(page.text)
    assert "Moussa" not in page.text
    for address in (
        f"/b/{code}.png",
        f"/b/{code}.svg",
        f"/b/{code}.jwt",
        f"/b/{code}.json",
        f"/b/{code}.jws",
        assertion,
    ):
        assert stranger.get(address).status_code == 410, address
    # A copy that somebody kept is known as withdrawn, by its fingerprint: it raises no alarm.
    kept = html.unescape(stranger.post("/verify", data={"input": token}).text)
    assert "Ce badge n’est plus valable" in kept
    assert "à la demande de la personne" in kept
    for copy in copies:
        said = html.unescape(stranger.post("/verify", data={"file": (BytesIO(copy), "badge")}).text)
        assert "à la demande de la personne" in said
    assert client_of("samira").get("/badges").status_code == 200


def test_a_restored_backup_brings_nobody_back(app: Flask, client_of: ClientOf, cast: Cast, settings: Settings) -> None:
    """The list is all that is left of the erasure once the database is the one of yesterday."""
    remember(settings.data_dir, [cast.person_ids["awa"], "nobodyatall2"])
    remember(settings.data_dir, [cast.person_ids["awa"]])
    assert remembered(settings.data_dir) == [cast.person_ids["awa"], "nobodyatall2"]
    runner = app.test_cli_runner()
    assert "erased before, and there again" in runner.invoke(args=["privacy", "purge", "--dry-run"]).output
    assert "1 erased again" in runner.invoke(args=["privacy", "purge"]).output
    assert "0 erased again" in runner.invoke(args=["privacy", "purge"]).output
    assert client_of("samira").get(f"/people/{cast.person_ids['awa']}").status_code == 404


def test_a_line_that_was_cut_off_names_nobody(settings: Settings) -> None:
    (settings.data_dir / "erased-people.txt").write_bytes(b"abcdefghjkmn\nabc")
    assert remembered(settings.data_dir) == ["abcdefghjkmn", "abc"]
    remember(settings.data_dir, ["pqrstvwxyz23"])
    assert remembered(settings.data_dir) == ["abcdefghjkmn", "abc", "pqrstvwxyz23"]


def _belongs(app: Flask, cast: Cast, account: str, person: str) -> None:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("an account has a person"))
        with transaction():
            db.session.get_one(Account, cast.accounts[account]).person_id = cast.people[person]
        scope.leave(db.session())
        db.session.remove()
