"""Badges in the office: the list, proposing, one award, approving, handing over, withdrawing."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from peerlearn.awards import actions, queries
from peerlearn.awards.models import Award
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.people.queries import person as person_of
from peerlearn.web.awards import (
    cards,
    catalogue,
    correcting,
    criteria_editor,
    defining,
    drafts,
    dry_run,
    endorsements,
    keys,
    own,
    soon,
    statistics,
    together,
)
from peerlearn.web.awards.blueprint import key_folder, pages
from peerlearn.web.awards.forms import AcceptForm, ConfirmForm, ProposeForm, RefuseForm, RevokeForm, SuspendForm
from peerlearn.web.awards.listing import listed
from peerlearn.web.awards.showing import offer_of, offers_for, shown_award
from peerlearn.web.awards.words import STATES, VOID, after_acceptance, name_previews
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires

__all__ = [
    "cards",
    "catalogue",
    "correcting",
    "criteria_editor",
    "defining",
    "drafts",
    "dry_run",
    "endorsements",
    "keys",
    "own",
    "pages",
    "soon",
    "statistics",
    "together",
]


@pages.context_processor
def words() -> dict[str, Any]:
    """What every page of this area says the same way."""
    return {"states": STATES, "void_state": VOID}


@pages.get("/badges")
@requires(Permission.SEE_AWARDS)
def index() -> ResponseReturnValue:
    """What waits: to propose, to approve, to hand over; and what was given."""
    shown = listed(request.args, session.account_here(), now=clock.now())
    return render_template("awards/index.html", listed=shown)


@pages.get("/badges/propose")
@requires(Permission.PROPOSE_AWARDS)
def propose() -> ResponseReturnValue:
    """Each badge for one person: what is met, what is missing."""
    person = person_of(request.args.get("person", ""))
    return render_template("awards/propose.html", person=person, offers=offers_for(person, now=clock.now()))


@pages.route("/badges/propose/<achievement_id>", methods=["GET", "POST"])
@requires(Permission.PROPOSE_AWARDS)
def propose_one(achievement_id: str) -> ResponseReturnValue:
    """One tap when the rule is met; else with a reason."""
    person = person_of(request.args.get("person", ""))
    achievement = queries.achievement_in_force(achievement_id)
    form, by = ProposeForm(), session.account_here().account_id
    award = form.act(
        lambda: actions.propose(person, achievement, by=by, reason=form.reason.data or "", now=clock.now())
    )
    if award:
        flash(_("The badge is proposed. Another person has to approve it now."), "success")
        return _to(award)
    return form.page("awards/propose_one.html", offer=offer_of(person, achievement, now=clock.now()))


@pages.get("/badges/<public_id>")
@requires(Permission.SEE_AWARDS)
def award(public_id: str) -> ResponseReturnValue:
    """Where it stands, what happened, what can be done now."""
    shown = shown_award(queries.award(public_id), session.account_here(), now=clock.now())
    return render_template("awards/award.html", shown=shown)


@pages.post("/badges/<public_id>/approval")
@requires(Permission.APPROVE_AWARDS)
def approve(public_id: str) -> ResponseReturnValue:
    """Agree that it be offered to the person."""
    award, by = queries.award(public_id), session.account_here().account_id
    actions.approve(award, by=by, now=clock.now())
    flash(_("The badge is approved. It can be handed over."), "success")
    return _to(award)


@pages.route("/badges/<public_id>/refusal", methods=["GET", "POST"])
@requires(Permission.APPROVE_AWARDS)
def refuse(public_id: str) -> ResponseReturnValue:
    """Do not give it, and say why."""
    award, form = queries.award(public_id), RefuseForm()
    by = session.account_here().account_id
    if form.act(lambda: actions.refuse(award, reason=form.reason.data or "", by=by)):
        flash(_("The badge is refused. Your words are kept for who proposed it."), "success")
        return _to(award)
    return form.page("awards/refuse.html", award=award)


@pages.post("/badges/<public_id>/taken-back")
@requires(Permission.PROPOSE_AWARDS)
def take_back(public_id: str) -> ResponseReturnValue:
    """One's own proposal, before anybody approved it."""
    award = queries.award(public_id)
    actions.take_back(award, by=session.account_here().account_id)
    flash(_("Your proposal is taken back. This badge can be proposed again."), "success")
    return _to(award)


