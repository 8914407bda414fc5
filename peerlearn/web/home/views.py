"""The home page: what there is to do today, by role."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from peerlearn.core import clock
from peerlearn.core.permissions import Permission, Role
from peerlearn.web.home.away import away_days
from peerlearn.web.home.todo import day_of
from peerlearn.web.kit import session
from peerlearn.web.kit.access import signed_in

pages = Blueprint("home", __name__)


@pages.get("/")
@signed_in
def today() -> ResponseReturnValue:
    """The office sees what to do, a supervisor who is away; who leads or learns goes to their own space."""
    account, now = session.account_here(), clock.now()
    if not account.may(Permission.SEE_PEOPLE):
        if account.may(Permission.SEE_OWN_PATH) and Role.SUPERVISOR not in account.roles:
            return redirect(url_for("me.home"))
        return render_template("home/away.html", account=account, days=away_days(account, now=now))
    return render_template("home/today.html", account=account, day=day_of(account, now=now))
