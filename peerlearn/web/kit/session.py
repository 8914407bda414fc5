"""Who is signed in: the browser holds a random token in a signed cookie, the table holds its hash."""

from dataclasses import dataclass, field

from flask import Flask, current_app, g, has_request_context
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from peerlearn.accounts import actions, queries
from peerlearn.accounts.models import Account
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.permissions import Permission, Role, permissions_of
from peerlearn.core.scope import Scope
from peerlearn.organisations.queries import organisation_ids_of_regions
from peerlearn.tracks.queries import permissions_gained
from peerlearn.workshops.queries import hosts_led_by


@dataclass(frozen=True)
class SignedIn(UserMixin):  # type: ignore[misc]
    """The account behind this request: plain values, so that nothing is loaded by looking at it."""

    token: str
    account_id: int
    name: str
    language: str
    person_id: int | None
    roles: frozenset[Role]
    permissions: frozenset[Permission]
    scope: Scope
    organisation_id: int
    organisation_name: str
    memberships: tuple[queries.Standing, ...] = field(default=())

    def get_id(self) -> str:
        """What the cookie keeps."""
        return self.token

    @property
    def main_role(self) -> Role:
        """The role whose home page is shown: the widest one."""
        return next(role for role in Role if role in self.roles)

    def may(self, permission: Permission | str) -> bool:
        """For templates: whether to offer what the view would allow."""
        return permission in self.permissions


def arm(app: Flask) -> None:
    """Let Flask-Login find the account behind the cookie."""
    manager = LoginManager()
    manager.session_protection = None  # the token is random, stored hashed, and revocable
    manager.user_loader(_load)
    manager.init_app(app)


def account_here() -> SignedIn:
    """The account of this request, on a view that is not public."""
    account: SignedIn = g.signed_in
    return account


def find_account() -> SignedIn | None:
    """The account of this request, or None: for what public and private pages share."""
    if not has_request_context():
        return None
    return current_user._get_current_object() if current_user.is_authenticated else None


def enter_scope() -> SignedIn | None:
    """Give the database session the scope of who is signed in; None when nobody is."""
    account = find_account()
    if account is not None:
        g.signed_in = account
        scope.enter(db.session(), account.scope)
    return account


def start(account: Account) -> None:
    """Sign in on this browser, with a new token (what was known before signing in is worth nothing)."""
    if (before := find_account()) is not None:
        actions.end_session(before.token, now=clock.now())
    token = actions.start_session(account, now=clock.now())
    db.session.flush()
    user = _load(token)
    assert user is not None  # noqa: S101 - it was made a line above
    login_user(user)


def end() -> None:
    """Sign out on this browser; the token is worth nothing afterwards."""
    if (account := find_account()) is not None:
        actions.end_session(account.token, now=clock.now())
    logout_user()


def _load(token: str) -> SignedIn | None:
    session = db.session()
    scope.enter(session, Scope.everything("finding out who is asking"))
    try:
        found = queries.find_account_by_token(token, now=clock.now())
        return None if found is None else _signed_in(token, found)
    finally:
        session.expunge_all()
        scope.leave(session)


def _signed_in(token: str, account: Account) -> SignedIn | None:
    standings = queries.standings_of(account, on=clock.today())
    if not standings:
        return None
    roles = frozenset(standing.role for standing in standings)
    gained = permissions_gained(account.person_id) if account.person_id else frozenset()
    first = min(standings, key=lambda standing: list(Role).index(standing.role))
    return SignedIn(
        token=token,
        account_id=account.id,
        name=account.name,
        language=account.language,
        person_id=account.person_id,
        roles=roles,
        permissions=permissions_of(roles) | gained,
        scope=_scope_of(standings, account.person_id),
        organisation_id=first.organisation_id,
        organisation_name=first.organisation_name,
        memberships=standings,
    )


def _scope_of(standings: tuple[queries.Standing, ...], person_id: int | None) -> Scope:
    if any(standing.role is Role.NATIONAL for standing in standings):
        return Scope.everything("the national team answers for the whole programme")
    regions = {s.region_code for s in standings if s.role is Role.COORDINATOR and s.region_code}
    own = {standing.organisation_id for standing in standings}
    # Someone who leads a workshop elsewhere sees that host's rows; the pages offer only the workshops they lead.
    led = hosts_led_by(person_id) if person_id else frozenset()
    return Scope.of(own | organisation_ids_of_regions(regions) | led)


def secret_key() -> str:
    """The application's secret, for keyed hashes."""
    return str(current_app.config["SECRET_KEY"])
