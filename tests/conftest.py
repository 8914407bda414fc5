"""What every test may ask for: a clean database on the backend of this run, and the browser.

`pytest --backend postgresql` runs the tests that ask for a database, on PostgreSQL; the others gain nothing
from a second run and are deselected. Without it, all run, on SQLite.
"""

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from hypothesis import settings

from tests.rehearsal import Rehearsal
from tests.services import chromium, databases, memory, postgresql, run

pytest_plugins = ("tests.stage",)

# On a busy machine an example may take long without being wrong. `make test-long` uses the second profile.
settings.register_profile("usual", deadline=None)
settings.register_profile("long", deadline=None, max_examples=2000)
settings.load_profile("usual")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--backend`."""
    parser.addoption("--backend", choices=databases.BACKENDS, default="sqlite", help="database of this run")


def pytest_configure(config: pytest.Config) -> None:
    """Begin the run, with one PostgreSQL server for all its processes; they find both in their environment."""
    if hasattr(config, "workerinput"):
        return
    services = ExitStack()
    config.add_cleanup(services.close)
    this_run = services.enter_context(run.started())
    if config.getoption("--backend") == "postgresql":
        server = os.environ[postgresql.ADDRESS] = services.enter_context(postgresql.server())
        services.callback(databases.drop_all, server, this_run)


def pytest_report_header(config: pytest.Config) -> str:
    """Name the backend at the top."""
    return f"database: {config.getoption('--backend')}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests without a database to the run on SQLite."""
    if config.getoption("--backend") == "sqlite":
        return
    wanted: list[pytest.Item] = []
    others: list[pytest.Item] = []
    for item in items:
        (wanted if "clean_databases" in getattr(item, "fixturenames", ()) else others).append(item)
    items[:] = wanted
    config.hook.pytest_deselected(items=others)


def pytest_collection_finish() -> None:
    """Look for garbage less often: what was imported stays, and each application would have all of it searched."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_sessionfinish() -> None:
    """What ends with the process is taken apart as usual."""
    gc.unfreeze()
    gc.collect()


@pytest.fixture(scope="session")
def clean_databases(pytestconfig: pytest.Config) -> Iterator[databases.Databases]:
    """The databases of this process of tests, on the backend of this run."""
    with memory.folder("peerlearn-tests-") as folder:
        made: databases.Databases
        if pytestconfig.getoption("--backend") == "postgresql":
            made = databases.PostgresqlDatabases(os.environ[postgresql.ADDRESS], folder, run.current())
        else:
            made = databases.SqliteDatabases(folder, run.current())
        yield made
        made.close()


@pytest.fixture
def database_url(request: pytest.FixtureRequest, clean_databases: databases.Databases, rehearsal: Rehearsal) -> str:
    """A clean database with every migration applied, and in it the cast or the demonstration if the test asks for it.

    The address is the same for all tests of a process.
    """
    return clean_databases.fresh(rehearsal.kept_for(request.fixturenames))


@pytest.fixture
def empty_database_url(clean_databases: databases.Databases) -> str:
    """A database without a table, for tests of the migrations themselves."""
    return clean_databases.empty()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How pytest-playwright starts the browser."""
    return chromium.launch_arguments()
