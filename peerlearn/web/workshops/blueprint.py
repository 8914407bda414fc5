"""The blueprint of the workshops' pages; the modules beside it hang their views on it."""

from flask import Blueprint

pages = Blueprint("workshops", __name__)
