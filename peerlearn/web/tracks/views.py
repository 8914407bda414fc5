"""Pages: tracks."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from peerlearn.core.permissions import Permission
from peerlearn.web.kit.access import requires

pages = Blueprint("tracks", __name__)


@pages.get("/modules")
@requires(Permission.SEE_CURRICULA)
def index() -> ResponseReturnValue:
    """The list."""
    return ""
