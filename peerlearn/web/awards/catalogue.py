"""The badges that one's houses may give: what each says and asks for, to read."""

from flask import render_template
from flask.typing import ResponseReturnValue

from peerlearn.awards.delegation import given_here
from peerlearn.awards.queries import achievements_in_force
from peerlearn.core.permissions import Permission
from peerlearn.web.awards.blueprint import pages
from peerlearn.web.kit.access import requires


@pages.get("/badges/catalogue")
@requires(Permission.SEE_AWARDS)
def catalogue() -> ResponseReturnValue:
    """Each badge in force that somebody in scope may be given. Who defines badges reads and changes them elsewhere."""
    return render_template("awards/catalogue.html", given=given_here(achievements_in_force()))
