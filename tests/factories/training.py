"""Accounts of the cast that became somebody, and were trained; attending the training has tests of its own."""

from sqlalchemy import update

from peerlearn.accounts.models import Account
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.permissions import Permission
from peerlearn.core.scope import Scope
from peerlearn.tracks import actions as tracks
from tests.cast import Cast


def tie(cast: Cast, account: str, person: str) -> None:
    """The account is the one of that person."""
    scope.enter(db.session(), Scope.everything("a test ties an account to a person"))
    with transaction():
        former = update(Account).where(Account.person_id == cast.people[person])
        db.session.execute(former.values(person_id=None))
        db.session.get_one(Account, cast.accounts[account]).person_id = cast.people[person]
    scope.leave(db.session())
    db.session.remove()


def train(cast: Cast, account: str) -> None:
    """They are Claire, who finished the staff track: they may run a diagnosis."""
    tie(cast, account, "claire")
    scope.enter(db.session(), Scope.everything("a test trains someone"))
    with transaction():
        tracks.gain(
            cast.people["claire"],
            organisation_id=cast.organisations["tilleuls"],
            permission=Permission.DIAGNOSE,
            because="test",
            by=None,
            now=clock.now(),
        )
    scope.leave(db.session())
    db.session.remove()
