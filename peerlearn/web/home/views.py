"""The home page: what there is to do today, by role."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from peerlearn.web.kit import session
from peerlearn.web.kit.access import signed_in

pages = Blueprint("home", __name__)


@pages.get("/")
@signed_in
def today() -> ResponseReturnValue:
    """What to do today."""
    return render_template("home/today.html", account=session.account_here())