@pages.route("/badges/<public_id>/hand-over", methods=["GET", "POST"])
@requires(Permission.RECORD_ACCEPTANCE)
def hand_over(public_id: str) -> ResponseReturnValue:
    """In the person's presence: they choose the name shown, and accept or not."""
    award, form = queries.award(public_id), AcceptForm()
    previews = name_previews(award)
    form.offer(previews)
    by = session.account_here().account_id
    accepted = form.act(
        lambda: actions.accept_and_sign(award, form.acceptance(in_person=True), key_folder(), by=by, now=clock.now())
    )
    if accepted:
        flash(after_acceptance(accepted), "success")
        return _to(award)
    return form.page("awards/hand_over.html", award=award, previews=previews)


@pages.route("/badges/<public_id>/declined", methods=["GET", "POST"])
@requires(Permission.RECORD_ACCEPTANCE)
def decline(public_id: str) -> ResponseReturnValue:
    """The person, who is here, does not want it: asked once more, then noted."""
    award, form, by = queries.award(public_id), ConfirmForm(), session.account_here().account_id
    if form.act(lambda: actions.decline(award, by=by, in_person=True, now=clock.now())):
        flash(_("Noted: the person does not want this badge. Nothing of it is public."), "success")
        return _to(award)
    return form.page("awards/decline.html", award=award)


@pages.post("/badges/<public_id>/second-thoughts")
@requires(Permission.RECORD_ACCEPTANCE)
def offer_again(public_id: str) -> ResponseReturnValue:
    """The person, who is here, thinks again: what was approved is offered once more."""
    award = queries.award(public_id)
    actions.offer_again(award, by=session.account_here().account_id, in_person=True, now=clock.now())
    flash(_("The badge is offered again. It can be handed over."), "success")
    return _to(award)


@pages.post("/badges/<public_id>/signature")
@requires(Permission.RECORD_ACCEPTANCE)
def sign(public_id: str) -> ResponseReturnValue:
    """Sign what was accepted while no key was ready."""
    award = queries.award(public_id)
    actions.sign(award, key_folder(), now=clock.now())
    flash(_("The badge is signed and public."), "success")
    return _to(award)


@pages.route("/badges/<public_id>/suspension", methods=["GET", "POST"])
@requires(Permission.REVOKE_AWARDS)
def suspend(public_id: str) -> ResponseReturnValue:
    """Set it aside while something is looked into, and say what."""
    award, form, by = queries.award(public_id), SuspendForm(), session.account_here().account_id
    if form.act(lambda: actions.suspend(award, reason=form.reason.data or "", by=by)):
        flash(_("The badge is suspended. Its public page says so within a minute."), "success")
        return _to(award)
    return form.page("awards/suspend.html", award=award)


@pages.post("/badges/<public_id>/restoration")
@requires(Permission.REVOKE_AWARDS)
def restore(public_id: str) -> ResponseReturnValue:
    """Let it count again."""
    award = queries.award(public_id)
    actions.restore(award, by=session.account_here().account_id)
    flash(_("The badge counts again."), "success")
    return _to(award)


@pages.route("/badges/<public_id>/withdrawal", methods=["GET", "POST"])
@requires(Permission.REVOKE_AWARDS)
def revoke(public_id: str) -> ResponseReturnValue:
    """Withdraw it, and say why."""
    award, form = queries.award(public_id), RevokeForm()
    by = session.account_here().account_id
    if form.act(lambda: actions.revoke(award, key_folder(), reason=form.chosen(), by=by, now=clock.now())):
        flash(_("The badge is withdrawn. Its public page says so within a minute."), "success")
        return _to(award)
    return form.page("awards/revoke.html", award=award)


def _to(award: Award) -> Response:
    return redirect(url_for("awards.award", public_id=award.public_id))
