"""Commands (`flask --app app …`), thin: parse, enter a scope, call an action."""

from flask import Flask

from peerlearn.commands.accounts import accounts
from peerlearn.commands.archive import archive
from peerlearn.commands.awards import awards
from peerlearn.commands.demo import demo
from peerlearn.commands.imports import organisations, people
from peerlearn.commands.keys import keys
from peerlearn.commands.privacy import privacy
from peerlearn.commands.programme import programme
from peerlearn.commands.resources import resources
from peerlearn.commands.worker import worker


def register(app: Flask) -> None:
    """Offer every command."""
    for group in (programme, accounts, organisations, people, resources, keys, awards, archive, privacy, demo):
        app.cli.add_command(group)
    app.cli.add_command(worker)
