"""Pages that need no account: badge pages, hosted badge files, verification, and what tells that the server lives."""

from flask import jsonify
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect
from sqlalchemy import text

from peerlearn.core.db import db
from peerlearn.web.kit.access import public
from peerlearn.web.public import (
    api,
    badge_views,
    endorse,
    holder_check,
    hosted_views,
    late_views,
    offline_page,
    on_paper,
    pile_views,
    verify_views,
    vouching,
)
from peerlearn.web.public.blueprint import pages

__all__ = [
    "api",
    "badge_views",
    "exempt_from_csrf",
    "holder_check",
    "hosted_views",
    "late_views",
    "offline_page",
    "on_paper",
    "pages",
    "pile_views",
    "vouching",
]


def exempt_from_csrf(csrf: CSRFProtect) -> None:
    """Verification is open to all and sets no cookie, so it has no token to check."""
    csrf.exempt(verify_views.verify)
    csrf.exempt(pile_views.results)
    csrf.exempt(pile_views.result)
    csrf.exempt(holder_check.holder)
    csrf.exempt(api.verify_by_program)
    csrf.exempt(endorse.endorse)


@pages.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@pages.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """The database answers too."""
    db.session.execute(text("SELECT 1"))
    return jsonify(status="ok")
