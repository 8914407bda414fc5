"""The blueprint of the pages about leading; the modules beside it hang their views on it."""

from flask import Blueprint

pages = Blueprint("facilitators", __name__)
