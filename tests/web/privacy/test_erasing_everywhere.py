"""Erased is erased: the same search that finds somebody everywhere before finds nothing anywhere after."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url

from peerlearn.core.db import db
from peerlearn.core.settings import Settings
from tests.cast import Cast
from tests.factories.unmistakable import WORDS, Life, live
from tests.stage import ClientOf
from tests.web.privacy.scanning import found_in, found_in_files, found_in_rows, pack_of

ALL = set(WORDS)


@pytest.fixture
def life(app: Flask, cast: Cast, settings: Settings, client_of: ClientOf) -> Life:
    """Zéphyrine's."""
    return live(app, cast, settings, client_of)


@pytest.mark.parametrize("packing", pack_of(""))
@pytest.mark.parametrize("word", WORDS)
def test_the_search_sees_a_word_however_it_is_packed(word: str, packing: str) -> None:
    assert found_in(pack_of(WORDS[word])[packing], WORDS) >= {word}
    assert found_in(pack_of("somebody else")[packing], WORDS) == set()


def test_the_command_leaves_nothing(app: Flask, settings: Settings, life: Life) -> None:
    assert found_in_rows(app, WORDS) == ALL
    if make_url(settings.database_url).get_backend_name() == "sqlite":
        assert found_in_files(_folders(settings), WORDS) == ALL
    done = app.test_cli_runner().invoke(args=["privacy", "erase", life.public_id, "--yes"])
    assert done.exit_code == 0, done.output
    assert found_in(done.output.encode(), WORDS) == set()
    assert _found(app, settings) == set()


def _found(app: Flask, settings: Settings) -> set[str]:
    """In the rows, and on SQLite in the bytes of the file and its journal; in all files beside it."""
    with app.app_context():
        db.session.remove()
    return found_in_rows(app, WORDS) | found_in_files(_folders(settings), WORDS)


def _folders(settings: Settings) -> set[Path]:
    url = make_url(settings.database_url)
    return {settings.data_dir, *([Path(str(url.database)).parent] if url.get_backend_name() == "sqlite" else [])}
