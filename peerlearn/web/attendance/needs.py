"""What those who lead asked for at the end of a workshop, for the office that reads it and answers."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from peerlearn.attendance.after import needs_sent_up
from peerlearn.core.permissions import Permission
from peerlearn.web.attendance.blueprint import pages
from peerlearn.web.kit.access import requires


@pages.get("/needs")
@requires(Permission.PLAN_WORKSHOPS)
def needs() -> ResponseReturnValue:
    """The latest first."""
    page = needs_sent_up(request.args.get("page", 1, type=int))
    return render_template("attendance/needs.html", page=page)
