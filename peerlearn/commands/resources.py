"""Commands of the resources."""

import click
from flask import current_app
from flask.cli import AppGroup

from peerlearn.commands.working import for_everything
from peerlearn.resources import actions, keeping

resources = AppGroup("resources", help="Files that organisations added to their modules.")


@resources.command("tidy")
def tidy() -> None:
    """After a crash: remove files that nothing names, and what names a file that is gone."""
    with for_everything("tidying the files of the resources"):
        swept, lost = actions.tidy(keeping.folder_in(current_app.extensions["peerlearn-settings"].data_dir))
        click.echo(f"{swept} files removed, {lost} entries without a file removed.")
