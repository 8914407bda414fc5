"""What I can keep and show: my badges, what I took part in, and everything at once."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from peerlearn.awards.queries import awards_of
from peerlearn.awards.stolen import in_force
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.notes.queries import own_notes
from peerlearn.people.queries import person_by_id
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.participation import handed_over, participation_of
from peerlearn.web.me.blueprint import pages


@pages.get("/me/documents")
@requires(Permission.SEE_OWN_PATH)
def documents() -> ResponseReturnValue:
    """One place for all of it, each with one button."""
    me = _me()
    held = in_force(awards_of(me))
    took_part, notes = participation_of(me, now=clock.now()), own_notes(me)
    return render_template("me/documents.html", badges=held, took_part=took_part, notes=notes)


@pages.get("/me/participation.pdf")
@requires(Permission.SEE_OWN_PATH)
def participation() -> ResponseReturnValue:
    """The certificate of what I took part in, to have signed; there is none before the first workshop."""
    return handed_over(person_by_id(_me()), now=clock.now()) or abort(404)


def _me() -> int:
    me = session.account_here().person_id
    return me if me is not None else abort(404)
