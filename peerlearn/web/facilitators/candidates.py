"""Who would like to lead: everybody who said so, whatever they know, and one button to invite them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.facilitators import queries
from peerlearn.facilitators.path import Whereabouts, whereabouts_of
from peerlearn.facilitators.proposals import Proposal, proposals_of
from peerlearn.facilitators.queries import Wish
from peerlearn.organisations import queries as organisations
from peerlearn.people import queries as people
from peerlearn.people.models import Person
from peerlearn.web.facilitators.blueprint import pages
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.i18n import in_language
from peerlearn.web.kit.steps import step_of
from peerlearn.workshops import actions as workshops
from peerlearn.workshops.models import Enrolment, Workshop
from peerlearn.workshops.queries import workshop as workshop_in_scope
from peerlearn.workshops.rules import Place


@dataclass(frozen=True)
class Candidate:
    """One person: their wish (none where colleagues propose and nobody asked), where they stand on the way, where they
    are expected, or what they may be invited to.
    """

    person: Person
    wish: Wish | None
    proposals: Sequence[Proposal]
    stands: str
    expected: Enrolment | None
    offer: Workshop | None
    is_in_training: bool


@pages.get("/facilitators/candidates")
@requires(Permission.ENROL)
def candidates() -> ResponseReturnValue:
    """The list: yes before maybe, then who waits longest; those who lead already apart."""
    words, home, now = request.args.get("q", "").strip(), request.args.get("organisation", ""), clock.now()
    organisation_id = organisations.organisation_in_scope(home).id if home else None
    page = queries.candidates_page(words, number=request.args.get("page", 1, int), organisation_id=organisation_id)
    return render_template(
        "facilitators/candidates.html",
        page=page,
        candidates=_candidates(page.rows, now=now),
        leading=queries.people_who_lead(words, organisation_id=organisation_id),
        asked={"q": words, "organisation": home},
        organisations=organisations.organisations_in_scope(),
    )


@pages.post("/facilitators/candidates/<public_id>/invitation")
@requires(Permission.ENROL)
def invite(public_id: str) -> ResponseReturnValue:
    """One tap: a seat in the training that was shown, or a place on its waiting list; then back to the same list."""
    person = people.person(public_id)
    workshop = workshop_in_scope(request.form.get("workshop", ""))
    enrolment = workshops.enrol(workshop.id, person.id, by=session.account_here().account_id, now=clock.now())
    if enrolment.place is Place.SEATED:
        flash(_("%(name)s has a seat.", name=person.first_name), "success")
    else:
        flash(_("%(name)s is on the waiting list.", name=person.first_name), "warning")
    asked: dict[str, Any] = {key: request.form[key] for key in ("q", "organisation", "page") if request.form.get(key)}
    return redirect(url_for(".candidates", **asked))


def _candidates(found: Sequence[Person], *, now: datetime) -> list[Candidate]:
    ids = [person.id for person in found]
    named = proposals_of(ids)
    wishes, stand = queries.wishes_of(ids), whereabouts_of(ids, now=now)
    expected = queries.coming_trainings(ids, now=now)
    codes = {one.stage.code for one in stand.values() if one.stage is not None and not one.is_in_practice}
    sessions = queries.coming_sessions(codes, now=now)
    return [
        Candidate(
            person=person,
            wish=wishes.get(person.id),
            proposals=named.get(person.id, ()),
            stands=_words(stand[person.id]),
            expected=expected.get(person.id),
            offer=sessions.next_for(person, stage.code) if (stage := stand[person.id].stage) else None,
            is_in_training=not stand[person.id].is_in_practice,
        )
        for person in found
    ]


def _words(stands: Whereabouts) -> str:
    if not stands.has_begun:
        return str(_("Not begun"))
    if stands.stage is None:
        return str(_("The whole way is done"))
    return str(_("%(step)s: %(title)s", step=step_of(stands.stage), title=in_language(stands.stage.title)))
