"""In the room: who is here, and what was seen. One tap is one POST, and leads back to the row that was tapped."""

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from peerlearn.attendance import actions, room
from peerlearn.attendance.rules import arrivals, departures
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.web.attendance import held, needs, sheets
from peerlearn.web.attendance.blueprint import pages
from peerlearn.web.attendance.forms import LevelTap, PresenceTap
from peerlearn.web.attendance.frame import visit
from peerlearn.web.attendance.sheet import leading_sheet, skill_sheet
from peerlearn.web.kit.access import requires
from peerlearn.workshops.queries import enrolment

__all__ = ["held", "needs", "pages", "sheets"]


@pages.get("/workshops/<public_id>/presence")
@requires(Permission.RUN_WORKSHOPS)
def presence(public_id: str) -> ResponseReturnValue:
    """Who is here?"""
    here = visit(public_id)
    lines = room.roster(here.workshop)
    there = sum(line.is_here for line in lines)
    return render_template("attendance/presence.html", lines=lines, there=there, **here.values())


@pages.get("/workshops/<public_id>/presence/<uuid:enrolment_id>")
@requires(Permission.RUN_WORKSHOPS)
def person(public_id: str, enrolment_id: UUID) -> ResponseReturnValue:
    """What is rarer than being here: late, gone early, away."""
    here = visit(public_id)
    workshop = here.workshop
    now = clock.at_place(clock.now(), workshop.time_zone).replace(second=0, microsecond=0, tzinfo=None)
    return render_template(
        "attendance/person.html",
        line=room.seated(workshop, enrolment_id),
        arrivals=arrivals(workshop.starts_local, workshop.ends_local, now=now),
        departures=departures(workshop.starts_local, workshop.ends_local, now=now),
        **here.values(),
    )


@pages.post("/workshops/<public_id>/presence/<uuid:enrolment_id>")
@requires(Permission.RUN_WORKSHOPS)
def mark(public_id: str, enrolment_id: UUID) -> ResponseReturnValue:
    """One tap on one person."""
    here = visit(public_id)
    tap = PresenceTap().sent()
    one = enrolment(here.workshop.id, enrolment_id)
    actions.tap_presence(one, tap.chosen, minutes=tap.minutes.data, by=here.by, now=clock.now())
    return redirect(url_for(".presence", public_id=public_id, _anchor=f"p-{enrolment_id}"))


@pages.get("/workshops/<public_id>/skills/<int:number>")
@requires(Permission.RUN_WORKSHOPS)
def skills(public_id: str, number: int) -> ResponseReturnValue:
    """One skill of the module, and everyone who is here."""
    return render_template("attendance/skills.html", **skill_sheet(visit(public_id), number).values())


@pages.post("/workshops/<public_id>/skills/<int:number>/<uuid:enrolment_id>")
@requires(Permission.RUN_WORKSHOPS)
def note_skill(public_id: str, number: int, enrolment_id: UUID) -> ResponseReturnValue:
    """One tap: how far one person's skill was seen."""
    here = visit(public_id)
    tap = LevelTap().sent()
    one = enrolment(here.workshop.id, enrolment_id)
    actions.tap_level(one, skill_sheet(here, number).skill, tap.chosen, by=here.by, now=clock.now())
    return redirect(url_for(".skills", public_id=public_id, number=number, _anchor=f"p-{enrolment_id}"))


@pages.get("/workshops/<public_id>/facilitator-skills/<int:number>")
@requires(Permission.RUN_WORKSHOPS)
def facilitator_skills(public_id: str, number: int) -> ResponseReturnValue:
    """One skill of leading, and those who lead."""
    return render_template("attendance/skills.html", **leading_sheet(visit(public_id), number).values())


@pages.post("/workshops/<public_id>/facilitator-skills/<int:number>/<person_id>")
@requires(Permission.RUN_WORKSHOPS)
def note_facilitator_skill(public_id: str, number: int, person_id: str) -> ResponseReturnValue:
    """One tap: how far a skill of leading was seen."""
    here = visit(public_id)
    tap = LevelTap().sent()
    one = room.leader(here.workshop, person_id)
    actions.tap_level(one, leading_sheet(here, number).skill, tap.chosen, by=here.by, now=clock.now())
    return redirect(url_for(".facilitator_skills", public_id=public_id, number=number, _anchor=f"p-{person_id}"))
