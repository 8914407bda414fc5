"""The blueprint of the pages about personal data, and what all of them use."""

from flask import Blueprint, current_app

from peerlearn.core.settings import Settings

pages = Blueprint("privacy", __name__)


def installation() -> Settings:
    """How long data is kept here, and where the files lie."""
    settings: Settings = current_app.extensions["peerlearn-settings"]
    return settings
