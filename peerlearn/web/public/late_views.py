"""Results that a site kept waiting: what is being done until then, and afterwards the same page as without waiting."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.core import clock
from peerlearn.web.kit.access import public
from peerlearn.web.kit.languages import language
from peerlearn.web.public import asking, pile_views
from peerlearn.web.public.blueprint import pages
from peerlearn.web.public.several import Found
from peerlearn.web.public.showing import page_of, reading_languages
from peerlearn.web.public.tickets import Ticket, read_ticket

RELOADED_AFTER_SECONDS = "2"


@pages.get("/verify/<token>")
@public
def late(token: str) -> ResponseReturnValue:
    """What came of it, or how far it is: the page asks again by itself, without a script."""
    ticket = read_ticket(token)
    if ticket is None or clock.now() >= ticket.ends_at:
        gone = render_template("public/late_gone.html", languages=reading_languages())
        return gone, 410 if ticket else 404
    found = asking.find(ticket)
    if found is not None:
        return page_of_all(found)
    values = {"progress": asking.progress(ticket), "token": token, "is_list": ticket.badges is not None}
    waiting = render_template("public/late.html", languages=reading_languages(), **values)
    return waiting, 200, {"Refresh": RELOADED_AFTER_SECONDS}


def leading_to(ticket: Ticket) -> ResponseReturnValue:
    """The way to where the answer will be, in the language of this page."""
    chosen = language() if "lang" in request.args else None
    return redirect(url_for("public.late", token=ticket.token, lang=chosen), 303)


def page_of_all(found: Found) -> str:
    """What came of it: a table when several were handed in, as far as anything is known of them."""
    if found.is_list and not found.is_lost:
        return pile_views.table(found)
    one = found.looked[0]
    return page_of(one.checked, where=_("Check a badge"), given=one.given if one.given.is_file else None)
