"""Pages: organisations."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from peerlearn.core.permissions import Permission
from peerlearn.web.kit.access import requires

pages = Blueprint("organisations", __name__)


@pages.get("/organisations")
@requires(Permission.SEE_ORGANISATIONS)
def index() -> ResponseReturnValue:
    """The list."""
    return ""
