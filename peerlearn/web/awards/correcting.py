"""Another name on a badge: chosen by its holder, alone or beside staff."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.awards import queries
from peerlearn.awards.corrections import correct
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.web.awards.blueprint import key_folder, pages
from peerlearn.web.awards.forms import AcceptForm
from peerlearn.web.awards.words import name_previews
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires


@pages.route("/badges/<public_id>/correction", methods=["GET", "POST"])
@requires(Permission.RECORD_ACCEPTANCE)
def correct_name(public_id: str) -> ResponseReturnValue:
    """In the person's presence: the name shown, as their page spells it now."""
    award, form, by = queries.award(public_id), AcceptForm(), session.account_here().account_id
    previews = name_previews(award)
    form.offer(previews)
    if form.act(lambda: correct(award, form.acceptance(in_person=True), key_folder(), by=by, now=clock.now())):
        flash(_("The badge is made again with this name. Print its card again."), "success")
        return redirect(url_for(".award", public_id=public_id))
    return form.page("awards/correct.html", award=award, previews=previews)


@pages.route("/my-badges/<public_id>/correction", methods=["GET", "POST"])
@requires(Permission.SEE_OWN_PATH)
def correct_own_name(public_id: str) -> ResponseReturnValue:
    """By the holder, on their phone."""
    account, form = session.account_here(), AcceptForm()
    award, by = queries.own_award(public_id, person_id=account.person_id), account.account_id
    previews = name_previews(award)
    form.offer(previews)
    if form.act(lambda: correct(award, form.acceptance(in_person=False), key_folder(), by=by, now=clock.now())):
        flash(_("Your badge is made again with this name. Print your card again."), "success")
        return redirect(url_for(".own_badge", public_id=public_id))
    return form.page("awards/correct_own.html", award=award, previews=previews)
