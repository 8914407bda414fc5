"""Badges that are being written, whole or half."""

from flask import Flask

from peerlearn.awards import drafting
from peerlearn.awards.drafts import Wording
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.tracks.rules import TrackCode
from tests.cast import Cast
from tests.factories import awards as made

SENTENCES = ("Ouvrir une tablette", "Scanner un bon", "Éteindre la tablette")


def stored_issuer(app: Flask, cast: Cast, settings: Settings) -> None:
    """The national team issues its two badges, committed."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test's issuer"))
        with transaction():
            made.issuer(cast, settings)
        scope.leave(db.session())
        db.session.remove()


def stored_draft(app: Flask, cast: Cast, *, whole: bool = True, attended: int = 2) -> str:
    """The identifier of a draft of the national team, about learners who attended so many workshops."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test's draft"))
        with transaction():
            by, now = cast.accounts["nadia"], clock.now()
            draft = drafting.begin(drafting.issuers_here()[0], TrackCode.LEARNER, "Tablettes", by=by, now=now)
            if whole:
                for language in ("fr", "en"):
                    wording = Wording("Tablettes", "Se sert d’une tablette au travail.", SENTENCES)
                    drafting.write(draft, language, wording, by=by, now=now)
                lines = [{"workshops_attended": {"at_least": attended}}]
                drafting.set_conditions(draft, lines, by=by, now=now)
                drafting.draw(draft, {"title": {"fr": "Tablettes"}}, by=by, now=now)
            found = draft.public_id
        scope.leave(db.session())
        db.session.remove()
    return found
