"""Workers: the processes that serve ring, a worker does it; and a bell that nobody hears loses nothing."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from peerlearn.awards.models import Award
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.errors import SettingsError
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.factory import create_app
from peerlearn.web.kit.queue import find_queue
from tests.cast import Cast, sign_in
from tests.factories import awards as made
from tests.services.databases import environment
from tests.services.keeper import kept


@pytest.fixture
def told(settings: Settings, database_url: str, tmp_path: Path) -> Settings:
    """An installation with a queue: in its own PostgreSQL, or in a file."""
    common = environment(database_url, tmp_path)
    queue = database_url if database_url.startswith("postgresql") else f"sqlite:///{tmp_path / 'queue.db'}"
    passphrase, secret = common["PEERLEARN_KEYS_PASSPHRASE"], common["PEERLEARN_SECRET_KEY"]
    return replace(settings, queue_url=queue, keys_passphrase=passphrase, secret_key=secret)


def test_a_worker_signs_what_the_site_rings_for(app: Flask, cast: Cast, told: Settings, tmp_path: Path) -> None:
    environ = {**environment(told.database_url, tmp_path), "PEERLEARN_QUEUE_URL": told.queue_url}
    serving = create_app(told)
    serving.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        for name in ("ibrahim", "rosa"):
            made.stored_award(cast, told, AwardState.ACCEPTED, name=name)
    carole = sign_in(serving, serving.test_client(), cast.accounts["carole"])
    # Nobody hears the first: there is no worker, and no queue. The row is stored all the same.
    page = carole.post("/badges/runs", data={"read_at": clock.now().isoformat()}).headers["Location"]
    assert _states(app) == {AwardState.ACCEPTED}
    with (
        (tmp_path / "worker.log").open("wb") as log,
        kept(["flask", "--app", "app", "worker"], environment=environ, output=log),
    ):
        while "<progress" in carole.get(page).text:
            assert not _died(tmp_path)
        with app.app_context():
            made.stored_award(cast, told, AwardState.ACCEPTED, name="serge")
        page = carole.post("/badges/runs", data={"read_at": clock.now().isoformat()}).headers["Location"]
        while "<progress" in carole.get(page).text:
            assert not _died(tmp_path)
    assert _states(app) == {AwardState.ISSUED}
    with serving.app_context():
        db.session.remove()
        db.engine.dispose()


def test_a_queue_of_another_kind_stops_the_start_in_words(settings: Settings) -> None:
    assert find_queue(settings) is None
    with pytest.raises(SettingsError, match="PEERLEARN_QUEUE_URL"):
        create_app(replace(settings, queue_url="redis://localhost"))


def _died(folder: Path) -> str:
    text = (folder / "worker.log").read_text()
    return text if "Traceback" in text else ""


def _states(app: Flask) -> set[AwardState]:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("looking at what came of it"))
        found = set(db.session.execute(select(Award.state)).scalars())
        scope.leave(db.session())
        db.session.remove()
    return found
