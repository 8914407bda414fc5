"""The blueprint of the people's pages; the modules beside it hang their views on it."""

from flask import Blueprint

pages = Blueprint("people", __name__)
