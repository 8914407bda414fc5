"""The badges as defined: which there are, one version with what it says, who may give it, and its next version."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.awards import defined, delegation, drafting
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.organisations.queries import organisations_in_scope
from peerlearn.web.awards.blueprint import pages
from peerlearn.web.awards.criteria_files import criteria_file
from peerlearn.web.awards.defining_words import journal
from peerlearn.web.awards.drafting_forms import IssuingForm, NewBadgeForm
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires


@pages.get("/achievements")
@requires(Permission.DEFINE_BADGES)
def achievements() -> ResponseReturnValue:
    """Every badge that this account's organisations define: drafts, versions in force, former ones."""
    found = defined.defined()
    return render_template(
        "awards/achievements.html", drafts=drafting.drafts(), defined=found, may_begin=bool(drafting.issuers_here())
    )


@pages.route("/achievements/new", methods=["GET", "POST"])
@requires(Permission.DEFINE_BADGES)
def new_achievement() -> ResponseReturnValue:
    """Begin a badge: only its name is needed."""
    issuers, form = drafting.issuers_here(), NewBadgeForm()
    form.offer(issuers)
    by, now = session.account_here().account_id, clock.now()
    if draft := form.act(
        lambda: drafting.begin(form.chosen_issuer(), form.chosen_track(), str(form.name.data), by=by, now=now)
    ):
        return redirect(url_for("awards.draft", draft_id=draft.public_id))
    return form.page("awards/new_achievement.html", issuers=issuers)


@pages.get("/achievements/<public_id>")
@requires(Permission.DEFINE_BADGES)
def achievement(public_id: str) -> ResponseReturnValue:
    """One version that was published: it does not change any more."""
    found = defined.defined_achievement(public_id)
    return render_template(
        "awards/achievement.html",
        achievement=found,
        versions=defined.versions_of(found),
        houses=delegation.houses_with(found),
        history=journal(defined.history_of(found)),
    )


@pages.post("/achievements/<public_id>/next-version")
@requires(Permission.DEFINE_BADGES)
def next_version(public_id: str) -> ResponseReturnValue:
    """Copy what is published into a draft with the next number; the draft that is there, when there is one."""
    found = defined.defined_achievement(public_id)
    draft = drafting.begin_next(found, by=session.account_here().account_id, now=clock.now())
    return redirect(url_for("awards.draft", draft_id=draft.public_id))


@pages.route("/achievements/<public_id>/issuing", methods=["GET", "POST"])
@requires(Permission.DEFINE_BADGES)
def achievement_issuing(public_id: str) -> ResponseReturnValue:
    """Which organisations may give it: this may change without a new version, since no badge says it."""
    found, form = defined.defined_achievement(public_id), IssuingForm()
    houses, by = delegation.houses_with(found), session.account_here().account_id
    form.offer(organisations_in_scope(), houses)
    if form.act(lambda: delegation.let_issue(found, form.chosen(), as_seen=form.as_seen(), by=by)):
        flash(_("Noted: who may give this badge."), "success")
        return redirect(url_for("awards.achievement_issuing", public_id=public_id))
    back = url_for("awards.achievement", public_id=public_id)
    return form.page("awards/issuing.html", name=found.name, houses=houses, back=back)


@pages.get("/achievements/<public_id>/criteria.json")
@requires(Permission.DEFINE_BADGES)
def achievement_criteria(public_id: str) -> ResponseReturnValue:
    """The rule as a file, to keep or to use elsewhere."""
    found = defined.defined_achievement(public_id)
    return criteria_file(found.criteria, found.code, found.version)
