"""Fixtures of the browser's stories."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from werkzeug.routing import Map

from peerlearn.core.settings import Settings
from peerlearn.factory import create_app
from tests.browser.demonstration import Demonstration, demonstration
from tests.services import memory, run


@pytest.fixture(scope="session")
def demo() -> Iterator[Demonstration]:
    """The demonstration programme, served once in a run for all tests that only look at it."""
    with run.current().together("demonstration", _serve) as description:
        yield Demonstration.told(description)


@contextmanager
def _serve() -> Iterator[dict[str, Any]]:
    with memory.folder("peerlearn-demo-") as folder, demonstration(folder) as served:
        yield served.description()


@pytest.fixture(scope="session")
def routes() -> Map:
    """The addresses of the application, to tell pages apart by kind."""
    with memory.folder("peerlearn-routes-") as folder:
        settings = Settings(
            database_url="sqlite://",
            secret_key="a test's secret, long enough",
            keys_passphrase="a test's passphrase, long enough",
            public_url="http://localhost",
            badge_url="http://localhost",
            data_dir=folder,
        )
        return create_app(settings).url_map


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    """A French phone."""
    return {**browser_context_args, "viewport": {"width": 360, "height": 740}, "locale": "fr-FR", "has_touch": True}
