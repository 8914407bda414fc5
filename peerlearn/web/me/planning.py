"""One's own plan: the same pictures, tapped by oneself."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from peerlearn.attendance.plan import plan_of
from peerlearn.core import clock
from peerlearn.core.permissions import Capability, Permission
from peerlearn.people.queries import person_by_id
from peerlearn.tracks.actions import choose, take_back
from peerlearn.tracks.queries import module_to_choose
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.handouts import shelves_of
from peerlearn.web.kit.plan import cards_of
from peerlearn.web.me.blueprint import pages


@pages.get("/me/plan")
@requires(Permission.SEE_OWN_PATH)
def plan() -> ResponseReturnValue:
    """What I want to learn, what is advised to me, what I did."""
    account = _who_learns()
    now = clock.now()
    found = plan_of(account.person_id, now=now) if account.person_id else []
    shelves = (
        shelves_of(found, person_id=account.person_id, home_id=account.organisation_id) if account.person_id else []
    )
    sheets = {shelf.code: len(shelf.resources) for shelf in shelves}
    return render_template("me/plan.html", cards=cards_of(found, now=now), sheets=sheets)


@pages.post("/me/plan/choices")
@requires(Permission.SEE_OWN_PATH)
def choose_module() -> ResponseReturnValue:
    """One tap on a picture: chosen, or no longer; sent twice it is the same."""
    account = _who_learns()
    if account.person_id is None:
        raise NotFound
    person, module = person_by_id(account.person_id), module_to_choose(request.form.get("module", ""))
    act = choose if request.form.get("chosen") else take_back
    act(person, module, by=account.account_id, now=clock.now())
    return redirect(url_for(".plan", _anchor=f"tap-{module.code}"))


def _who_learns() -> session.SignedIn:
    account = session.account_here()
    if not account.has(Capability.WORKSHOPS):
        raise NotFound
    return account
