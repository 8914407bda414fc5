"""The blueprint of the notes' pages, and who asks them; the modules beside it hang their views on it."""

from flask import Blueprint

from peerlearn.web.kit.confidence import reader_here

__all__ = ["pages", "reader_here"]

pages = Blueprint("notes", __name__)
