"""Validators of other people. They get addresses of a served site and what it serves, never our keys or code.

The suites that need node are left out where it is absent, by name in the closing line; with `CI=true` they are required
when it is present, which it then is.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import requests

from peerlearn.awards import actions
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award
from peerlearn.awards.rules import AwardState, NameShown, RevocationReason
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.factory import create_app
from tests.cast import Cast, assemble
from tests.factories import awards as made
from tests.services.databases import environment
from tests.services.keeper import PROJECT
from tests.services.server import serving

HERE = Path(__file__).parent
_OB2_PYTHON = PROJECT / ".venv" / "reference" / "bin" / "python"
_NEEDS_NODE = ("test_wallets.py", "test_offline_summary.py", "test_key_drill.py", "test_archive.py")
_NODE_MODULES = PROJECT / ".venv" / "node" / "node_modules"


@dataclass(frozen=True)
class Published:
    """A served site with badges, and what one may ask of it."""

    address: str
    awards: dict[str, Award]
    settings: Settings
    cast: Cast

    def get(self, path: str, accept: str = "*/*") -> requests.Response:
        """What a stranger gets."""
        return requests.get(f"{self.address}{path}", headers={"Accept": accept}, timeout=20)

    def file(self, name: str, ending: str) -> str:
        """A file of the badge that this person of the cast was given."""
        answer = self.get(f"/b/{self.awards[name].public_code}{ending}")
        assert answer.status_code == 200, answer.text
        return answer.text

    def withdraw(self, name: str) -> None:
        """Take the badge back, as staff would."""
        app = create_app(self.settings)
        with app.app_context():
            scope.enter(db.session(), Scope.everything("a test withdraws a badge"))
            with transaction():
                award = db.session.merge(self.awards[name])
                folder, by = KeyFolder.of(self.settings), self.cast.accounts["carole"]
                actions.revoke(award, folder, reason=RevocationReason.MISTAKE, by=by, now=clock.now())
            scope.leave(db.session())
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def published(database_url: str, tmp_path: Path) -> Iterator[Published]:
    """The national team gave a badge to Moussa, who shows his name, and one to Awa, who shows none."""
    with serving(database_url, tmp_path) as address:
        told = Settings.from_environment(environment(database_url, tmp_path))
        settings = replace(told, public_url=address, badge_url=address)
        app = create_app(settings)
        with app.app_context():
            cast = assemble()
            with transaction():
                made.issuer(cast, settings)
                awards = {
                    name: made.award_at(cast, settings, AwardState.ISSUED, name=name, name_shown=shown)
                    for name, shown in (("moussa", NameShown.FULL), ("awa", NameShown.NONE))
                }
                db.session.flush()
                for award in awards.values():
                    db.session.refresh(award)
                    db.session.expunge(award)
            scope.leave(db.session())
            db.session.remove()
            db.engine.dispose()
        yield Published(address, awards, settings, cast)


def reference_says(**asked: str) -> dict[str, Any]:
    """The report of 1EdTech's reference validator of 2.0 on `input` or `picture`."""
    return _answer([str(_OB2_PYTHON), str(HERE / "validate_ob2.py")], json.dumps(asked))


def wallet_says(family: str, credential: str, *, at: str = "") -> dict[str, Any]:
    """What the verifier of that family, on which wallets are built, finds of a credential in JSON."""
    command = ["node", str(HERE / "verify_ob3.mjs"), family]
    return _answer(command, credential, NODE_MODULES=str(_NODE_MODULES), SERVED_AT=at)


def _answer(command: list[str], given: str, **told: str) -> dict[str, Any]:
    done = subprocess.run(
        command, input=given, env={**os.environ, **told}, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the suite that needs node to machines that have it, and say so."""
    if shutil.which("node"):
        return
    needs = [item for item in items if item.path.name in _NEEDS_NODE]
    if needs:
        items[:] = [item for item in items if item not in needs]
        config.hook.pytest_deselected(items=needs)
        sys.stderr.write(f"left out, since node is not here: {', '.join(_NEEDS_NODE)} in tests/reference\n")
