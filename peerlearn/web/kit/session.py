"""Who is signed in: the browser holds a random token in a signed cookie, the table holds its hash."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from flask import Flask, Response, current_app, g, has_request_context, request
from flask import session as cookie
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from peerlearn.accounts import actions, queries
from peerlearn.accounts.models import Account
from peerlearn.accounts.rules import device_of
from peerlearn.attendance.room import Marker, marker_of
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.permissions import (
    CAPABILITY_OF,
    ONLY_FOR,
    PERMISSIONS,
    Capability,
    Permission,
    Role,
    gained_by,
    permissions_of,
)
from peerlearn.core.scope import Scope
from peerlearn.organisations.queries import organisation_ids_of_regions, switched_off
from peerlearn.tracks.queries import permissions_gained
from peerlearn.workshops.queries import hosts_led_by

_IN_THE_ROOM = {Permission.RUN_WORKSHOPS, Permission.SEE_OWN_PATH}
# Whom one met is read where one works, and not in every house that one answers for.
_WHERE_ONE_WORKS = {Permission.WRITE_NOTES}


@dataclass(frozen=True)
class SignedIn(UserMixin):  # type: ignore[misc]
    """The account behind this request: plain values, so that nothing is loaded by looking at it.

    `granted` is what the roles and tracks give; what no organisation of this account has switched on is not permitted.
    `off` says which organisations do without a capability.
    """

    token: str
    account_id: int
    public_id: str
    name: str
    language: str
    reads_large: bool
    person_id: int | None
    roles: frozenset[Role]
    granted: frozenset[Permission]
    reach: Mapping[Role, Scope]
    led: Scope
    organisation_id: int
    organisation_name: str
    off: Mapping[Capability, frozenset[int]]
    memberships: tuple[queries.Standing, ...] = field(default=())

    def get_id(self) -> str:
        """What the cookie keeps."""
        return self.token

    def scope_for(self, rule: Permission | str) -> Scope:
        """The organisations whose rows a view with this rule may touch: only those where a role gives the permission.

        Staff here who lead one workshop there do not become staff there.
        """
        gained = ONLY_FOR.get(rule, frozenset()) if isinstance(rule, Permission) else frozenset()
        gives = {role for role in self.roles if rule in PERMISSIONS[role] or role in gained} or self.roles
        # Who leads elsewhere sees that host's rows on the pages of the room, which offer only the workshops they lead.
        led = [] if isinstance(rule, Permission) and rule not in _IN_THE_ROOM else [self.led]
        reached = Scope.joined([*led, *(self.reach[role] for role in gives)])
        if rule in _WHERE_ONE_WORKS:
            reached = Scope.of(one.organisation_id for one in self.memberships if one.role in gives)
        capability = CAPABILITY_OF.get(rule) if isinstance(rule, Permission) else None
        return reached.without(self.without(capability)) if capability else reached

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """What this account may do at one of its organisations at least."""
        return frozenset(one for one in self.granted if not self.is_switched_off(one))

    def is_switched_off(self, rule: Permission | str) -> bool:
        """Whether every organisation to which the rule would reach does without its capability."""
        return rule in CAPABILITY_OF and self.scope_for(rule).is_empty

    def without(self, capability: Capability) -> frozenset[int]:
        """The organisations that do without this capability."""
        return self.off.get(capability, frozenset())

    def scope_with(self, capability: Capability) -> Scope:
        """Every organisation of this account, whatever its role there, that has this capability."""
        return Scope.joined([self.led, *self.reach.values()]).without(self.without(capability))

    def has(self, capability: Capability, *, at: int | None = None) -> bool:
        """Whether an organisation has this capability; without one, whether any of this account has."""
        return not self.scope_with(capability).is_empty if at is None else at not in self.without(capability)

    def may(self, permission: Permission | str, *, at: int | None = None) -> bool:
        """For templates: whether to offer what the view would allow, for the rows of one organisation if it is said."""
        return permission in self.permissions and (at is None or self.scope_for(permission).holds(at))


class _WithoutRemembering(LoginManager):  # type: ignore[misc]
    """Leaves the cookie alone where nobody asks who is signed in: caches would vary public files by it."""

    def _update_remember_cookie(self, response: Response) -> Response:
        """There is no "remember me" here."""
        return response


def arm(app: Flask) -> None:
    """Let Flask-Login find the account behind the cookie."""
    manager = _WithoutRemembering()
    manager.session_protection = None  # the token is random, stored hashed, and revocable
    manager.user_loader(_load)
    manager.init_app(app, add_context_processor=False)


def account_here() -> SignedIn:
    """The account of this request, on a view that is not public."""
    account: SignedIn = g.signed_in
    return account


def marker_for(account: SignedIn) -> Marker:
    """Who this account is when it marks presence, at the hosts that have workshops switched on."""
    off = account.without(Capability.WORKSHOPS)
    return marker_of(account.account_id, account.person_id, account.memberships, switched_off=off)


def find_account() -> SignedIn | None:
    """The account of this request, or None: for what public and private pages share."""
    if not has_request_context():
        return None
    return current_user._get_current_object() if current_user.is_authenticated else None


def enter_scope(rule: Permission | str) -> SignedIn | None:
    """Give the database session the scope of who is signed in, as far as `rule` goes; None when nobody is."""
    account = find_account()
    if account is not None:
        g.signed_in = account
        scope.enter(db.session(), account.scope_for(rule))
    return account


def standing_of(public_id: str) -> tuple[int, int | None, SignedIn | None] | None:
    """Of any account: its id, its person's, and as whom it would be signed in now; None when there is no such account.

    Afterwards the session has no scope: enter the one that is meant.
    """
    session = db.session()
    scope.enter(session, Scope.everything("whose marks a phone brings along"))
    try:
        account = queries.find_account(public_id)
        return None if account is None else (account.id, account.person_id, _signed_in("", account))
    finally:
        session.expunge_all()
        scope.leave(session)


def start(account: Account) -> None:
    """Sign in on this browser, with a new token (what was known before signing in is worth nothing)."""
    db.session.flush()  # finding out who was signed in before empties the session
    if (before := find_account()) is not None:
        actions.end_session(before.token, now=clock.now())
    forget()
    token = actions.start_session(account, now=clock.now(), device=device_of(request.user_agent.string))
    db.session.flush()
    user = _load(token)
    assert user is not None  # noqa: S101 - it was made a line above
    login_user(user)


def end() -> None:
    """Sign out on this browser; the token is worth nothing afterwards."""
    if (account := find_account()) is not None:
        actions.end_session(account.token, now=clock.now())
    logout_user()
    forget()


def forget() -> None:
    """Nothing said or kept for one user is there for the next: on a shared phone, that is somebody else."""
    if cookie:
        cookie.clear()


def forget_former() -> None:
    """The same where a session ended elsewhere or with time, before anybody is asked to sign in."""
    if "_user_id" in cookie and find_account() is None:
        forget()


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
    reach = {role: _reach_of(role, standings) for role in roles}
    led = Scope.of(hosts_led_by(account.person_id) if account.person_id else ())
    first = min(standings, key=lambda standing: list(Role).index(standing.role))
    return SignedIn(
        token=token,
        account_id=account.id,
        public_id=account.public_id,
        name=account.name,
        language=account.language,
        reads_large=account.reads_large,
        person_id=account.person_id,
        roles=roles,
        granted=permissions_of(roles) | gained_by(roles, gained),
        reach=reach,
        led=led,
        organisation_id=first.organisation_id,
        organisation_name=first.organisation_name,
        off=switched_off(Scope.joined([led, *reach.values()])),
        memberships=standings,
    )


def _reach_of(role: Role, standings: tuple[queries.Standing, ...]) -> Scope:
    if role is Role.NATIONAL:
        return Scope.everything("the national team answers for the whole programme")
    held = [standing for standing in standings if standing.role is role]
    reached = {standing.organisation_id for standing in held}
    if role is Role.COORDINATOR:
        reached |= organisation_ids_of_regions({s.region_code for s in held if s.region_code})
    return Scope.of(reached)


def secret_key() -> str:
    """The application's secret, for keyed hashes."""
    return str(current_app.config["SECRET_KEY"])
