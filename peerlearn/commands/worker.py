"""`flask worker`: do in a process of its own what takes longer than an answer may."""

import click
from flask import current_app
from flask.cli import with_appcontext

from peerlearn.web.kit import background


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Do what waits in the background, until it is told to stop (Ctrl-C). Nothing is lost whenever that is.

    Without it, the processes that serve do everything themselves. With PEERLEARN_QUEUE_URL, they leave it to workers.
    """
    click.echo("At work. Ctrl-C stops it; what is under way goes on with the next start.")
    background.serve_as_worker(current_app._get_current_object())  # type: ignore[attr-defined]
