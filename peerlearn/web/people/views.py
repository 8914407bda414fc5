"""Pages: people."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from peerlearn.core.permissions import Permission
from peerlearn.web.kit.access import requires

pages = Blueprint("people", __name__)


@pages.get("/people")
@requires(Permission.SEE_PEOPLE)
def index() -> ResponseReturnValue:
    """The list."""
    return ""
