"""Results that a site kept waiting: what is being done until then, and afterwards the same page as without waiting."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.core import clock
from peerlearn.web.kit.access import public
from peerlearn.web.kit.languages import language
from peerlearn.web.public import asking, pile_views
from peerlearn.web.public.asking import Progress
from peerlearn.web.public.blueprint import pages
from peerlearn.web.public.several import Found
from peerlearn.web.public.showing import page_of, reading_languages
from peerlearn.web.public.tickets import Ticket, read_ticket

# Asked for less than so many seconds → after how many the page is loaded again. The more patiently the longer it takes:
# who hears the page, or goes through it with the keyboard, is back at its beginning each time; it has no script.
_PAUSES = ((2, 2), (5, 3), (10, 5), (18, 8))
_LONGEST_PAUSE = 10


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
    how_far = asking.progress(ticket)
    values = {"progress": how_far, "token": token, "is_list": ticket.badges is not None}
    waiting = render_template("public/late.html", languages=reading_languages(), **values)
    return waiting, 200, {"Refresh": str(_pause_of(how_far))}


def _pause_of(how_far: Progress) -> int:
    """After how many seconds to look again; at the latest when the answer must be there."""
    asked_for = how_far.deadline_seconds - how_far.seconds_left
    pause = next((pause for until, pause in _PAUSES if asked_for < until), _LONGEST_PAUSE)
    return max(_PAUSES[0][1], min(pause, how_far.seconds_left))


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
