"""Workshops: the list, one workshop, planning, changing and cancelling it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.attendance.queries import has_marks
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.organisations.queries import sites_in_scope, sites_of
from peerlearn.tracks.queries import modules_in_force
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.workshops import enrolling, leading, listing
from peerlearn.web.workshops.after import after_of
from peerlearn.web.workshops.blueprint import pages
from peerlearn.web.workshops.forms import CancelForm, ChangeForm, PlanForm, length_of
from peerlearn.web.workshops.history import history_of
from peerlearn.web.workshops.needed import most_needed
from peerlearn.web.workshops.room import PART_WORDS, room_of, when
from peerlearn.workshops import actions, queries
from peerlearn.workshops.candidates import facilitators_to_ask

__all__ = ["enrolling", "leading", "pages"]


@pages.context_processor
def words() -> dict[str, Any]:
    """What every page of this area says the same way."""
    return {"when": when, "part_words": PART_WORDS}


@pages.get("/workshops")
@requires(Permission.SEE_WORKSHOPS)
def index() -> ResponseReturnValue:
    """The list, to come or past."""
    asked = listing.asked_for(request.args)
    return render_template("workshops/index.html", asked=asked, listed=listing.listed(asked), now=clock.now())


@pages.route("/workshops/new", methods=["GET", "POST"])
@requires(Permission.PLAN_WORKSHOPS)
def new() -> ResponseReturnValue:
    """Plan one."""
    modules, sites = modules_in_force(), sites_in_scope()
    form = PlanForm(module=next((str(one.id) for one in modules if one.code == request.args.get("module")), None))
    form.offer(modules, sites)
    form.offer_leaders(facilitators_to_ask())
    by = session.account_here().account_id
    workshop = form.act(lambda: actions.plan(form.facts(), led_by=form.led_by(), by=by, now=clock.now()))
    if workshop:
        flash(_("The workshop is planned. Now enrol the people who come."), "success")
        return redirect(url_for("workshops.workshop", public_id=workshop.public_id))
    return form.page(
        "workshops/new.html", has_a_place=bool(sites), needed=most_needed(modules_in_force(), now=clock.now())
    )


@pages.get("/workshops/<public_id>")
@requires(Permission.SEE_WORKSHOPS)
def workshop(public_id: str) -> ResponseReturnValue:
    """Who sits, who waits, who leads, what happened."""
    shown = queries.workshop(public_id)
    room = room_of(shown, session.account_here())
    guests = queries.guests_of(shown.id)
    said = after_of(room)
    return render_template("workshops/workshop.html", room=room, guests=guests, history=history_of(shown), said=said)


@pages.route("/workshops/<public_id>/edit", methods=["GET", "POST"])
@requires(Permission.PLAN_WORKSHOPS)
def edit(public_id: str) -> ResponseReturnValue:
    """Change where, when, about what, and how many seats."""
    shown = queries.workshop_to_manage(public_id)
    form = ChangeForm.of(shown)
    modules = dict.fromkeys([*modules_in_force(), shown.module])
    form.offer(list(modules), list(dict.fromkeys([*sites_of(shown.host), shown.site])), lasts=[length_of(shown)])
    by, workshop_id = session.account_here().account_id, shown.id
    if form.act(lambda: actions.change(workshop_id, form.facts(), by=by, now=clock.now())):
        flash(_("The workshop is changed. Tell the people on the list."), "success")
        return redirect(url_for("workshops.workshop", public_id=public_id))
    return form.page("workshops/edit.html", workshop=queries.workshop_to_manage(public_id))


@pages.route("/workshops/<public_id>/cancel", methods=["GET", "POST"])
@requires(Permission.PLAN_WORKSHOPS)
def cancel(public_id: str) -> ResponseReturnValue:
    """Cancel it, after having seen who is on the list and how each is told."""
    workshop_id = queries.workshop_to_manage(public_id).id
    form = CancelForm()
    by = session.account_here().account_id
    cancelled = form.act(
        lambda: actions.cancel(
            workshop_id, reason=form.reason.data or "", presence_recorded=has_marks, by=by, now=clock.now()
        )
    )
    if cancelled:
        flash(_("The workshop is cancelled. Tell each person, as the list says."), "success")
        return redirect(url_for("workshops.workshop", public_id=public_id))
    room = room_of(queries.workshop_to_manage(public_id), session.account_here())
    return form.page("workshops/cancel.html", room=room)
