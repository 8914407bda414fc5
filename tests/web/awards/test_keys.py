"""The signing keys: `/keys`, what would happen first, and the confirmation."""

import html
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from peerlearn.awards import issuers
from peerlearn.awards.models import Award, IssuerKey
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock, scope
from peerlearn.core.audit import AuditEntry
from peerlearn.core.db import Base, db
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from tests.cast import SECRET, Cast
from tests.factories import awards as made
from tests.stage import ClientOf

REHEARSAL = "Ce qui changerait\xa0: rien n’est encore fait"
SEEN = re.compile(r'name="seen"[^>]*value="([0-9a-f]+)"')


@pytest.fixture
def issued(app: Flask, cast: Cast, settings: Settings) -> dict[str, Award]:
    """Moussa's badge, given three days ago, and Awa's, given today."""
    with app.app_context():
        before = clock.now() - timedelta(days=3)
        with clock.standing_at(before):
            moussa = made.stored_award(cast, settings, AwardState.ISSUED, now=before)
        return {"moussa": moussa, "awa": made.stored_award(cast, settings, AwardState.ISSUED, name="awa")}


@pytest.fixture
def nadia(client_of: ClientOf, issued: dict[str, Award]) -> FlaskClient:
    """The national team."""
    return client_of("nadia")


def link_to(client: FlaskClient, step: str, number: int = 0) -> str:
    """The address of a step, as the page of keys links it."""
    found = re.findall(rf'href="(/keys/{step}\?[^"]+)"', client.get("/keys").text)
    return str(html.unescape(found[number]))


def confirm(client: FlaskClient, address: str, **said: str) -> Any:
    """Look at the rehearsal, then confirm it."""
    page = client.get(address)
    assert page.status_code == 200
    seen = SEEN.search(page.text)
    assert seen is not None
    return client.post(address, data={"seen": seen[1], "secret": SECRET, **said})


def states(app: Flask) -> dict[str, list[str]]:
    """Algorithm → the states of its keys, in order."""
    with app.app_context(), db.engine.connect() as connection:
        key = IssuerKey.__table__
        found: dict[str, list[str]] = {}
        for algorithm, state in connection.execute(select(key.c.algorithm, key.c.state).order_by(key.c.id)):
            found.setdefault(algorithm, []).append(state.value)
    return found


def everything(app: Flask, settings: Settings) -> object:
    """Every row but the counted tries, and every key file."""
    with app.app_context(), db.engine.connect() as connection:
        tables = [one for one in Base.metadata.sorted_tables if one.name != "failed_sign_in"]
        rows = {one.name: sorted(map(repr, connection.execute(select(one)).all())) for one in tables}
    return rows, sorted(one.name for one in (settings.data_dir / "keys").iterdir())


def test_each_key_is_told_in_words_and_no_private_half(nadia: FlaskClient, settings: Settings) -> None:
    page = html.unescape(nadia.get("/keys").text)
    for words in ("Clés de signature", "En service", "2 badges signés", "Open Badges 2.0 (RS256)"):
        assert words in page
    assert page.index("Open Badges 2.0 (RS256)") > page.index("Pour les techniciens") > page.index("En service")
    for file in (settings.data_dir / "keys").iterdir():
        assert file.stem in page
        assert file.read_text("ascii").splitlines()[1] not in page
    assert 'href="/keys"' in nadia.get("/badges").text


@pytest.mark.parametrize("name", ["carole", "samira", "moussa"])
def test_nobody_but_the_national_team_sees_them(client_of: ClientOf, nadia: FlaskClient, name: str) -> None:
    assert nadia.get("/keys").status_code == 200
    assert client_of(name).get("/keys").status_code == 403


def test_a_rehearsal_writes_nothing_not_even_a_file(app: Flask, nadia: FlaskClient, settings: Settings) -> None:
    before = everything(app, settings)
    for step in ("rotation", "retirement", "theft"):
        assert nadia.get(link_to(nadia, step)).status_code == 200
    rehearsed = html.unescape(nadia.get(f"{link_to(nadia, 'theft')}&since={_paris(hours=24)}").text)
    assert REHEARSAL in rehearsed
    assert everything(app, settings) == before


def test_a_rotation_happens_as_it_was_rehearsed(app: Flask, nadia: FlaskClient, issued: dict[str, Award]) -> None:
    page = html.unescape(nadia.get(link_to(nadia, "rotation")).text)
    for words in (REHEARSAL, "2 badges qui comptent aujourd’hui restent valables", "1 liste de retraits est signée"):
        assert words in page
    assert confirm(nadia, link_to(nadia, "rotation")).status_code == 302
    assert states(app) == {"ES256": ["retired", "active"], "Ed25519": ["retired", "active"], "RS256": ["active"]}
    for award in issued.values():
        assert "Ce badge est authentique" in nadia.get(f"/b/{award.public_code}").text
    assert _who_did(app, "key.retired") == _who_did(app, "key.created", last=2) == {"Nadia"}


def test_the_wrong_password_changes_nothing_and_is_counted(app: Flask, nadia: FlaskClient, settings: Settings) -> None:
    before, address = everything(app, settings), link_to(nadia, "rotation")
    for _ in range(8):
        refused = confirm(nadia, address, secret="not hers")
        assert (refused.status_code, "n’est pas le bon" in html.unescape(refused.text)) == (422, True)
    assert "Trop d’essais" in html.unescape(confirm(nadia, address).text)
    assert everything(app, settings) == before


