"""The pages of what is taught, in several files."""

from flask import Blueprint

pages = Blueprint("tracks", __name__)
