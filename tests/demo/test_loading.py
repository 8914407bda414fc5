"""The demonstration loads on every database the product runs on."""

from flask import Flask
from sqlalchemy import func, select

from peerlearn.attendance.models import Observation, Presence
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.demo import loading


def test_the_demonstration_loads(app: Flask, settings: Settings) -> None:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test of the demonstration"))
        loading.load(settings, now=clock.now())
        for table in (Presence, Observation):
            assert db.session.execute(select(func.count(table.id))).scalar_one() > 10
        db.session.rollback()
        scope.leave(db.session())
