"""The pages of the room."""

from flask import Blueprint

pages = Blueprint("attendance", __name__)
