"""Signing in and out, accepting an invitation, choosing a language, and one's own account."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.accounts import actions, inviting, queries, signing_in
from peerlearn.accounts.models import Account, Invitation
from peerlearn.accounts.rules import as_identifier, counted_address, keyed_hash, token_hash
from peerlearn.accounts.signing_in import Attempt
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.demo import loading
from peerlearn.web.account import device
from peerlearn.web.account.forms import ChangeSecretForm, InvitationForm, SignInForm
from peerlearn.web.kit import session
from peerlearn.web.kit.access import public, signed_in
from peerlearn.web.kit.languages import offered_here
from peerlearn.web.kit.transaction import at_once, just_reading

pages = Blueprint("account", __name__)
_LARGE = "large"


@pages.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """One form for e-mail and card code alike; a card's QR code fills the first line."""
    session.forget_former()
    form = SignInForm(identifier=request.args.get("card"))
    if account := form.act(lambda: _authenticate(str(form.identifier.data), str(form.secret.data))):
        return _enter(account, _wanted() or url_for("home.today"))
    is_demo = current_app.extensions["peerlearn-settings"].demo
    return form.page("account/sign_in.html", sign_ins=loading.sign_ins() if is_demo else [])


@pages.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    """Ends this browser's session only. What the browser kept goes too, unless the app says that marks wait there."""
    session.end()
    answer = redirect(url_for("account.sign_in"))
    if "keep" not in request.form:
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@pages.route("/invitation/<token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> ResponseReturnValue:
    """Looking at the link does not spend it: message previews open links too. It says nothing about the e-mail either:
    the same page asks for the password of an account, and for the one of an account to be."""
    session.forget_former()
    form = InvitationForm()
    if account := form.act(lambda: _accept(token, str(form.password.data))):
        return _enter(account, url_for("home.today"))
    here = session.find_account()
    invited = _invited(token)
    is_mine = here is not None and queries.account(here.account_id).email == invited.email
    return form.page("account/invitation.html", invitation=invited, is_mine=is_mine, token=token)


@pages.post("/invitation/<token>/acceptance")
@signed_in
def accept_invitation(token: str) -> ResponseReturnValue:
    """One button for whoever is signed in with the invited e-mail; for anybody else there is none."""
    invited = _invited(token)
    account = queries.account_with(session.account_here().account_id, email=invited.email)
    inviting.accept_signed_in(invited, account, now=clock.now(), on=clock.today())
    flash(_("The access at %(organisation)s is yours now.", organisation=invited.organisation.name), "success")
    return redirect(url_for("account.show"))


@pages.post("/language/<code>")
@signed_in
def language(code: str) -> ResponseReturnValue:
    """The language in which the account reads, kept for next time."""
    actions.choose_language(session.account_here().account_id, code, offered=offered_here())
    return redirect(_local(request.form.get("back", "")) or url_for("home.today"))


@pages.post("/letters/<size>")
@signed_in
def letters(size: str) -> ResponseReturnValue:
    """Large letters on every page, or the usual ones; kept for next time."""
    actions.choose_letters(session.account_here().account_id, large=size == _LARGE)
    return redirect(_local(request.form.get("back", "")) or url_for("home.today"))


@pages.get("/account")
@signed_in
def show() -> ResponseReturnValue:
    """Who I am here, in which language I read, and where I am signed in."""
    here = session.account_here()
    return render_template(
        "account/account.html",
        account=queries.account(here.account_id),
        memberships=here.memberships,
        sessions=queries.open_sessions_of(here.account_id, now=clock.now()),
        this_session=token_hash(here.token),
    )


@pages.route("/account/secret", methods=["GET", "POST"])
@signed_in
def change_secret() -> ResponseReturnValue:
    """Another password or PIN; the other browsers are signed out."""
    form = ChangeSecretForm()
    if form.act(lambda: _change_secret(str(form.current.data), str(form.new.data))):
        flash(_("Changed. The other devices are signed out."), "success")
        return redirect(url_for("account.show"))
    return form.page("account/secret.html", account=queries.account(session.account_here().account_id))


@pages.post("/account/sessions/<public_id>/removal")
@signed_in
def end_session(public_id: str) -> ResponseReturnValue:
    """A lost phone, a forgotten desk: sign it out from here."""
    actions.end_session_of(session.account_here().account_id, public_id, now=clock.now())
    flash(_("This device is signed out."), "success")
    return redirect(url_for("account.show"))


def _authenticate(identifier: str, secret: str) -> Account:
    attempt = _count_attempt(identifier)
    # Checking takes a tenth of a second: meanwhile, nobody else's mark has to wait for the write lock.
    checked = just_reading(lambda: signing_in.check_secret(identifier, secret))
    scope.enter(db.session(), Scope.everything("finding out who is asking"))
    return signing_in.let_in(checked, attempt, on=clock.today())


def _accept(token: str, password: str) -> Account:
    attempt = _count_attempt(_invited(token).email)
    checked = just_reading(lambda: inviting.check_password(_invited(token), password))
    return inviting.accept_invitation(_invited(token), checked, attempt, now=clock.now(), on=clock.today())


def _enter(account: Account, address: str) -> ResponseReturnValue:
    identifier_hash = _hashed(str(account.email or account.card_code))
    session.start(account)
    return device.remember(redirect(address), identifier_hash)


def _change_secret(current: str, new: str) -> bool:
    here = session.account_here()
    # An open session on a borrowed phone must not become a place to guess the PIN. It is counted by itself: nobody
    # else's tries keep its holder from choosing another.
    known = queries.account(here.account_id)
    _count_attempt(str(known.email or known.card_code), device_hash=_hashed(f"session {here.token}"))
    account = queries.account(here.account_id)
    actions.change_secret(account, current=current, new=new, token=here.token, now=clock.now())
    return True


def _count_attempt(identifier: str, device_hash: str | None = None) -> Attempt:
    identifier_hash = _hashed(as_identifier(identifier))
    attempt = Attempt(
        identifier_hash=identifier_hash,
        address_hash=_hashed(counted_address(request.remote_addr or "")),
        device_hash=device_hash or device.find_known(identifier_hash),
    )
    at_once(lambda: signing_in.note_attempt(attempt, now=clock.now()))
    return attempt


def _hashed(text: str) -> str:
    return keyed_hash(text, key=session.secret_key())


def _invited(token: str) -> Invitation:
    scope.enter(db.session(), Scope.everything("the link itself is the permission"))
    return queries.open_invitation(token, now=clock.now())


def _wanted() -> str | None:
    return _local(request.args.get("next", ""))


def _local(address: str) -> str | None:
    """Only a path of ours: never an address that another site put in a link."""
    try:
        parts = urlsplit(address.replace("\\", "/"))
    except ValueError:  # "//[" is no address
        return None
    is_ours = not parts.scheme and not parts.netloc and address.startswith("/") and not address.startswith("//")
    return address if is_ours and address.isprintable() else None
