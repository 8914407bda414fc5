"""Who has the app: whoever runs workshops or diagnoses, at a house that has them."""

from flask import abort

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.permissions import Permission
from peerlearn.web.kit import session
from peerlearn.web.kit.session import SignedIn


def in_the_room() -> SignedIn:
    """The account, with the scope of the rooms that it runs, which may be none; 404 where the app would be empty."""
    account = session.account_here()
    if not (account.may(Permission.RUN_WORKSHOPS) or account.may(Permission.DIAGNOSE)):
        abort(404)
    scope.enter(db.session(), account.scope_for(Permission.RUN_WORKSHOPS))
    return account
