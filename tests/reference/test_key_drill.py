"""The drill of stolen keys, as programs of other people see it: the table of `tests/web/public/test_key_drill.py`, for
the forms that they read. None of them looks at our register; a suspension they see only where a badge is hosted.

A rotation leaves the key of 2.0 in use, since the reference validator takes no second one in a profile. So there was
one of them until the theft, and what it signed under A needs signing again like what it signed under B.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.settings import Settings
from peerlearn.factory import create_app
from tests.cast import assemble
from tests.factories.drill import Drill, play
from tests.reference.conftest import reference_says, wallet_says
from tests.services.databases import environment
from tests.services.server import serving

# keys, fate, form → whether strangers believe it
TABLE = [
    ("A", "kept", "ob2_signed", False),
    ("A", "kept", "ob2_hosted", True),
    ("A", "kept", "ob3_di", True),
    ("A", "withdrawn", "ob2_signed", False),
    ("A", "withdrawn", "ob3_di", False),
    ("A", "renewed", "ob2_signed", True),
    ("A", "suspended", "ob2_hosted", False),
    ("B before", "kept", "ob2_signed", False),
    ("B before", "kept", "ob2_hosted", True),
    ("B before", "kept", "ob3_di", False),
    ("B before", "replaced", "ob2_signed", False),
    ("B before", "replaced", "ob2_hosted", False),
    ("B before", "replaced", "ob3_di", False),
    ("B before", "renewed", "ob2_signed", True),
    ("B before", "renewed", "ob2_hosted", True),
    ("B before", "renewed", "ob3_di", True),
    ("B since", "kept", "ob2_signed", False),
    ("B since", "kept", "ob2_hosted", False),
    ("B since", "kept", "ob3_di", False),
    ("C", "kept", "ob2_signed", True),
    ("C", "kept", "ob3_di", True),
]


@pytest.fixture
def drill(database_url: str, tmp_path: Path) -> Iterator[Drill]:
    """The drill, on a served site."""
    with serving(database_url, tmp_path) as address:
        told = Settings.from_environment(environment(database_url, tmp_path))
        settings = replace(told, public_url=address, badge_url=address)
        app = create_app(settings)
        with app.app_context():
            cast = assemble()
            scope.leave(db.session())
            db.session.remove()
        yield play(app, settings, cast, [(number, *row[:3]) for number, row in enumerate(TABLE)], also_ob2=False)
        with app.app_context():
            db.engine.dispose()


def test_the_reference_validator_of_2_0_says_what_the_table_says(drill: Drill) -> None:
    found = []
    for one in drill.held:
        if one.form.startswith("ob2"):
            text = one.content.decode()
            asked = text if one.form == "ob2_signed" else json.loads(text)["id"]
            said = reference_says(input=asked)
            found.append((one.keys, one.fate, one.form, bool(said["valid"])))
    assert found == [row for row in TABLE if row[2].startswith("ob2")]


@pytest.mark.parametrize("family", ["digitalbazaar", "digitalcredentials"])
def test_wallets_say_what_the_table_says(drill: Drill, family: str) -> None:
    found = []
    for one in drill.held:
        if one.form == "ob3_di":
            said = wallet_says(family, one.content.decode())
            found.append((one.keys, one.fate, one.form, bool(said["verified"])))
            if one.fate == "kept" and one.keys.startswith("B"):
                assert "is not in the DID document" in str(said["reasons"]), said
    assert found == [row for row in TABLE if row[2] == "ob3_di"]
