"""Who leads a workshop, and which organisations are invited to it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.people import queries as people
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.workshops.asking import asking_of, number_of
from peerlearn.web.workshops.blueprint import pages
from peerlearn.workshops import actions, queries
from peerlearn.workshops.candidates import organisations_to_invite


@pages.get("/workshops/<public_id>/facilitators")
@requires(Permission.PLAN_WORKSHOPS)
def facilitators(public_id: str) -> ResponseReturnValue:
    """Choose who leads, who leads with them, or who stands in for whom (`?instead-of=1`, the first of them)."""
    workshop = queries.workshop_to_manage(public_id)
    words = request.args.get("q", "").strip()[:80]
    asking = asking_of(workshop, words, instead_of=number_of(request.args.get("instead-of")))
    return render_template("workshops/facilitators.html", workshop=workshop, asking=asking)


@pages.post("/workshops/<public_id>/facilitators")
@requires(Permission.PLAN_WORKSHOPS)
def name_facilitator(public_id: str) -> ResponseReturnValue:
    """One tap: this person leads."""
    workshop = queries.workshop_to_manage(public_id)
    person = people.person(request.form.get("person", ""))
    actions.name_facilitator(workshop.id, person.id, by=session.account_here().account_id, now=clock.now())
    flash(_("%(name)s leads this workshop.", name=person.full_name), "success")
    return redirect(url_for("workshops.workshop", public_id=public_id))


@pages.post("/workshops/<public_id>/facilitators/substitutes")
@requires(Permission.PLAN_WORKSHOPS)
def replace_facilitator(public_id: str) -> ResponseReturnValue:
    """One tap: this person stands in for someone, even an hour before."""
    workshop = queries.workshop_to_manage(public_id)
    person = people.person(request.form.get("person", ""))
    former = queries.facilitator_of(workshop.id, number_of(request.form.get("instead_of")))
    actions.replace_facilitator(former, person.id, by=session.account_here().account_id, now=clock.now())
    flash(_("%(name)s stands in for %(other)s.", name=person.full_name, other=former.name), "success")
    return redirect(url_for("workshops.workshop", public_id=public_id))


@pages.post("/workshops/<public_id>/facilitators/release")
@requires(Permission.PLAN_WORKSHOPS)
def release_facilitator(public_id: str) -> ResponseReturnValue:
    """One tap: this person does not lead after all."""
    workshop = queries.workshop_to_manage(public_id)
    former = queries.facilitator_of(workshop.id, number_of(request.form.get("facilitator")))
    actions.release_facilitator(former, by=session.account_here().account_id, now=clock.now())
    flash(_("%(name)s does not lead this workshop any more.", name=former.name), "success")
    return redirect(url_for("workshops.facilitators", public_id=public_id))


@pages.get("/workshops/<public_id>/guests")
@requires(Permission.PLAN_WORKSHOPS)
def guests(public_id: str) -> ResponseReturnValue:
    """Which other organisations see the workshop and enrol their own people."""
    workshop = queries.workshop_to_manage(public_id)
    words = request.args.get("q", "").strip()[:80]
    return render_template(
        "workshops/guests.html",
        workshop=workshop,
        words=words,
        invited=queries.guests_of(workshop.id),
        with_people=queries.organisations_with_people_in(workshop.id),
        organisations=organisations_to_invite(workshop, words),
    )


@pages.post("/workshops/<public_id>/guests")
@requires(Permission.PLAN_WORKSHOPS)
def invite(public_id: str) -> ResponseReturnValue:
    """One tap: this organisation is invited."""
    workshop = queries.workshop_to_manage(public_id)
    organisation = queries.organisation_to_invite(request.form.get("organisation", ""))
    actions.invite(workshop.id, organisation, by=session.account_here().account_id)
    flash(_("%(name)s can now see the workshop and enrol people.", name=organisation.name), "success")
    return redirect(url_for("workshops.guests", public_id=public_id))


@pages.post("/workshops/<public_id>/guests/<organisation_id>/removal")
@requires(Permission.PLAN_WORKSHOPS)
def uninvite(public_id: str, organisation_id: str) -> ResponseReturnValue:
    """One tap: this organisation is not invited any more."""
    workshop = queries.workshop_to_manage(public_id)
    organisation = queries.guest_of(workshop.id, organisation_id)
    actions.uninvite(workshop.id, organisation, by=session.account_here().account_id)
    flash(_("%(name)s is not invited any more.", name=organisation.name), "success")
    return redirect(url_for("workshops.guests", public_id=public_id))
