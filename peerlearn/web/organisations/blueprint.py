"""Where the pages of organisations are gathered."""

from flask import Blueprint

pages = Blueprint("organisations", __name__)