def test_a_theft_happens_as_it_was_rehearsed(app: Flask, nadia: FlaskClient, issued: dict[str, Award]) -> None:
    address = _of_algorithm(app, nadia, "Ed25519")
    since = _paris(hours=24)
    page = html.unescape(nadia.get(f"{address}&since={since}").text)
    for words in (
        "1 badge d’avant reste valable ici",
        "1 badge remis depuis ne compte plus",
        issued["awa"].public_code,
        "Une nouvelle clé est créée",
    ):
        assert words in page
    assert issued["moussa"].public_code not in page
    seen = SEEN.search(page)
    assert seen is not None
    done = nadia.post(address, data={"seen": seen[1], "secret": SECRET, "since": since})
    assert done.status_code == 302
    assert states(app)["Ed25519"] == ["compromised", "active"]
    assert "Ce badge est authentique" in nadia.get(f"/b/{issued['moussa'].public_code}").text
    assert "clé volée" in nadia.get(f"/b/{issued['awa'].public_code}").text
    assert "1 signature attend" in nadia.get("/keys").text


@pytest.mark.parametrize("since", ["", "yesterday", "0001-01-01T00:00", "9999-12-31T23:59", "1850-01-01T00:00"])
def test_a_moment_that_is_none_or_to_come_is_refused(
    app: Flask, nadia: FlaskClient, settings: Settings, since: str
) -> None:
    address, before = link_to(nadia, "theft"), everything(app, settings)
    assert nadia.get(f"{address}&since={since}").status_code in {200, 422}
    seen = SEEN.search(nadia.get(link_to(nadia, "rotation")).text)
    assert seen is not None
    assert nadia.post(address, data={"seen": seen[1], "secret": SECRET, "since": since}).status_code == 422
    assert everything(app, settings) == before


def test_a_moment_to_come_is_said_beside_the_field_that_can_be_mended(nadia: FlaskClient) -> None:
    address = link_to(nadia, "theft")
    for answer in (
        nadia.get(f"{address}&since=2999-01-01T00:00"),
        nadia.post(address, data={"seen": "x", "secret": SECRET, "since": "2999-01-01T00:00"}),
    ):
        page = html.unescape(answer.text)
        assert "Ce moment n’est pas encore passé" in page
        assert 'value="2999-01-01' in page
        assert REHEARSAL not in page


def test_one_key_retired_leaves_the_others_and_can_be_made_again(app: Flask, nadia: FlaskClient) -> None:
    address = _of_algorithm(app, nadia, "RS256").replace("theft", "retirement")
    assert "aucun badge ne peut être signé" in html.unescape(nadia.get(address).text)
    assert confirm(nadia, address).status_code == 302
    assert states(app)["RS256"] == ["retired"]
    assert nadia.get(address).status_code == 422
    assert confirm(nadia, link_to(nadia, "new")).status_code == 302
    assert states(app)["RS256"] == ["retired", "active"]
    assert "/keys/new" not in nadia.get("/keys").text


def test_two_people_at_once_make_one_rotation(app: Flask, client_of: ClientOf, nadia: FlaskClient) -> None:
    address = link_to(nadia, "rotation")
    seen = SEEN.search(nadia.get(address).text)
    assert seen is not None
    hands = [nadia, client_of("nadia")]
    with ThreadPoolExecutor(2) as pool:
        sent = [pool.submit(one.post, address, data={"seen": seen[1], "secret": SECRET}) for one in hands]
        answers = sorted(one.result(30).status_code for one in sent)
    assert answers == [302, 422]
    assert states(app)["Ed25519"] == ["retired", "active"]


@pytest.mark.parametrize("query", ["", "?key=none", "?issuer=none", "?key=%23", "?key=%25"])
def test_a_key_or_issuer_that_is_none_does_not_exist(nadia: FlaskClient, query: str) -> None:
    for step in ("new", "rotation", "retirement", "theft"):
        assert nadia.get(f"/keys/{step}{query}").status_code == 404


def _of_algorithm(app: Flask, client: FlaskClient, algorithm: str) -> str:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("which key"))
        known = [key for one in issuers.issuers() for key in issuers.keys_of(one)]
        name = next(one.kid.rpartition("#")[2] for one in known if one.algorithm == algorithm)
    return f"{link_to(client, 'theft').partition('=')[0]}={name}"


def _paris(*, hours: int) -> str:
    ago: datetime = clock.at_place(clock.now() - timedelta(hours=hours), clock.DEFAULT_ZONE)
    return ago.strftime("%Y-%m-%dT%H:%M")


def _who_did(app: Flask, action: str, *, last: int = 10) -> set[str]:
    account = Base.metadata.tables["account"]
    entry = AuditEntry.__table__
    query = select(account.c.name).join_from(entry, account, account.c.id == entry.c.account_id)
    with app.app_context(), db.engine.connect() as connection:
        found = connection.execute(query.where(entry.c.action == action).order_by(entry.c.id.desc()).limit(last))
        return {row[0].partition(" ")[0] for row in found}
