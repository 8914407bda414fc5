"""Signing in and out, accepting an invitation, choosing a language."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from peerlearn.accounts import actions, queries
from peerlearn.accounts.actions import Attempt
from peerlearn.accounts.models import Account
from peerlearn.accounts.rules import as_identifier, keyed_hash
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.demo import loading
from peerlearn.web.account.forms import ChoosePasswordForm, SignInForm
from peerlearn.web.kit import session
from peerlearn.web.kit.access import public, signed_in
from peerlearn.web.kit.transaction import at_once

pages = Blueprint("account", __name__)


@pages.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """One form for e-mail and card code alike."""
    form = SignInForm()
    if account := form.act(lambda: _authenticate(str(form.identifier.data), str(form.secret.data))):
        session.start(account)
        return redirect(_wanted() or url_for("home.today"))
    is_demo = current_app.extensions["peerlearn-settings"].demo
    return form.page("account/sign_in.html", sign_ins=loading.sign_ins() if is_demo else [])


@pages.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    """Ends this browser's session only."""
    session.end()
    return redirect(url_for("account.sign_in"))


@pages.route("/invitation/<token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> ResponseReturnValue:
    """Looking at the link does not spend it: message previews open links too."""
    scope.enter(db.session(), Scope.everything("the link itself is the permission"))
    invited = queries.open_invitation(token, now=clock.now())
    form = ChoosePasswordForm()
    account = form.act(
        lambda: actions.accept_invitation(invited, str(form.password.data), now=clock.now(), on=clock.today())
    )
    if account:
        session.start(account)
        return redirect(url_for("home.today"))
    return form.page("account/invitation.html", invitation=queries.open_invitation(token, now=clock.now()))


@pages.post("/language/<code>")
@signed_in
def language(code: str) -> ResponseReturnValue:
    """The language in which the account reads, kept for next time."""
    actions.choose_language(session.account_here().account_id, code, offered=current_app.config["LANGUAGES"])
    return redirect(_local(request.form.get("back", "")) or url_for("home.today"))


def _authenticate(identifier: str, secret: str) -> Account:
    key = session.secret_key()
    attempt = Attempt(
        identifier_hash=keyed_hash(as_identifier(identifier), key=key),
        address_hash=keyed_hash(request.remote_addr or "", key=key),
    )
    at_once(lambda: actions.note_attempt(attempt, now=clock.now()))
    scope.enter(db.session(), Scope.everything("finding out who is asking"))
    return actions.authenticate(identifier, secret, attempt, on=clock.today())


def _wanted() -> str | None:
    return _local(request.args.get("next", ""))


def _local(address: str) -> str | None:
    """Only a path of ours: never an address that another site put in a link."""
    parts = urlsplit(address.replace("\\", "/"))
    is_ours = not parts.scheme and not parts.netloc and address.startswith("/") and not address.startswith("//")
    return address if is_ours and address.isprintable() else None
