"""One's own space: the workshops one leads, the way to the badge; for learners, where to be and what they can do."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from peerlearn.attendance.room import marker_of
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.tracks.rules import TrackCode
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.me.agenda import agenda_of, places_of
from peerlearn.web.me.goal import goals_of, news_for
from peerlearn.web.me.leading import leaning_of
from peerlearn.web.me.learning import can_do, slip_of
from peerlearn.web.me.path import path_page
from peerlearn.web.me.tabs import tabs_of

pages = Blueprint("me", __name__)


@pages.get("/me")
@requires(Permission.SEE_OWN_PATH)
def home() -> ResponseReturnValue:
    """Who leads sees their workshops, today's first; who learns sees where to be, and what they can do."""
    account = session.account_here()
    now = clock.now()
    places = places_of(account.person_id, now=now)
    if account.may(Permission.RUN_WORKSHOPS):
        by = marker_of(account.account_id, account.person_id, account.memberships)
        agenda = agenda_of(by, now=now)
        news = news_for(account.person_id, now=now)
        tabs = tabs_of("me.home")
        return render_template("me/workshops.html", agenda=agenda, places=places, news=news, tabs=tabs)
    return render_template(
        "me/learner.html",
        places=places,
        slip=slip_of(places),
        skills=can_do(account.person_id),
        leaning=leaning_of(account.person_id, now=now),
        goals=goals_of(account.person_id, TrackCode.LEARNER, now=now),
    )


@pages.get("/me/path")
@requires(Permission.SEE_OWN_PATH)
def path() -> ResponseReturnValue:
    """The way to the badge, and the one next step."""
    account = session.account_here()
    by = marker_of(account.account_id, account.person_id, account.memberships)
    return render_template("me/path.html", path=path_page(by, now=clock.now()), tabs=tabs_of("me.path"))
