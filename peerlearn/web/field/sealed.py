"""Marks that a phone locked away when somebody signed out without network, brought along by whoever signs in next.

The phone cannot read them back, and nobody can make one in another's name: inside lies the token that the account got
with its workshops, which leaves the phone at sign-out with everything else.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from peerlearn.attendance.room import Marker, marker_of
from peerlearn.attendance.sync import Answer, Batch, Fate
from peerlearn.attendance.untold import keep_untold
from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.permissions import Permission
from peerlearn.core.scope import Scope
from peerlearn.core.sealing import SealBrokenError, SealKey
from peerlearn.web.field.conversing import receive_for
from peerlearn.web.kit import session

# As long as marks may come late, and a holiday.
_TOKEN_HOLDS_SECONDS = 90 * 86_400


@dataclass(frozen=True)
class Opened:
    """One mark that was sealed: its place in the batch, what it says, and whose it is."""

    place: int
    mark: object
    account: str


def seal_key() -> SealKey:
    """The key to which phones of this installation seal."""
    return SealKey.of(current_app.extensions["peerlearn-settings"])


def token_of(public_id: str) -> str:
    """What an account's phone puts into each seal, to show later whose it was."""
    return str(_signer().dumps(public_id))


def is_sealed(raw: object) -> bool:
    """Whether this is a mark that was locked away."""
    return isinstance(raw, dict) and "sealed" in raw


def receive_sealed(batch: Batch, places: Sequence[int]) -> dict[int, Answer]:
    """Open the sealed marks at these places and store each as its own account's; place → answer."""
    key = seal_key()
    answers: dict[int, Answer] = {}
    by_account: dict[str, list[Opened]] = {}
    for place in places:
        raw: Any = batch.marks[place]
        try:
            opened = _open(key, place, raw)
        except SealBrokenError:
            said = raw.get("id")
            answers[place] = Answer(said if isinstance(said, str) else "", Fate.REFUSED, "seal_broken")
        else:
            by_account.setdefault(opened.account, []).append(opened)
    for public_id, group in by_account.items():
        marks = [one.mark for one in group]
        own = Batch(marks, batch.sent_at, batch.received_at, batch.walk_in_reason)
        for one, answer in zip(group, _receive_of(public_id, own), strict=True):
            answers[one.place] = answer
    return answers


def _open(key: SealKey, place: int, raw: dict[str, Any]) -> Opened:
    """Raises SealBrokenError: no seal, another mark than its label says, or without a token of ours."""
    if not isinstance(raw["sealed"], str):
        raise SealBrokenError("no text")
    try:
        inside = json.loads(key.open(raw["sealed"]))
        mark, token = inside["mark"], inside["token"]
        account = str(_signer().loads(token, max_age=_TOKEN_HOLDS_SECONDS))
        is_same = mark["id"] == raw.get("id")
    except (ValueError, TypeError, KeyError, RecursionError, BadSignature) as problem:
        raise SealBrokenError(type(problem).__name__) from problem
    if not is_same:
        raise SealBrokenError("another id")
    return Opened(place, mark, account)


def _receive_of(public_id: str, batch: Batch) -> list[Answer]:
    """Store marks as those of an account that need not be signed in, with the rights it has now."""
    here = scope.current(db.session())
    db.session.flush()
    found = session.standing_of(public_id)
    try:
        if found is None:
            return [
                Answer(str(mark["id"]), Fate.REFUSED, "not_yours") for mark in batch.marks if isinstance(mark, dict)
            ]
        account_id, person_id, standing = found
        reach = standing.scope_for(Permission.RUN_WORKSHOPS) if standing else Scope.of(())
        scope.enter(db.session(), reach)
        memberships = standing.memberships if standing else ()
        by: Marker = marker_of(account_id, person_id, memberships)
        answers = receive_for(batch, standing, by=by)
        keep_untold(batch, answers, account_id=account_id)
        return answers
    finally:
        db.session.flush()
        scope.enter(db.session(), here)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(session.secret_key(), salt="field-seal")
