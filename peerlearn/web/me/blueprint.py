"""The blueprint of one's own space; the modules beside it hang their views on it."""

from flask import Blueprint

pages = Blueprint("me", __name__)
