"""The badges that one's houses may give: what each says and asks for, to read."""

from collections.abc import Sequence

from flask import render_template
from flask.typing import ResponseReturnValue

from peerlearn.awards import queries
from peerlearn.awards.delegation import delegation
from peerlearn.awards.models import Achievement
from peerlearn.core.permissions import Permission
from peerlearn.core.scope import Scope
from peerlearn.web.awards.blueprint import pages
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires


@pages.get("/badges/catalogue")
@requires(Permission.SEE_AWARDS)
def catalogue() -> ResponseReturnValue:
    """Each badge in force that somebody in scope may be given. Who defines badges reads and changes them elsewhere."""
    found = _given_in(session.account_here().scope_for(Permission.SEE_AWARDS))
    return render_template("awards/catalogue.html", achievements=found)


def _given_in(seen: Scope) -> Sequence[Achievement]:
    delegated = delegation()
    return [
        one
        for one in queries.achievements_in_force()
        if seen.is_whole or any(delegated.allows(one.id, house) for house in seen.organisation_ids)
    ]
