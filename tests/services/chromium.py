"""The browser of the tests. `python -m tests.services.chromium` makes sure there is one and prints where.

In order: `PEERLEARN_CHROMIUM`, the PATH, one of Playwright's, `playwright install chromium`, apt as root.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

NAME = "PEERLEARN_CHROMIUM"
_COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ADVICE = f"No Chromium was found or could be installed. Type: sudo apt-get install chromium (or set {NAME})"
_PATIENCE = 600
_FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page under test reaches this machine and nothing else.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)


class ChromiumMissingError(RuntimeError):
    """No browser for the tests; the message says what to type."""


def find() -> str | None:
    """Return the path of a browser that is already here.

    Raises:
        ChromiumMissingError: `PEERLEARN_CHROMIUM` names something that is not a program.
    """
    if named := os.environ.get(NAME):
        if path := shutil.which(named):
            return path
        raise ChromiumMissingError(f"{NAME} is {named}, which is not a program")
    on_the_path = (shutil.which(command) for command in _COMMANDS)
    return next(filter(None, on_the_path), None) or _installed_by_playwright()


def ensure() -> str:
    """Return the path of a browser, after installing one if there is none.

    Raises:
        ChromiumMissingError: there is none and none could be installed.
    """
    for install in (_nothing, _install_by_playwright, _install_by_apt):
        install()
        if path := find():
            return path
    raise ChromiumMissingError(_ADVICE)


def launch_arguments() -> dict[str, Any]:
    """Return how Playwright starts the browser.

    Raises:
        ChromiumMissingError: there is none.
    """
    path = find()
    if path is None:
        raise ChromiumMissingError(_ADVICE)
    # Chromium refuses to start as root with its sandbox, as on most machines of continuous integration.
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    return {"executable_path": path, "args": [*_FLAGS, *sandbox]}


def _installed_by_playwright() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _nothing() -> None:
    """Install nothing: the first try is with what is here."""


def _install_by_playwright() -> None:
    _try([sys.executable, "-m", "playwright", "install", "chromium"])


def _install_by_apt() -> None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _try(["apt-get", "update"])
        _try(["apt-get", "install", "--yes", "--no-install-recommends", "chromium"])


def _try(command: list[str]) -> None:
    """Run an installer; whether it worked is judged by whether the browser is there after."""
    _tell(f"No Chromium yet: {' '.join(command)}")
    settings = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command,
            env=settings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE,
        )
    except subprocess.TimeoutExpired:
        _tell(f"gave up after {_PATIENCE} s")
        return
    if done.returncode != 0:
        _tell((done.stdout + done.stderr)[-2000:])


def _tell(message: str) -> None:
    sys.stderr.write(f"{message}\n")


def main() -> int:
    """Make sure there is a browser and print its path."""
    try:
        sys.stdout.write(f"{ensure()}\n")
    except ChromiumMissingError as problem:
        _tell(str(problem))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
