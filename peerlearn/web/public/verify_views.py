"""Verification: one box, three possible answers, each check in words. Nothing is stored, nothing is fetched."""

from collections.abc import Sequence

from flask import current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from badges import Check, Outcome, Reason, Report
from peerlearn.core import clock
from peerlearn.web.kit.access import public
from peerlearn.web.kit.errors import problem
from peerlearn.web.public import pile_views
from peerlearn.web.public.blueprint import pages
from peerlearn.web.public.checking import Checked, check
from peerlearn.web.public.forms import VerifyForm
from peerlearn.web.public.several import Given, lines_of
from peerlearn.web.public.showing import page_of, reading_languages
from peerlearn.web.public.uses import count_checks
from peerlearn.web.public.words import TOO_MUCH_AT_ONCE


@pages.route("/verify", methods=["GET", "POST"])
@public
def verify() -> ResponseReturnValue:
    """The box, and its answer. A code may also come in the address, for the QR on a card."""
    form = VerifyForm()
    given: Sequence[Given] = lines_of(request.args.get("code", ""))[:1]
    if request.method == "POST":
        # Not `form.act`: nothing is written, so nobody who writes is waited for.
        given = form.given if form.validate_on_submit() else ()
    if not given:
        return form.page("public/verify.html", languages=reading_languages())
    if len(given) > 1:
        return pile_views.page(given)
    checked = check(given[0].content, current_app.extensions["peerlearn-settings"], now=clock.now())
    count_checks([checked])
    return _answer(checked, given[0] if given[0].is_file else None)


@pages.errorhandler(RequestEntityTooLarge)
def too_large(_problem: RequestEntityTooLarge) -> ResponseReturnValue:
    """More than any badge: said in the same words as by the library, without reading it."""
    if request.path.startswith("/api/"):
        return problem(str(_("This is too large for a badge")), 413)
    report = Report(checks=(Check("form", Outcome.FAILED, Reason.TOO_LARGE),))
    is_pile = request.mimetype == "multipart/form-data"
    return _answer(
        Checked(report, clock.now(), doubt=TOO_MUCH_AT_ONCE if is_pile else None)
    ), RequestEntityTooLarge.code


def _answer(checked: Checked, given: Given | None = None) -> str:
    return page_of(checked, where=_("Check a badge"), given=given)
