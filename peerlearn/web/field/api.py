"""What the phone asks for and sends, as JSON."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from peerlearn.attendance.pocket import pockets
from peerlearn.attendance.room import Marker, marker_of
from peerlearn.attendance.sync import Answer, Batch
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.web.field.blueprint import pages
from peerlearn.web.field.conversing import kept_conversations, receive_for
from peerlearn.web.field.reading import UnreadableError, read_batch
from peerlearn.web.field.sealed import is_sealed, receive_sealed, seal_key, token_of
from peerlearn.web.field.telling import answer_as_json, pocket_as_json
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires


@pages.get("/api/v1/field/workshops")
@requires(Permission.RUN_WORKSHOPS)
def kept_workshops() -> ResponseReturnValue:
    """What to keep offline: workshops, people, skills, what is marked, whom to ask; and the token to send with."""
    account, now = session.account_here(), clock.now()
    found = pockets(_marker(), now=now)
    return jsonify(
        account=account.public_id,
        name=account.name,
        now=now.isoformat(),
        csrf=generate_csrf(),
        seal={"key": seal_key().public, "token": token_of(account.public_id)},
        workshops=[pocket_as_json(one) for one in found],
        ask=kept_conversations(account),
    )


@pages.post("/api/v1/field/sync")
@requires(Permission.RUN_WORKSHOPS)
def sync() -> ResponseReturnValue:
    """Store marks; one answer for each. Marks of another account on this phone are not stored as this one's."""
    now = clock.now()
    try:
        sent = read_batch(request.get_data())
    except UnreadableError:
        return jsonify(title=_("What was sent cannot be read. Nothing was stored."), status=422), 422
    if sent.account is not None and sent.account != session.account_here().public_id:
        return jsonify(title=_("These marks are someone else’s. They must sign in to send them."), status=409), 409
    batch = Batch(sent.marks, sent.sent_at, now, walk_in_reason=_("came without a seat"))
    return jsonify(received_at=now.isoformat(), answers=[answer_as_json(one) for one in _answers(batch)])


def _answers(batch: Batch) -> list[Answer]:
    """One's own marks first, then those that were locked away on this phone."""
    sealed = [place for place, raw in enumerate(batch.marks) if is_sealed(raw)]
    if not sealed:
        return receive_for(batch, session.account_here(), by=_marker())
    own = [place for place in range(len(batch.marks)) if place not in set(sealed)]
    mine = Batch([batch.marks[place] for place in own], batch.sent_at, batch.received_at, batch.walk_in_reason)
    received = receive_for(mine, session.account_here(), by=_marker())
    answers = dict(zip(own, received, strict=True)) | receive_sealed(batch, sealed)
    return [answers[place] for place in range(len(batch.marks))]


def _marker() -> Marker:
    account = session.account_here()
    return marker_of(account.account_id, account.person_id, account.memberships)
