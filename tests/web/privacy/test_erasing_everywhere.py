"""Erased is erased: the same search that finds somebody everywhere before finds nothing anywhere after."""

import signal
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from peerlearn.core import clock
from peerlearn.core.db import Base, db
from peerlearn.core.settings import Settings
from peerlearn.lifecycle.erased import remembered
from tests.cast import SECRET
from tests.factories.unmistakable import FIRST, LAST, WORDS, Life
from tests.services.databases import environment
from tests.services.keeper import PROJECT
from tests.services.server import serving
from tests.web.attendance.test_races import Hand
from tests.web.privacy.conftest import Live, Search
from tests.web.privacy.scanning import found_in, pack_of

ALL = set(WORDS)
# Erases, and is killed before the transaction ends.
_KILLED = """
import os, signal, sys
from peerlearn.awards.keys import KeyFolder
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.factory import create_app
from peerlearn.lifecycle.erased import remember
from peerlearn.lifecycle.erasure import erase
from peerlearn.people.queries import person

app = create_app()
with app.app_context():
    scope.enter(db.session(), Scope.everything("a process that is killed"))
    settings = app.extensions["peerlearn-settings"]
    found = person(sys.argv[1])
    gone = erase(found, KeyFolder.of(settings), by=None, granting=None, now=clock.now())
    if sys.argv[2] == "late":
        remember(settings.data_dir, gone)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("packing", pack_of(""))
@pytest.mark.parametrize("word", WORDS)
def test_the_search_sees_a_word_however_it_is_packed(word: str, packing: str) -> None:
    assert found_in(pack_of(WORDS[word])[packing], WORDS) >= {word}
    assert found_in(pack_of("somebody else")[packing], WORDS) == set()


def test_the_command_leaves_nothing(app: Flask, settings: Settings, life: Life, search: Search) -> None:
    search.let_statistics_quote()
    assert search.in_bytes() == ALL
    before = _figures(app)
    done = app.test_cli_runner().invoke(args=["privacy", "erase", life.public_id, "--yes"])
    assert done.exit_code == 0, done.output
    assert found_in(done.output.encode(), WORDS) == set()
    if not search.is_sqlite:
        assert "ANALYZE, then VACUUM FULL" in done.output
        assert "no transaction on that server" in done.output
        assert search.in_bytes() != set()
    assert search.after_the_operator() == set()
    assert _figures(app) == before
    assert remembered(settings.data_dir) == [life.public_id, life.double_id]


def test_the_page_leaves_nothing_and_neither_does_the_log(settings: Settings, life: Life, search: Search) -> None:
    """Over HTTP, with an access log whose format asks for everything there is."""
    with serving(settings.database_url, settings.data_dir, **_told(settings)) as site:
        carole = Hand(site, "carole@example.org")
        page = f"/people/{life.public_id}/erasure"
        assert carole.look(f"/people?q={FIRST} {LAST}&organisation=") == 200
        wrong = carole.tap(page, {"reason": "asked", "typed": "Somebody Else"}, on=page)
        assert (wrong, search.everywhere() == ALL) == (422, True)
        assert carole.tap(page, {"reason": "asked", "typed": f"{FIRST.lower()} {LAST}"}, on=page) == 302
        assert carole.look(f"/people/{life.public_id}") == 404
    written = (settings.data_dir / "server.log").read_bytes()
    assert b"POST /people/" in written
    assert b"?" not in written
    assert SECRET.encode() not in written
    assert search.after_the_operator() == set()


@pytest.mark.parametrize("name_shown", ["none", "full"])
def test_long_silence_leaves_the_badge_its_holder_published_and_nothing_else(
    app: Flask, lives: Live, search: Search, name_shown: str
) -> None:
    life, runner = lives(name_shown), app.test_cli_runner()
    before = _figures(app)
    assert search.everywhere() == ALL
    # Announced after two years without a word, anonymised thirty days later.
    for days, said in ((729, " announced"), (740, " 0 anonymised"), (800, " anonymised")):
        with clock.standing_at(clock.now() + timedelta(days=days)):
            done = runner.invoke(args=["privacy", "purge"])
            assert done.exit_code == 0, done.output
            assert said in done.output
    # What others say of the badge is published with it.
    left = {"recommended by", *({"first name", "last name"} if name_shown == "full" else ())}
    assert search.after_the_operator() == left
    assert _figures(app) == before
    _ensure_badge_holds(app, life, shows_name=name_shown == "full")
    # The holder may still ask for it: by the code of the badge, since nobody knows their name any more.
    assert runner.invoke(args=["privacy", "erase", life.badge_code, "--yes"]).exit_code == 0
    assert search.after_the_operator() == set()


@pytest.mark.parametrize("moment", ["early", "late"])
def test_killed_in_the_middle_nothing_is_half_done_and_again_finishes(
    app: Flask, settings: Settings, life: Life, search: Search, moment: str
) -> None:
    told = {**environment(settings.database_url, settings.data_dir), **_told(settings)}
    command = [sys.executable, "-c", _KILLED, life.public_id, moment]
    ended = subprocess.run(command, cwd=PROJECT, env=told, capture_output=True, text=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert search.everywhere() == ALL
    again = ["purge"] if moment == "late" else ["erase", life.public_id, "--yes"]
    assert app.test_cli_runner().invoke(args=["privacy", *again]).exit_code == 0
    assert search.after_the_operator() == set()


def _ensure_badge_holds(app: Flask, life: Life, *, shows_name: bool) -> None:
    stranger = app.test_client()
    page = stranger.get(f"/b/{life.badge_code}", headers={"Accept-Language": "fr"}).text
    assert "Ce badge est authentique" in page
    assert (FIRST in page) is shows_name
    assert {ending: stranger.get(f"/b/{life.badge_code}{ending}").data for ending in life.files} == life.files


def _told(settings: Settings) -> dict[str, Any]:
    """What the processes are told: the passphrase of this test's keys, and to log as much as they can."""
    everything = "--access-logfile - --access-logformat '%(r)s|%(U)s|%(q)s|%(f)s|%({referer}i)s|%({cookie}i)s'"
    return {
        "PEERLEARN_KEYS_PASSPHRASE": settings.keys_passphrase,
        "GUNICORN_CMD_ARGS": f"{everything} --logger-class peerlearn.web.kit.quiet_log.QuietLogger",
    }


def _figures(app: Flask) -> dict[str, object]:
    """What reports count: rows of every table that is counted, and seats, marks and levels by what they say."""
    tables = Base.metadata.tables
    counted = ("person", "affiliation", "workshop", "enrolment", "presence", "observation", "diagnosis", "award")
    with app.app_context(), db.engine.connect() as connection:
        rows: dict[str, object] = {
            name: connection.execute(select(func.count()).select_from(tables[name])).scalar_one() for name in counted
        }
        for name, column in (("presence", "state"), ("observation", "level"), ("diagnosis", "level_chosen")):
            by = tables[name].c[column]
            found = connection.execute(select(by, func.count()).group_by(by).order_by(by)).all()
            rows[f"{name} by {column}"] = [tuple(row) for row in found]
        people = select(func.count(func.distinct(tables["presence"].c.person_id)))
        rows["people trained"] = connection.execute(people).scalar_one()
    return rows
