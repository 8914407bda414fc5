"""The blueprint of the notes' pages, and who asks them; the modules beside it hang their views on it."""

from flask import Blueprint

from peerlearn.core.permissions import Permission
from peerlearn.notes.queries import Reader
from peerlearn.web.kit import session

pages = Blueprint("notes", __name__)


def reader_here() -> Reader:
    """Whoever is signed in, as a reader of notes."""
    account = session.account_here()
    return Reader(account.account_id, account.person_id, account.may(Permission.FOLLOW_PEOPLE))
