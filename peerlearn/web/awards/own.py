"""The holder's own badge, on a phone: accept it or not, with the name one wants to be seen."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.awards import actions, queries
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.web.awards.blueprint import key_folder, pages
from peerlearn.web.awards.forms import AcceptForm
from peerlearn.web.awards.words import name_previews
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires


@pages.route("/my-badges/<public_id>", methods=["GET", "POST"])
@requires(Permission.SEE_OWN_PATH)
def own_badge(public_id: str) -> ResponseReturnValue:
    """Somebody else's badge does not exist here."""
    account = session.account_here()
    award, form = queries.own_award(public_id, person_id=account.person_id), AcceptForm()
    previews = name_previews(award)
    form.offer(previews)
    accepted = form.act(
        lambda: actions.accept_and_sign(
            award, form.acceptance(in_person=False), key_folder(), by=account.account_id, now=clock.now()
        )
    )
    if accepted:
        flash(_("You accepted your badge."), "success")
        return redirect(url_for("awards.own_badge", public_id=public_id))
    return form.page("awards/own_badge.html", award=award, previews=previews)


@pages.post("/my-badges/<public_id>/declined")
@requires(Permission.SEE_OWN_PATH)
def decline_own(public_id: str) -> ResponseReturnValue:
    """The holder does not want it."""
    account = session.account_here()
    award = queries.own_award(public_id, person_id=account.person_id)
    actions.decline(award, by=account.account_id, in_person=False)
    flash(_("Noted. Nothing of this badge is public."), "success")
    return redirect(url_for("awards.own_badge", public_id=public_id))
