"""The plan of one person: pictures to tap together, what is advised, chosen and done, and the same on paper."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from peerlearn.attendance.plan import plan_of
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.people import queries
from peerlearn.people.models import Person
from peerlearn.tracks.actions import choose, take_back
from peerlearn.tracks.queries import module_to_choose
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.plan import Cards, cards_of
from peerlearn.web.people.blueprint import pages


@pages.get("/people/<public_id>/plan")
@requires(Permission.ENROL)
def plan(public_id: str) -> ResponseReturnValue:
    """For two at one phone: the pictures, then where each module stands and the next seats."""
    person = queries.person(public_id)
    return render_template("people/plan.html", person=person, cards=_cards(person))


@pages.get("/people/<public_id>/plan/paper")
@requires(Permission.ENROL)
def plan_on_paper(public_id: str) -> ResponseReturnValue:
    """The same pictures on one sheet, to tick with a pen; typed back on the plan itself."""
    person = queries.person(public_id)
    return render_template("people/plan_on_paper.html", person=person, cards=_cards(person))


@pages.post("/people/<public_id>/plan/choices")
@requires(Permission.ENROL)
def choose_module(public_id: str) -> ResponseReturnValue:
    """One tap on a picture: chosen, or no longer; sent twice it is the same."""
    person, module = queries.person(public_id), module_to_choose(request.form.get("module", ""))
    act = choose if request.form.get("chosen") else take_back
    act(person, module, by=session.account_here().account_id, now=clock.now())
    return redirect(url_for(".plan", public_id=public_id, _anchor=f"tap-{module.code}"))


def summary_of(person: Person) -> Cards:
    """What the person's page says of their plan."""
    now = clock.now()
    return cards_of(plan_of(person.id, now=now), now=now)


def _cards(person: Person) -> Cards:
    now = clock.now()
    return cards_of(plan_of(person.id, now=now, offered_at=person.organisation_id), now=now)
