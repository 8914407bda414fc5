"""Badges for the pages of strangers: one that holds, made by the program itself."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from peerlearn.awards import actions
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award
from peerlearn.awards.rules import AwardState, RevocationReason
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.factory import create_app
from tests.badges.conftest import standards_folder
from tests.cast import Cast
from tests.factories.awards import stored_award
from tests.rehearsal import Rehearsal, settings_for
from tests.services.databases import Databases
from tests.web.public.shelf import export


@dataclass(frozen=True)
class Shown:
    """A badge of Moussa's, and a browser that nobody signed in to."""

    app: Flask
    settings: Settings
    cast: Cast
    award_id: int
    code: str
    browser: FlaskClient

    @property
    def page(self) -> str:
        """Its address."""
        return f"/b/{self.code}"

    @property
    def token(self) -> str:
        """Its OB 3.0 form, as it is served."""
        return self.browser.get(f"{self.page}.jwt").text

    @property
    def assertion(self) -> bytes:
        """Its OB 2.0 form, as it is served."""
        return bytes(self.browser.get(f"{self.page}.ob2.json").data)

    @property
    def picture(self) -> bytes:
        """The picture with both inside, as it is served."""
        return bytes(self.browser.get(f"{self.page}.png").data)

    def json(self, address: str) -> Any:
        """The document behind an address."""
        return self.browser.get(address).get_json(force=True)

    def act(self, step: Callable[[Award, KeyFolder], object]) -> None:
        """Let something happen to the award, as staff would make it happen."""
        with self.app.app_context():
            scope.enter(db.session(), Scope.everything("a test moves an award on"))
            with transaction():
                step(db.session.get_one(Award, self.award_id), KeyFolder.of(self.settings))
            scope.leave(db.session())

    def withdraw(self, reason: RevocationReason = RevocationReason.MISTAKE) -> None:
        """Carole withdraws it."""
        carole = self.cast.accounts["carole"]
        self.act(lambda award, folder: actions.revoke(award, folder, reason=reason, by=carole, now=clock.now()))


AwardShown = Callable[..., Shown]


@pytest.fixture
def shown_at(app: Flask, cast: Cast, settings: Settings) -> AwardShown:
    """`shown_at(AwardState.OFFERED)`: an award at this point, seen by a stranger."""

    def make(state: AwardState, **choices: object) -> Shown:
        with app.app_context():
            award = stored_award(cast, settings, state, **choices)
        return Shown(app, settings, cast, award.id, award.public_code, app.test_client())

    return make


@pytest.fixture
def shown(shown_at: AwardShown) -> Shown:
    """A badge that was issued."""
    return shown_at(AwardState.ISSUED)


@pytest.fixture(scope="session")
def archives(clean_databases: Databases, rehearsal: Rehearsal, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two archives, made once in a process: `now`, where Awa's badge is withdrawn, and `before`, where it is not."""
    folder = tmp_path_factory.mktemp("archives")
    settings = settings_for(clean_databases.fresh(rehearsal.kept()), folder / "installation")
    app, cast = create_app(settings), rehearsal.cast()
    with app.app_context():
        codes = {name: stored_award(cast, settings, AwardState.ISSUED, name=name) for name in ("moussa", "awa")}
    awa = Shown(app, settings, cast, codes["awa"].id, codes["awa"].public_code, app.test_client())
    for name in ("before", "now"):
        made = export(app, folder / name)
        assert made.exit_code == 0, made.output
        if name == "before":
            awa.withdraw()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return folder


@pytest.fixture
def archive(archives: Path, tmp_path: Path) -> Path:
    """A copy of the archive, to be spoilt; `before` lies beside it."""
    for name in ("before", "now"):
        shutil.copytree(archives / name, tmp_path / name)
    return tmp_path / "now"


# Deselected, not skipped: the suite stands without the folder of schemas; `tests/badges` names what is left out.
collect_ignore = []
if standards_folder() is None or find_spec("jsonschema") is None:
    collect_ignore.append("test_strict_schema.py")
