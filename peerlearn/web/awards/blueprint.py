"""The blueprint of the badges, and what all its pages use."""

from flask import Blueprint, current_app

from peerlearn.awards.keys import KeyFolder

pages = Blueprint("awards", __name__)


def key_folder() -> KeyFolder:
    """Where the private keys of this installation lie."""
    return KeyFolder.of(current_app.extensions["peerlearn-settings"])
