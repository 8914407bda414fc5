"""Who else might lead? Whoever leads proposes people who came to their workshops, one tap each; staff ask them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound

from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.facilitators.actions import propose, take_proposal_back
from peerlearn.facilitators.proposals import people_to_propose, proposals_by
from peerlearn.people import queries as people
from peerlearn.people.rules import Called, names_in_room
from peerlearn.web.facilitators.blueprint import pages
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires


@pages.get("/me/proposals")
@requires(Permission.RUN_WORKSHOPS)
def proposals() -> ResponseReturnValue:
    """Those who came, as they are called in the room."""
    account = session.account_here()
    found = people_to_propose(account.person_id) if account.person_id else []
    names = names_in_room([Called(one.first_name, one.last_name) for one in found])
    mine = {person_id for person_id, one in proposals_by(account.account_id).items() if one.taken_back_at is None}
    return render_template("facilitators/proposals.html", people=list(zip(found, names, strict=True)), proposed=mine)


@pages.post("/me/proposals")
@requires(Permission.RUN_WORKSHOPS)
def propose_colleague() -> ResponseReturnValue:
    """One tap: proposed, or no longer; sent twice it is the same."""
    account, person = session.account_here(), people.person(request.form.get("person", ""))
    if account.person_id is None:
        raise NoResultFound
    act = propose if request.form.get("proposed") else take_proposal_back
    act(person.id, leader_id=account.person_id, by=account.account_id, now=clock.now())
    if request.form.get("proposed"):
        said = _("It is noted. Someone will ask %(name)s: nothing is decided without them.", name=person.first_name)
        flash(said, "success")
    return redirect(url_for(".proposals", _anchor=f"p-{person.public_id}"))
