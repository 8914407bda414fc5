"""Verification: one box, three possible answers, each check in words. A request fetches nothing and stores nothing:
when a site keeps it waiting, it leads to where the answer will be.
"""

from collections.abc import Sequence

from flask import current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from badges import Check, Outcome, Reason, Report
from peerlearn.core import clock
from peerlearn.web.kit.access import only_looks, public
from peerlearn.web.kit.errors import problem
from peerlearn.web.public import asking, late_views, pile_views, several
from peerlearn.web.public.blueprint import pages
from peerlearn.web.public.checking import Checked, is_ours
from peerlearn.web.public.forms import VerifyForm
from peerlearn.web.public.several import Found, Given, lines_of
from peerlearn.web.public.showing import page_of, reading_languages
from peerlearn.web.public.tickets import Ticket
from peerlearn.web.public.uses import count_checks
from peerlearn.web.public.words import NOT_A_CODE, TOO_MUCH_AT_ONCE

_LONGEST_SLIP = 40


@pages.route("/verify", methods=["GET", "POST"])
@public
@only_looks
def verify() -> ResponseReturnValue:
    """The box, and its answer. A code or a link of ours may also come in the address; all else waits in the box for
    its button: any page can make a browser open an address, and must not make us ask a site."""
    form = VerifyForm()
    if not (given := _given(form)):
        waits = request.method == "GET" and bool(form.input.data)
        return form.page("public/verify.html", waits=waits, languages=reading_languages())
    try:
        left_out = [one.name for one in given[several.MOST :]]
        found = asking.see_to(given[: several.MOST], is_list=len(given) > 1, left_out=left_out)
    except several.BusyError:
        return pile_views.busy()
    if isinstance(found, Ticket):
        return late_views.leading_to(found)
    if form.is_submitted() and _is_slip(found, form.input.data or ""):
        form.ask_again()
        return form.page("public/verify.html", languages=reading_languages())
    count_checks(one.checked for one in found.looked)
    return late_views.page_of_all(found)


def _given(form: VerifyForm) -> Sequence[Given]:
    """What was typed or chosen, else what the address holds, if it is ours; if not, it is put into the box."""
    if request.method == "POST":
        # Not `form.act`: nothing is written, so nobody who writes is waited for.
        return form.given if form.validate_on_submit() else ()
    settings = current_app.extensions["peerlearn-settings"]
    form.input.data = request.args.get("code", "")
    return [one for one in lines_of(form.input.data)[:1] if is_ours(one.content, settings)]


def _is_slip(found: Found, typed: str) -> bool:
    """Whether a few signs were typed that are neither a code nor a link: they stay in the box, to be mended."""
    is_short = 0 < len(typed) <= _LONGEST_SLIP and "/" not in typed
    return is_short and not found.is_list and found.looked[0].checked.doubt is NOT_A_CODE


@pages.errorhandler(RequestEntityTooLarge)
def too_large(_problem: RequestEntityTooLarge) -> ResponseReturnValue:
    """More than any badge: said in the same words as by the library, without reading it."""
    if request.path.startswith("/api/"):
        return problem(str(_("This is too large for a badge")), 413)
    report = Report(checks=(Check("form", Outcome.FAILED, Reason.TOO_LARGE),))
    is_pile = request.mimetype == "multipart/form-data"
    checked = Checked(report, clock.now(), doubt=TOO_MUCH_AT_ONCE if is_pile else None)
    return page_of(checked, where=_("Check a badge")), RequestEntityTooLarge.code
