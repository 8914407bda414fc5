"""Pages: workshops."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from peerlearn.core.permissions import Permission
from peerlearn.web.kit.access import requires

pages = Blueprint("workshops", __name__)


@pages.get("/workshops")
@requires(Permission.SEE_WORKSHOPS)
def index() -> ResponseReturnValue:
    """The list."""
    return ""
