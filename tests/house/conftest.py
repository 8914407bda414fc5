"""What the tests of the whole house share."""

import pytest
from babel.messages.catalog import Catalog
from flask import Flask

from peerlearn.core.settings import Settings
from tests.cast import Cast
from tests.house.catalogue import collect
from tests.house.story import Story, tell


@pytest.fixture
def story(app: Flask, cast: Cast, settings: Settings) -> Story:
    """One of each thing that an address may name."""
    with app.app_context():
        return tell(cast, settings)


@pytest.fixture(scope="session")
def words(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the program says, collected as `make messages` does."""
    return collect(tmp_path_factory.mktemp("words") / "messages.pot")
