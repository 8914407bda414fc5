"""The pages and addresses of the phone in the room."""

from flask import Blueprint

pages = Blueprint("field", __name__)
