"""The signing keys: what each vouches for, and a rehearsal before anything is changed. Nothing private is shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, HiddenField, PasswordField

from peerlearn.accounts import queries as accounts
from peerlearn.accounts import signing_in
from peerlearn.accounts.rules import as_identifier, counted_address, keyed_hash
from peerlearn.accounts.signing_in import Attempt
from peerlearn.awards import issuers, key_changes, key_rehearsal
from peerlearn.awards.endorsements import endorsements_to_sign
from peerlearn.awards.key_changes import Confirmed
from peerlearn.awards.key_rehearsal import Rehearsal, Signatures
from peerlearn.awards.models import IssuerKey
from peerlearn.awards.queries import awards_to_sign_again, count_made_void
from peerlearn.awards.rules import KeyState
from peerlearn.core import clock
from peerlearn.core.errors import DomainError
from peerlearn.core.permissions import Permission
from peerlearn.web.awards.blueprint import key_folder, pages
from peerlearn.web.kit import i18n, session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.errors import message_of
from peerlearn.web.kit.forms import PageForm, needed
from peerlearn.web.kit.transaction import at_once, just_reading

_FIRST_YEAR = 2000
# What each signs, in words; then as specialists call it.
_ALGORITHMS = {
    "ES256": _l("For the badge page, files and cards"),
    "Ed25519": _l("For digital wallets"),
    "RS256": _l("For sites that only read older badges"),
}
_TECHNICAL = {
    "ES256": "Open Badges 3.0, JWT (ES256)",
    "Ed25519": "Open Badges 3.0, eddsa-rdfc-2022 (Ed25519)",
    "RS256": "Open Badges 2.0 (RS256)",
}
_STATES = {
    KeyState.ACTIVE: (_l("In use"), "success"),
    KeyState.RETIRED: (_l("Retired: what it signed stays valid"), "neutral"),
    KeyState.COMPROMISED: (_l("Stolen"), "danger"),
}


@dataclass(frozen=True)
class ShownKey:
    """One key in words; `name` is a fingerprint of its public half."""

    name: str
    algorithm: Any
    technical: str
    word: Any
    kind: str
    since: str
    until: str
    badges: int
    counting: int
    is_active: bool
    is_stolen: bool


class ConfirmForm(PageForm):
    """One's own password again, and the keys that the page showed."""

    PLACES: ClassVar = {"accounts.secret_wrong": "secret"}

    seen = HiddenField()
    secret = PasswordField(
        _l("Your password, once more"),
        description=_l("What is done here concerns every badge."),
        validators=[needed(_l("Type your password."))],
    )


class TheftForm(ConfirmForm):
    """Since when."""

    PLACES: ClassVar = {**ConfirmForm.PLACES, "awards.since_in_future": "since", "awards.since_too_early": "since"}

    since = DateTimeLocalField(
        _l("Since when may somebody else have it?"),
        description=_l("Paris time. In doubt, the earlier moment."),
        validators=[needed(_l("Say since when."))],
    )

    def moment(self) -> datetime | None:
        """The instant that was typed; None when there was none then, or it is no moment of a key."""
        typed: datetime | None = self.since.data
        return clock.to_instant(typed, clock.DEFAULT_ZONE) if typed and typed.year >= _FIRST_YEAR else None


@pages.get("/keys")
@requires(Permission.MANAGE_KEYS)
def keys() -> ResponseReturnValue:
    """Per issuer: each key, since when, where it stands, how many badges it signed."""
    counted = key_rehearsal.badges_by_key()
    shown = [(one, [_shown(key, counted) for key in issuers.keys_of(one)]) for one in issuers.issuers()]
    waiting = len(awards_to_sign_again()) + len(endorsements_to_sign())
    return render_template("awards/keys.html", issuers=shown, waiting=waiting, void=count_made_void())


