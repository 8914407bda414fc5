"""Killed in the middle: nothing is written, and what was stopped goes on, exactly once."""

import signal
import subprocess
import sys
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from peerlearn.core import clock
from peerlearn.core.db import Base, db
from peerlearn.core.settings import Settings
from peerlearn.imports.models import ImportLine
from peerlearn.people.models import Affiliation, Person
from peerlearn.web.kit import background
from tests.cast import Cast
from tests.factories.imports import hand_in, many_people, nobody_at_work
from tests.services.databases import environment
from tests.services.keeper import PROJECT
from tests.stage import ClientOf

# Does one step of the work and kills itself before the transaction ends.
_CONFIRMS = """
import os, signal, sys
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.factory import create_app
from peerlearn.imports import actions, queries

with create_app().app_context():
    scope.enter(db.session(), Scope.everything("a process that is killed"))
    draft = queries.file_import(sys.argv[1])
    actions.confirm(draft, by=None, now=clock.now(), on=clock.today())
    os.kill(os.getpid(), signal.SIGKILL)
"""
_CHECKS = """
import os, signal, sys
from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.factory import create_app
from peerlearn.imports import checking, queries

with create_app().app_context():
    scope.enter(db.session(), Scope.everything("a process that is killed"))
    import_id = queries.file_import(sys.argv[1]).id
    db.session.rollback()
    steps = checking.check(import_id)
    next(steps)
    next(steps)
    keep = checking.note_checked
    checking.note_checked = lambda *given, **named: keep(*given, **named) and os.kill(os.getpid(), signal.SIGKILL)
    next(steps)
"""


def test_an_import_that_is_killed_wrote_nothing_and_is_done_once(
    app: Flask, settings: Settings, client_of: ClientOf, cast: Cast
) -> None:
    samira, before = client_of("samira"), _count(app, Person)
    page = hand_in(app, samira, many_people(900), organisation=cast.organisation_ids["tilleuls"]).headers["Location"]
    _killed(settings, _CONFIRMS, page)
    assert _count(app, Person) == before
    assert "Importer 900 personnes" in samira.get(page).text
    assert samira.post(f"{page}/confirmation").status_code == 302
    assert samira.post(f"{page}/confirmation").status_code == 422
    assert _count(app, Person) == _count(app, Affiliation) == before + 900


def test_a_check_that_is_killed_is_seen_and_goes_on(
    app: Flask, settings: Settings, client_of: ClientOf, cast: Cast
) -> None:
    samira = client_of("samira")
    with nobody_at_work(app):
        answer = hand_in(app, samira, many_people(2000), organisation=cast.organisation_ids["tilleuls"])
    page = answer.headers["Location"]
    _killed(settings, _CHECKS, page)
    assert _count(app, ImportLine) == 800
    with clock.standing_at(clock.now() + timedelta(minutes=1)):
        stopped = samira.get(page)
    assert "http-equiv" not in stopped.text
    assert "La vérification s’est interrompue" in stopped.text
    assert "Reprendre la vérification" in stopped.text
    assert samira.post(f"{page}/check").status_code == 302
    background.finish(app)
    assert _count(app, ImportLine) == 2000
    assert "Importer 2" in samira.get(page).text


def _killed(settings: Settings, program: str, page: str) -> None:
    command = [sys.executable, "-c", program, page.rpartition("/")[2]]
    ended = subprocess.run(
        command,
        cwd=PROJECT,
        env=environment(settings.database_url, settings.data_dir),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr


def _count(app: Flask, table: type[Base]) -> int:
    with app.app_context(), db.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table.__table__)).scalar_one()
