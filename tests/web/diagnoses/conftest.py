"""A trained Samira: her account is tied to her own record, and she attended the staff track."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update

from peerlearn.accounts.models import Account
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.permissions import Permission
from peerlearn.core.scope import Scope
from peerlearn.tracks import actions as tracks
from tests.cast import Cast

Train = Callable[[str], None]


@pytest.fixture
def be_someone(app: Flask, cast: Cast) -> Callable[[str, str], None]:
    """`be_someone("samira", "claire")`: the account is the one of that person."""

    def tie(account: str, person: str) -> None:
        with app.app_context():
            scope.enter(db.session(), Scope.everything("a test ties an account to a person"))
            with transaction():
                former = update(Account).where(Account.person_id == cast.people[person])
                db.session.execute(former.values(person_id=None))
                db.session.get_one(Account, cast.accounts[account]).person_id = cast.people[person]
            scope.leave(db.session())
            db.session.remove()

    return tie


@pytest.fixture
def trained(app: Flask, cast: Cast, be_someone: Callable[[str, str], None]) -> Train:
    """`trained("samira")`: they finished the staff track."""

    def train(account: str) -> None:
        be_someone(account, "claire")
        with app.app_context():
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

    return train
