"""The one blueprint of the pages for strangers, and what all its answers have in common."""

from flask import Blueprint, Response

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope

pages = Blueprint("public", __name__)


@pages.before_request
def see_what_was_published() -> None:
    """Strangers have no organisation. The reads behind these pages give nothing that was not issued."""
    scope.enter(db.session(), Scope.everything("the address of an issued badge is the permission to read it"))


@pages.after_request
def keep_out_of_search(response: Response) -> Response:
    """A badge is shown by whoever holds it, never found by searching for a name."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response
