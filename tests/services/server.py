"""The program as people meet it: gunicorn, in a process of its own, on a port of its own."""

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import requests

from tests.services.databases import environment
from tests.services.keeper import FIRST_DESCRIPTOR, kept


@contextlib.contextmanager
def serving(
    database_url: str, folder: Path, *, workers: int = 1, config: str = "tests.services.leaving", **settings: str
) -> Iterator[str]:
    """Serve `database_url` and give the site's address; `folder` is the data folder and gets `server.log`.

    `settings` replace those of the tests: `serving(url, folder, PEERLEARN_DEMO="1")`. There is nothing to
    wait for: the port is open before gunicorn starts, and the first request stays in its queue until then.
    """
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        # As gunicorn does to what it listens on, but before the first comes: else each answer on that one's
        # connection, sent as head and body, waits 40 ms for the other side to confirm the head.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        address = f"http://localhost:{listener.getsockname()[1]}"
        command = _gunicorn(workers, config)
        told = {**environment(database_url, folder), "PEERLEARN_PUBLIC_URL": address, **settings}
        with (
            (folder / "server.log").open("wb") as log,
            kept(command, environment=told, output=log, file_descriptors=[listener.fileno()]),
        ):
            # From here the server's copy is the only one: should it die, connecting fails at once.
            listener.close()
            yield address


def browser() -> requests.Session:
    """A browser of a served site. Each request has a connection of its own: one that is kept may be closed by the
    server, after two seconds, at the very moment at which something is sent over it; real browsers send it again."""
    session = requests.Session()
    session.headers["Connection"] = "close"
    return session


def _gunicorn(workers: int, config: str) -> list[str]:
    command = ["gunicorn", "--bind", f"fd://{FIRST_DESCRIPTOR}", "--workers", str(workers)]
    # As `make run` serves: the program is read once, and its processes are copies that share no memory.
    command += ["--preload", "--worker-class", "gthread", "--threads", "8", "--graceful-timeout", "2"]
    return [*command, "--no-control-socket", "--config", f"python:{config}", "app:app"]
