"""Commands (`flask --app app …`), thin: parse, enter a scope, call an action."""

from flask import Flask

from peerlearn.commands.accounts import accounts
from peerlearn.commands.demo import demo
from peerlearn.commands.programme import programme


def register(app: Flask) -> None:
    """Offer every command."""
    for group in (programme, accounts, demo):
        app.cli.add_command(group)
