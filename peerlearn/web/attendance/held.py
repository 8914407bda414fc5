"""Marks of phones that could not count, for the office of the host: each is looked at, and counts or is set aside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.attendance import held, room
from peerlearn.attendance.marks import (
    ClosingSaid,
    Kind,
    Mark,
    NoteSaid,
    ObservationSaid,
    PresenceSaid,
    WalkInSaid,
    read_mark,
)
from peerlearn.attendance.models import FieldMark
from peerlearn.attendance.room import Marker
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.tracks.queries import skills_of
from peerlearn.web.attendance.blueprint import pages
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.i18n import in_language
from peerlearn.web.kit.labels import LEVEL_WORDS, word_of
from peerlearn.web.kit.marks import REASONS
from peerlearn.workshops.models import Workshop
from peerlearn.workshops.queries import enrolments_of_workshop, workshop_to_manage
from peerlearn.workshops.rules import Place


@dataclass(frozen=True)
class Waiting:
    """One mark as the office reads it: about whom, what was tapped, and why it waits."""

    mark: FieldMark
    who: str
    what: str
    why: str
    # What was noted about somebody whose arrival waits: it follows what is decided of them.
    following: Sequence["Waiting"] = ()


@pages.get("/workshops/<public_id>/held-marks")
@requires(Permission.PLAN_WORKSHOPS)
def held_marks(public_id: str) -> ResponseReturnValue:
    """What a phone sent and could not count."""
    workshop = workshop_to_manage(public_id)
    return render_template("attendance/held.html", workshop=workshop, waiting=_waiting(workshop))


@pages.post("/workshops/<public_id>/held-marks/<mark_id>/count")
@requires(Permission.PLAN_WORKSHOPS)
def count_held(public_id: str, mark_id: str) -> ResponseReturnValue:
    """Let it count."""
    mark = held.held_mark(workshop_to_manage(public_id), mark_id)
    held.let_count(mark, by=_by(), walk_in_reason=_("came without a seat"), now=clock.now())
    flash(_("The mark counts now."), "success")
    return redirect(url_for(".held_marks", public_id=public_id))


@pages.post("/workshops/<public_id>/held-marks/<mark_id>/set-aside")
@requires(Permission.PLAN_WORKSHOPS)
def set_aside(public_id: str, mark_id: str) -> ResponseReturnValue:
    """Leave it out."""
    held.set_aside(held.held_mark(workshop_to_manage(public_id), mark_id), by=_by())
    flash(_("The mark is set aside: it does not count."), "success")
    return redirect(url_for(".held_marks", public_id=public_id))


def _by() -> Marker:
    account = session.account_here()
    return room.marker_of(account.account_id, account.person_id, account.memberships)


def _waiting(workshop: Workshop) -> Sequence[Waiting]:
    names = {line.public_id: line.called.first_name for line in enrolments_of_workshop(workshop.id, places=list(Place))}
    skills = {skill.code: in_language(skill.label) for skill in skills_of(workshop.module)}
    read = [(mark, read_mark(mark.content)) for mark in held.held_marks(workshop)]
    arrived = {sent.enrolment for _, sent in read if sent.kind is Kind.WALK_IN}
    shown: list[Waiting] = []
    for mark, sent in read:
        one = _shown(mark, sent, names, skills)
        if sent.kind is Kind.WALK_IN:
            about = [(other, its) for other, its in read if its.enrolment == sent.enrolment and other is not mark]
            one = replace(one, following=[_shown(other, its, names, skills) for other, its in about])
        elif sent.enrolment in arrived:
            continue
        shown.append(one)
    return shown


def _shown(mark: FieldMark, sent: Mark, names: Mapping[UUID, str], skills: Mapping[str, str]) -> Waiting:
    said = sent.said
    who = names.get(sent.enrolment, "") if sent.enrolment else ""
    what = word_of(mark.kind)
    if isinstance(said, WalkInSaid):
        who = said.first_name
    elif isinstance(said, PresenceSaid):
        what = word_of(said.state) if said.state else _("Presence taken back")
    elif isinstance(said, ObservationSaid):
        level = _("taken back") if said.level is None else str(LEVEL_WORDS[said.level])
        what = f"{skills.get(said.skill, said.skill)} · {level}"
    elif isinstance(said, NoteSaid):
        what = said.text
    elif isinstance(said, ClosingSaid):
        what = " · ".join(text for text in (what, said.sentence, said.need) if text)
    return Waiting(mark, who, what, str(REASONS[mark.reason]))