@pages.route("/keys/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_KEYS)
def make_keys() -> ResponseReturnValue:
    """Make the keys that are missing."""
    issuer, form = key_changes.issuer_with(request.args.get("issuer", "")), ConfirmForm()
    if form.act(
        lambda: _confirmed(form, lambda: key_changes.make_missing(issuer, key_folder(), as_seen=_confirmation(form)))
    ):
        return _done(_("The keys are ready."))
    rehearsal = key_rehearsal.of_new(issuer)
    return _page(form, rehearsal, "new", issuer=issuer, heading=_("Make the keys that are missing"))


@pages.route("/keys/rotation", methods=["GET", "POST"])
@requires(Permission.MANAGE_KEYS)
def rotate_keys() -> ResponseReturnValue:
    """Replace the keys in use."""
    issuer, form = key_changes.issuer_with(request.args.get("issuer", "")), ConfirmForm()
    if form.act(
        lambda: _confirmed(form, lambda: key_changes.rotate(issuer, key_folder(), as_seen=_confirmation(form)))
    ):
        return _done(_("New keys sign from now on. What the former ones signed stays valid."))
    return _page(form, key_rehearsal.of_rotation(issuer), "rotation", issuer=issuer, heading=_("Replace the keys"))


@pages.route("/keys/retirement", methods=["GET", "POST"])
@requires(Permission.MANAGE_KEYS)
def retire_key() -> ResponseReturnValue:
    """Let one key sign no more."""
    key, form = key_changes.key_named(request.args.get("key", "")), ConfirmForm()
    if form.act(lambda: _confirmed(form, lambda: key_changes.retire(key, as_seen=_confirmation(form)))):
        return _done(_("Retired. What it signed stays valid."))
    rehearsal = key_rehearsal.of_retirement(key)
    return _page(form, rehearsal, "retirement", issuer=key.issuer, heading=_("Retire this key"), key=_shown(key, {}))


@pages.route("/keys/theft", methods=["GET", "POST"])
@requires(Permission.MANAGE_KEYS)
def stolen_key() -> ResponseReturnValue:
    """Somebody else may hold the key: since when, and what that would change."""
    key, form = key_changes.key_named(request.args.get("key", "")), TheftForm()
    if form.act(lambda: _confirmed(form, lambda: _tell_theft(key, form))):
        return _done(_("Written down. This key vouches for nothing new any more."))
    if not form.is_submitted():
        form.since.process(None, _asked())
    since = form.moment()
    rehearsal = _rehearsed(key, since, form)
    said = {"heading": _("This key was stolen"), "key": _shown(key, {})}
    return _page(form, rehearsal, "theft", issuer=key.issuer, since=since and i18n.day_and_time(since), **said)


def _rehearsed(key: IssuerKey, since: datetime | None, form: TheftForm) -> Rehearsal | None:
    """What that moment would change; nothing where it is none: then it is said beside the field, and can be mended."""
    try:
        return key_rehearsal.of_theft(key, since, now=clock.now()) if since else None
    except DomainError as refused:
        if form.place_of(refused) != "since":
            raise
        form.since.errors = form.since.errors or [message_of(refused)]
        return None


def _tell_theft(key: IssuerKey, form: TheftForm) -> IssuerKey:
    return key_changes.tell_theft(key, key_folder(), since=form.moment(), as_seen=_confirmation(form))


def _confirmed(form: ConfirmForm, change: Callable[[], object]) -> bool:
    """Whoever is signed in says who they are once more; counted first, so that an open desk is no place to guess."""
    here = session.account_here()
    known = accounts.account(here.account_id)
    attempt = Attempt(
        identifier_hash=_hashed(as_identifier(str(known.email or known.card_code))),
        address_hash=_hashed(counted_address(request.remote_addr or "")),
        device_hash=_hashed(f"session {here.token}"),
    )
    at_once(lambda: signing_in.note_attempt(attempt, now=clock.now()))
    just_reading(lambda: signing_in.ensure_own_secret(here.account_id, str(form.secret.data)))
    change()
    signing_in.forgive(attempt)
    return True


def _page(form: ConfirmForm, rehearsal: Rehearsal | None, step: str, **values: Any) -> ResponseReturnValue:
    form.seen.data = key_changes.seen(values["issuer"])
    made = [_ALGORITHMS[one] for one in rehearsal.made] if rehearsal else []
    ending = [_shown(one, {}) for one in rehearsal.ending] if rehearsal else []
    return form.page("awards/key_step.html", rehearsal=rehearsal, step=step, made=made, ending=ending, **values)


def _done(words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".keys"))


def _shown(key: IssuerKey, counted: Mapping[str, Signatures]) -> ShownKey:
    word, kind = _STATES[key.state]
    signed = counted.get(key.kid, Signatures(0, 0))
    ended = key.compromised_since or key.retired_at
    return ShownKey(
        name=key.kid.rpartition("#")[2],
        algorithm=_ALGORITHMS[key.algorithm],
        technical=_TECHNICAL[key.algorithm],
        word=word,
        kind=kind,
        since=i18n.day(clock.at_place(key.active_from, clock.DEFAULT_ZONE), year=True),
        until=i18n.day_and_time(ended) if ended else "",
        badges=signed.ever,
        counting=signed.today,
        is_active=key.state is KeyState.ACTIVE,
        is_stolen=key.state is KeyState.COMPROMISED,
    )


def _asked() -> datetime | None:
    try:
        asked = datetime.fromisoformat(request.args.get("since", ""))
    except ValueError:
        return None
    return None if asked.tzinfo else asked


def _confirmation(form: ConfirmForm) -> Confirmed:
    return Confirmed(str(form.seen.data or ""), by=session.account_here().account_id, now=clock.now())


def _hashed(text: str) -> str:
    return keyed_hash(text, key=session.secret_key())
