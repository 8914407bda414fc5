"""`flask demo …`: the demonstration programme."""

import json

import click
from flask import current_app
from flask.cli import AppGroup

from peerlearn.commands.working import for_everything
from peerlearn.core import clock
from peerlearn.demo import loading, moving
from peerlearn.organisations.queries import has_programme

demo = AppGroup("demo", help="Load the demonstration programme, and list its sign-ins.")


@demo.command("load")
def load() -> None:
    """Load the demonstration programme into an empty database."""
    with for_everything("loading the demonstration programme"):
        if has_programme():
            raise click.ClickException("There is already a programme here. Nothing was changed.")
        loading.load(current_app.extensions["peerlearn-settings"], now=clock.now())
    click.echo("The demonstration programme is loaded.")


@demo.command("move")
def move() -> None:
    """Bring an old demonstration to today: every date in it moves by the same number of days."""
    with for_everything("moving the demonstration to today"):
        days = moving.move_to(clock.today())
    click.echo(f"The demonstration moved by {days} days.")


@demo.command("sign-ins")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def sign_ins(as_json: bool) -> None:
    """The demonstration accounts: role, organisation, identifier, secret."""
    rows = loading.sign_ins()
    if as_json:
        click.echo(json.dumps([row.as_json() for row in rows], ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"  {row.role:12} {row.organisation:34} {row.identifier:34} {row.secret}")
