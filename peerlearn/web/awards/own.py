"""The holder's own badge, on a phone: take it or not, with the name one wants to be seen; keep it, or give it back."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from peerlearn.awards import actions, endorsements, queries
from peerlearn.awards.models import Award
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.web.awards import endorsements as endorsing_pages
from peerlearn.web.awards.blueprint import key_folder, pages
from peerlearn.web.awards.forms import AcceptForm, ConfirmForm
from peerlearn.web.awards.sharing import ways_to_ask
from peerlearn.web.awards.showing import own_page
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires

# Where the arrow of a badge's page leads: back to where one came from, else to one's way to the badge.
_CAME_FROM = {"home": "me.home", "documents": "me.documents"}


@pages.route("/my-badges/<public_id>", methods=["GET", "POST"])
@requires(Permission.SEE_OWN_PATH)
def own_badge(public_id: str) -> ResponseReturnValue:
    """Somebody else's badge does not exist here."""
    award, form, by = _own(public_id), AcceptForm(), session.account_here().account_id
    page = own_page(award, now=clock.now())
    form.offer(page.previews)
    accepted = form.act(
        lambda: actions.accept_and_sign(award, form.acceptance(in_person=False), key_folder(), by=by, now=clock.now())
    )
    if accepted:
        flash(_("You accepted your badge."), "success")
        return _back(award)
    back = url_for(_CAME_FROM.get(_came_from() or "", "me.path"))
    return form.page("awards/own_badge.html", award=award, page=page, back=back)


@pages.route("/my-badges/<public_id>/declined", methods=["GET", "POST"])
@requires(Permission.SEE_OWN_PATH)
def decline_own(public_id: str) -> ResponseReturnValue:
    """The holder does not want it: asked once more, then noted."""
    award, form, by = _own(public_id), ConfirmForm(), session.account_here().account_id
    if form.act(lambda: actions.decline(award, by=by, in_person=False, now=clock.now())):
        flash(_("Noted. Nothing of this badge is public."), "success")
        return _back(award)
    return form.page("awards/decline_own.html", award=award)


@pages.post("/my-badges/<public_id>/second-thoughts")
@requires(Permission.SEE_OWN_PATH)
def take_after_all(public_id: str) -> ResponseReturnValue:
    """The holder said no, and thinks again: the offer is back, with the choice of a name."""
    award = _own(public_id)
    actions.offer_again(award, by=session.account_here().account_id, in_person=False, now=clock.now())
    return _back(award)


@pages.route("/my-badges/<public_id>/withdrawal", methods=["GET", "POST"])
@requires(Permission.SEE_OWN_PATH)
def withdraw_own(public_id: str) -> ResponseReturnValue:
    """The holder has their badge withdrawn: asked once more, then done at once."""
    award, form, by = _own(public_id), ConfirmForm(), session.account_here().account_id
    if form.act(lambda: actions.withdraw_own(award, key_folder(), by=by, now=clock.now())):
        flash(_("Your badge is withdrawn. Its public page says so within a minute."), "success")
        return _back(award)
    return form.page("awards/withdraw_own.html", award=award)


@pages.get("/my-badges/<public_id>/endorsements")
@requires(Permission.SEE_OWN_PATH)
def of_own_badge(public_id: str) -> ResponseReturnValue:
    """What others say of one's badge, before and after anybody else sees it."""
    return _recommendations(_own(public_id), endorsing_pages.InviteForm())


@pages.route("/my-badges/<public_id>/endorsements/invitation", methods=["GET", "POST"])
@requires(Permission.SEE_OWN_PATH)
def invite_own_endorser(public_id: str) -> ResponseReturnValue:
    """A link to hand over to whoever may say something of oneself."""
    award, form = _own(public_id), endorsing_pages.InviteForm()
    if endorsing_pages.invite(award, form) or not form.is_submitted():
        return redirect(url_for(".of_own_badge", public_id=public_id, back=_came_from()))
    return _recommendations(award, form)


@pages.post("/my-badges/endorsements/<endorsement_id>/answer")
@requires(Permission.SEE_OWN_PATH)
def answer_own(endorsement_id: str) -> ResponseReturnValue:
    """Yes, no, take the link back, or take it off one's badge."""
    one = endorsements.own_endorsement(endorsement_id, person_id=session.account_here().person_id)
    endorsing_pages.answer(one, in_person=False)
    return redirect(url_for(".of_own_badge", public_id=one.award.public_id))


def _recommendations(award: Award, form: endorsing_pages.InviteForm) -> tuple[str, int]:
    page = endorsing_pages.page_of(award, is_own=True)
    ways = ways_to_ask(award, page["invited"].link) if page["invited"] else []
    return form.page("awards/own_endorsements.html", ways=ways, **page)


def _own(public_id: str) -> Award:
    return queries.own_award(public_id, person_id=session.account_here().person_id)


def _back(award: Award) -> Response:
    return redirect(url_for("awards.own_badge", public_id=award.public_id, back=_came_from()))


def _came_from() -> str | None:
    return request.args.get("back")
