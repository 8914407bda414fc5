"""Would you like to lead? One tap, by staff on somebody's page or by the person in their own space."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound

from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.facilitators import actions
from peerlearn.facilitators.rules import Answer, Source
from peerlearn.people import queries as people
from peerlearn.web.facilitators.blueprint import pages
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires


@pages.post("/people/<public_id>/interest")
@requires(Permission.ENROL)
def note(public_id: str) -> ResponseReturnValue:
    """What staff heard; an empty answer takes back what was noted."""
    person, answer, by = people.person(public_id), _answer(), session.account_here().account_id
    if answer is None:
        actions.take_back_interest(person, by=by, now=clock.now())
    else:
        actions.note_interest(person, answer, source=Source.STAFF, by=by, now=clock.now())
    return redirect(url_for("people.show", public_id=public_id, _anchor="leading"))


@pages.post("/me/interest")
@requires(Permission.SEE_OWN_PATH)
def say() -> ResponseReturnValue:
    """The person's own word."""
    account = session.account_here()
    answer = _answer()
    if answer is None:
        abort(400)
    if account.person_id is None:
        raise NoResultFound
    person = people.person_by_id(account.person_id)
    actions.note_interest(person, answer, source=Source.OWN, by=account.account_id, now=clock.now())
    flash(_("It is noted. Nothing is decided without you."), "success")
    return redirect(url_for("me.home"))


def _answer() -> Answer | None:
    """What the button sent; anything else was made by hand."""
    sent = request.form.get("answer")
    if sent not in {"", *Answer}:
        abort(400)
    return Answer(sent) if sent else None
