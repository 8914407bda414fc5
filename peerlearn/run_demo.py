"""`python -m peerlearn.run_demo --port N`: make the demonstration if there is none, then serve it on loopback.

Stands outside the `flask` command: the first time, the settings that the application needs do not exist yet.
"""

import os
import secrets
import sys
from pathlib import Path

import click
from flask import Flask
from flask_migrate import upgrade
from gunicorn.app.base import BaseApplication

from peerlearn.commands.working import for_everything
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.core.settings import PROJECT, Settings
from peerlearn.demo import loading, moving
from peerlearn.factory import create_app
from peerlearn.organisations.queries import has_programme
from peerlearn.web.kit.quiet_log import QuietLogger


@click.command()
@click.option("--port", default=5000, show_default=True, help="Where to listen, on loopback only.")
def main(port: int) -> None:
    """Serve the demonstration programme."""
    os.umask(0o077)
    data_dir = PROJECT / os.environ.get("PEERLEARN_DATA_DIR", "var")
    _ensure_secrets(data_dir / "demo.env", port)
    os.environ["PEERLEARN_PUBLIC_URL"] = f"http://localhost:{port}"
    settings = Settings.from_environment()
    app = create_app(settings)
    _prepare(app, settings)
    click.echo(f"\nPeerLearn is served at {settings.public_url}  (Ctrl-C stops it, nothing is lost)\n")
    sys.stdout.flush()
    _Server(app, port).run()


class _Server(BaseApplication):  # type: ignore[misc]
    """gunicorn in this process: the program is read once, which is most of what a start costs."""

    def __init__(self, app: Flask, port: int) -> None:
        self._app = app
        self._port = port
        super().__init__()

    def load_config(self) -> None:
        """Two processes of four threads, on loopback only."""
        told = {"bind": f"127.0.0.1:{self._port}", "worker_class": "gthread", "workers": 2, "threads": 4}
        for name, value in {**told, "loglevel": "warning", "preload_app": True, "logger_class": QuietLogger}.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The program, made already."""
        return self._app


def _prepare(app: Flask, settings: Settings) -> None:
    with app.app_context():
        upgrade(directory=str(PROJECT / "migrations"))
        with for_everything("preparing the demonstration"):
            if not has_programme():
                click.echo("Loading the demonstration programme …")
                loading.load(settings, now=clock.now())
            days = loading.days_behind(clock.today())
        if days > 0:
            _offer_to_move(days)
        with for_everything("listing the demonstration's sign-ins"):
            rows = loading.sign_ins()
        # The processes that serve are made from this one: each opens connections of its own.
        db.engine.dispose()
    for row in rows:
        click.echo(f"  {row.role:12} {row.organisation:36} {row.identifier:34} {row.secret}")


def _offer_to_move(days: int) -> None:
    question = f"The demonstration is {days} days old. Move it to today?"
    if not sys.stdin.isatty():
        click.echo(f"{question} → flask --app app demo move")
        return
    if click.confirm(question, default=True):
        with for_everything("moving the demonstration to today"):
            moving.move_to(clock.today())


def _ensure_secrets(file: Path, port: int) -> None:
    """Secrets of this demonstration, made once: written aside, then renamed, readable by the owner alone."""
    if file.exists():
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    address = f"http://localhost:{port}"
    lines = (
        "# Made by `make run`, for the demonstration only. Read while no production database is named.",
        "PEERLEARN_DEMO=1",
        f"PEERLEARN_SECRET_KEY={secrets.token_urlsafe(32)}",
        f"PEERLEARN_KEYS_PASSPHRASE={secrets.token_urlsafe(32)}",
        f"PEERLEARN_PUBLIC_URL={address}",
        # Lives in signed bytes: it stays, even when a later start uses another port.
        f"PEERLEARN_BADGE_URL={address}",
    )
    aside = file.with_suffix(".new")
    with aside.open("w", encoding="utf-8") as written:
        written.write("\n".join(lines) + "\n")
        written.flush()
        os.fsync(written.fileno())
    aside.chmod(0o600)
    aside.replace(file)


if __name__ == "__main__":
    main()
