"""Many badges at once: approve several, sign all that wait, and the page that says how far that is."""

from collections.abc import Sequence
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from peerlearn.awards import queries, runs
from peerlearn.awards.rules import RunKind
from peerlearn.awards.run_models import AwardRun
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.permissions import Permission
from peerlearn.web.awards import proposals
from peerlearn.web.awards.blueprint import pages
from peerlearn.web.awards.forms import SigningForm, TogetherForm
from peerlearn.web.awards.running import RUN
from peerlearn.web.awards.words import refusals_of
from peerlearn.web.kit import background, session
from peerlearn.web.kit.access import requires


@pages.route("/badges/approval", methods=["GET", "POST"])
@requires(Permission.APPROVE_AWARDS)
def approve_many() -> ResponseReturnValue:
    """The proposals that were ticked, or all whose rule is met: looked at together, approved with one tap."""
    form, now = TogetherForm(), clock.now()
    sent = request.form if form.is_submitted() else request.args
    ticked, read = sent.getlist("award"), request.form.getlist("read")
    if begun := form.act(lambda: _approve(ticked, read, form, now=now)):
        return _to(begun)
    by = session.account_here().account_id
    is_all = "met" in request.args and not form.is_submitted()
    found = proposals.with_rule_met(by, now=now) if is_all else proposals.chosen([*ticked, *read], by, now=now)
    return form.page("awards/approve_many.html", found=found, is_all=is_all, kept={*ticked} & {*read})


@pages.get("/badges/runs")
@requires(Permission.APPROVE_AWARDS)
def to_sign() -> ResponseReturnValue:
    """Who accepted a badge, and under which name it becomes public: read before one tap signs them all."""
    form = SigningForm(read_at=clock.now().isoformat())
    found = runs.waiting_to_sign(page=request.args.get("page", 1, type=int))
    return render_template("awards/to_sign.html", page=found, form=form)


@pages.post("/badges/runs")
@requires(Permission.APPROVE_AWARDS)
def sign_all() -> ResponseReturnValue:
    """Sign in the background what waited when the page was read: a name that nobody saw does not become public."""
    form, waiting = SigningForm(), queries.due_awards()
    if not waiting:
        flash(_("Nothing waits to be signed any more."), "success")
        return redirect(url_for("awards.index"))
    read_at = form.moment_read()
    if not (read := queries.due_awards(until=read_at) if read_at else []):
        flash(_("These badges were accepted meanwhile. Look at them, then sign."), "warning")
        return redirect(url_for("awards.to_sign"))
    if later := len(waiting) - len(read):
        said = ngettext(
            "%(num)d was accepted meanwhile: it waits.", "%(num)d were accepted meanwhile: they wait.", later
        )
        flash(said, "warning")
    return _to(_begin(RunKind.SIGN, read, form))


@pages.get("/badges/runs/<public_id>")
@requires(Permission.APPROVE_AWARDS)
def run(public_id: str) -> ResponseReturnValue:
    """How far it is, and what could not be done. Whoever looks at a run that was left has it taken up again."""
    shown = runs.run_of(public_id)
    page = render_template("awards/run.html", run=shown, refused=refusals_of(shown))
    if shown.was_left(clock.now()):
        background.wake(RUN, shown.id)
    return page


def _approve(ticked: Sequence[str], read: Sequence[str], form: TogetherForm, *, now: datetime) -> AwardRun:
    """What the page sends is not taken at its word: which reasons have to be read is looked up again."""
    runs.ensure_reasons_read(ticked, read, now=now)
    return _begin(RunKind.APPROVE, queries.proposals_among(ticked), form)


def _begin(kind: RunKind, award_ids: Sequence[int], form: TogetherForm) -> AwardRun:
    """Note it as of the house of who asks, or of one that they answer for where their own does without badges."""
    account, here = session.account_here(), scope.current(db.session())
    houses = [account.organisation_id, *queries.houses_of(award_ids[:1])]
    house = next((one for one in houses if here.holds(one)), None)
    asking = runs.Asking(form.form_id.data, account.account_id, house)
    begun = runs.start(kind, award_ids, asking, now=clock.now())
    background.wake(RUN, begun.id)
    return begun


def _to(begun: AwardRun) -> Response:
    return redirect(url_for("awards.run", public_id=begun.public_id))
