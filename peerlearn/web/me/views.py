"""One's own space: the workshops one leads, the way to the badge; for learners, where to be and what they can do."""

from datetime import datetime
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from peerlearn.awards.endorsements import awards_to_answer
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.permissions import Capability, Permission, Role
from peerlearn.tracks.rules import TrackCode
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.me import certifications, documents, notes, planning
from peerlearn.web.me.agenda import agenda_of, places_of
from peerlearn.web.me.blueprint import pages
from peerlearn.web.me.goal import goals_of, news_for
from peerlearn.web.me.leading import leaning_of
from peerlearn.web.me.learning import can_do, slip_of
from peerlearn.web.me.path import path_page

__all__ = ["certifications", "documents", "notes", "pages", "planning"]


@pages.get("/me")
@requires(Permission.SEE_OWN_PATH)
def home() -> ResponseReturnValue:
    """Who leads sees their workshops, today's first; who learns sees where to be, and what they can do."""
    account, now = session.account_here(), clock.now()
    with scope.within(db.session(), account.scope_with(Capability.WORKSHOPS)):
        places = places_of(account.person_id, now=now)
        agenda = agenda_of(session.marker_for(account), now=now) if account.may(Permission.RUN_WORKSHOPS) else None
    shown: dict[str, Any] = {"places": places, "recommended": awards_to_answer(account.person_id)}
    if agenda is not None:
        news = news_for(account.person_id, now=now)
        return render_template("me/workshops.html", agenda=agenda, news=news, **shown)
    return render_template("me/learner.html", slip=slip_of(places), **shown, **_learning(account, now))


@pages.get("/me/path")
@requires(Permission.SEE_OWN_PATH)
def path() -> ResponseReturnValue:
    """The way to the badge, and the one next step."""
    account, now = session.account_here(), clock.now()
    shown = path_page(
        session.marker_for(account),
        _track_of(account),
        now=now,
        workshops=account.scope_with(Capability.WORKSHOPS),
        of_badges=account.has(Capability.BADGES),
    )
    return render_template("me/path.html", path=shown)


def _track_of(account: session.SignedIn) -> TrackCode:
    return TrackCode.FACILITATOR if Role.FACILITATOR in account.roles else TrackCode.LEARNER


def _learning(account: session.SignedIn, now: datetime) -> dict[str, Any]:
    """What somebody learns and can do; of workshops only where their house has them."""
    has_workshops = account.has(Capability.WORKSHOPS)
    return {
        "has_workshops": has_workshops,
        "skills": can_do(account.person_id) if has_workshops else [],
        "leaning": leaning_of(account.person_id, now=now) if has_workshops else None,
        "goals": goals_of(account.person_id, _track_of(account), now=now, with_ahead=account.has(Capability.BADGES)),
    }
