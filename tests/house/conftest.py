"""What the tests of the whole house share."""

import pytest
from flask import Flask

from peerlearn.core.settings import Settings
from tests.cast import Cast
from tests.house.story import Story, tell


@pytest.fixture
def story(app: Flask, cast: Cast, settings: Settings) -> Story:
    """One of each thing that an address may name."""
    with app.app_context():
        return tell(cast, settings)
