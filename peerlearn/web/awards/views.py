"""Pages: awards."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from peerlearn.core.permissions import Permission
from peerlearn.web.kit.access import requires

pages = Blueprint("awards", __name__)


@pages.get("/badges")
@requires(Permission.SEE_AWARDS)
def index() -> ResponseReturnValue:
    """The list."""
    return ""
