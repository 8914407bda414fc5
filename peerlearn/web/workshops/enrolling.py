"""The list of a workshop: enrol, give a free seat, add one with a reason, take off the list, print the slips."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.attendance.queries import was_marked
from peerlearn.core import clock
from peerlearn.core.errors import DomainError
from peerlearn.core.permissions import Permission
from peerlearn.people import queries as people
from peerlearn.people.models import Person
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.workshops.blueprint import pages
from peerlearn.web.workshops.forms import ExtraSeatForm
from peerlearn.web.workshops.needed import who_waits_for
from peerlearn.web.workshops.room import room_of, whom_to_tell
from peerlearn.web.workshops.slips import slips_of
from peerlearn.workshops import actions, queries
from peerlearn.workshops.candidates import SHOWN, helpers_left_out, people_to_enrol
from peerlearn.workshops.models import Enrolment, Workshop
from peerlearn.workshops.rules import Place


@pages.get("/workshops/<public_id>/enrol")
@requires(Permission.ENROL)
def enrol(public_id: str) -> ResponseReturnValue:
    """People who are not on the list yet, one button each."""
    workshop = queries.workshop(public_id)
    words = request.args.get("q", "").strip()[:80]
    waiting = who_waits_for(workshop.module, now=clock.now())
    found = people_to_enrol(workshop, words, first=(waiting.chosen, waiting.advised), limit=SHOWN + 1)
    return render_template(
        "workshops/enrol.html",
        room=room_of(workshop, session.account_here()),
        words=words,
        people=found[:SHOWN],
        waiting=waiting,
        has_more=len(found) > SHOWN,
        helpers=helpers_left_out(workshop, words),
        busy=queries.busy_at(workshop, [person.id for person in found]),
    )


@pages.post("/workshops/<public_id>/enrol")
@requires(Permission.ENROL)
def enrol_person(public_id: str) -> ResponseReturnValue:
    """One tap: a seat, or a place in the queue. `back` leads to the page that offered it, `stay` to the list, to the
    person `after` this one.
    """
    workshop = queries.workshop(public_id)
    person = people.person(request.form.get("person", ""))
    by, back = session.account_here().account_id, _page_that_offered(workshop, person)
    try:
        enrolment = actions.enrol(workshop.id, person.id, by=by, now=clock.now())
    except DomainError as refused:
        if back and refused.code == "workshops.already_enrolled":
            return redirect(back)  # a tap sent twice: the page says that there is a seat
        raise
    _say_what_it_gave(enrolment)
    if back:
        return redirect(back)
    if not request.form.get("stay"):
        return redirect(url_for("workshops.workshop", public_id=public_id))
    after = request.form.get("after", "")
    return redirect(url_for("workshops.enrol", public_id=public_id, _anchor=f"p-{after}" if after.isalnum() else None))


@pages.post("/workshops/<public_id>/enrolments/<uuid:enrolment_id>/seat")
@requires(Permission.PLAN_WORKSHOPS)
def seat(public_id: str, enrolment_id: UUID) -> ResponseReturnValue:
    """One tap: a free seat for someone who waits."""
    workshop = queries.workshop_to_manage(public_id)
    enrolment = queries.enrolment(workshop.id, enrolment_id)
    actions.move_up(enrolment, by=session.account_here().account_id, now=clock.now())
    _say_what_it_gave(enrolment, moved=True)
    return redirect(url_for("workshops.workshop", public_id=public_id))


@pages.route("/workshops/<public_id>/enrolments/<uuid:enrolment_id>/extra-seat", methods=["GET", "POST"])
@requires(Permission.PLAN_WORKSHOPS)
def extra_seat(public_id: str, enrolment_id: UUID) -> ResponseReturnValue:
    """One seat more than planned, for someone who waits, with the reason."""
    workshop = queries.workshop_to_manage(public_id)
    workshop_id, person_id = workshop.id, queries.enrolment(workshop.id, enrolment_id).person_id
    form, by = ExtraSeatForm(), session.account_here().account_id
    given = form.act(
        lambda: actions.exceed(workshop_id, person_id, reason=form.reason.data or "", by=by, now=clock.now())
    )
    if given:
        _say_what_it_gave(given, moved=True)
        return redirect(url_for("workshops.workshop", public_id=public_id))
    room = room_of(queries.workshop_to_manage(public_id), session.account_here())
    line = room.line_of(enrolment_id)
    return form.page("workshops/extra_seat.html", room=room, line=line)


@pages.get("/workshops/<public_id>/enrolments/<uuid:enrolment_id>/withdrawal")
@requires(Permission.ENROL)
def leaving(public_id: str, enrolment_id: UUID) -> ResponseReturnValue:
    """Ask first: who comes back later comes back behind those who wait."""
    room = room_of(queries.workshop(public_id), session.account_here())
    return render_template("workshops/leaving.html", room=room, line=room.line_of(enrolment_id))


@pages.post("/workshops/<public_id>/enrolments/<uuid:enrolment_id>/withdrawal")
@requires(Permission.ENROL)
def withdrawal(public_id: str, enrolment_id: UUID) -> ResponseReturnValue:
    """Off the list; a seat that becomes free waits for staff to give it."""
    workshop = queries.workshop(public_id)
    enrolment = queries.enrolment(workshop.id, enrolment_id)
    actions.withdraw(enrolment, marked=was_marked, by=session.account_here().account_id, now=clock.now())
    said = _("%(name)s is off the list.", name=enrolment.first_name)
    flash(f"{said} {whom_to_tell(enrolment)}", "success")
    return redirect(url_for("workshops.workshop", public_id=public_id))


@pages.get("/workshops/<public_id>/slips")
@requires(Permission.SEE_WORKSHOPS)
def slips(public_id: str) -> ResponseReturnValue:
    """A slip of paper for each person who has a seat: place and time as pictures, and whom to call."""
    room = room_of(queries.workshop(public_id), session.account_here())
    return render_template("workshops/slips.html", room=room, slips=slips_of(room), line=None)


@pages.get("/workshops/<public_id>/enrolments/<uuid:enrolment_id>/slip")
@requires(Permission.SEE_WORKSHOPS)
def slip(public_id: str, enrolment_id: UUID) -> ResponseReturnValue:
    """The slip of one person, handed over at once."""
    room = room_of(queries.workshop(public_id), session.account_here())
    line = room.line_of(enrolment_id)
    return render_template("workshops/slips.html", room=room, slips=slips_of(room, only=line), line=line)


def _page_that_offered(workshop: Workshop, person: Person) -> str:
    """The plan, or the result of a diagnosis, at the module that now has a seat; nothing when another page asked."""
    anchor = f"m-{workshop.module.code}"
    if not request.form.get("back"):
        return ""
    if diagnosis := request.form.get("diagnosis"):
        return url_for("diagnoses.result", public_id=diagnosis, _anchor=anchor)
    return url_for("people.plan", public_id=person.public_id, _anchor=anchor)


def _say_what_it_gave(enrolment: Enrolment, *, moved: bool = False) -> None:
    name = enrolment.first_name
    if enrolment.place is Place.SEATED:
        said = _("%(name)s has a seat.", name=name)
        flash(f"{said} {whom_to_tell(enrolment)}" if moved else said, "success")
        return
    waiting = queries.queue_of(enrolment.workshop_id).waiting
    flash(_("%(name)s is on the waiting list, number %(number)s.", name=name, number=waiting), "warning")
