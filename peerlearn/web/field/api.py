"""What the phone asks for and sends, as JSON."""

from flask import abort, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from peerlearn.attendance.pocket import pockets
from peerlearn.attendance.sync import Answer, Batch
from peerlearn.attendance.untold import forget_told, untold_of
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.web.field.blueprint import pages
from peerlearn.web.field.conversing import kept_conversations, people_to_find, receive_for
from peerlearn.web.field.entering import in_the_room
from peerlearn.web.field.reading import UnreadableError, read_batch
from peerlearn.web.field.sealed import is_sealed, receive_sealed, seal_key, token_of
from peerlearn.web.field.telling import answer_as_json, pocket_as_json, untold_as_json
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.session import SignedIn

_LONGEST_NAME = 60


@pages.get("/api/v1/field/workshops")
@requires(Permission.USE_PHONE)
def kept_workshops() -> ResponseReturnValue:
    """What to keep offline: workshops, people, skills, what is marked, whom to ask; and the token to send with."""
    account, now = in_the_room(), clock.now()
    return jsonify(
        account=account.public_id,
        name=account.name,
        large=account.reads_large,
        now=now.isoformat(),
        csrf=generate_csrf(),
        seal={"key": seal_key().public, "token": token_of(account.public_id)},
        runs=account.may(Permission.RUN_WORKSHOPS),
        workshops=[pocket_as_json(one) for one in pockets(session.marker_for(account), now=now)],
        ask=kept_conversations(account),
        told=[untold_as_json(one) for one in untold_of(account.account_id)],
    )


@pages.get("/api/v1/field/people")
@requires(Permission.USE_PHONE)
def people_called() -> ResponseReturnValue:
    """Of those nobody has asked yet, who is called so: where there are more than a phone keeps."""
    account = in_the_room()
    if not account.may(Permission.DIAGNOSE):
        abort(404)
    return jsonify(people=people_to_find(account, request.args.get("name", "")[:_LONGEST_NAME]))


@pages.post("/api/v1/field/sync")
@requires(Permission.USE_PHONE)
def sync() -> ResponseReturnValue:
    """Store marks; one answer for each. Marks of another account on this phone are not stored as this one's."""
    account, now = in_the_room(), clock.now()
    try:
        sent = read_batch(request.get_data())
    except UnreadableError:
        return jsonify(title=_("What was sent cannot be read. Nothing was stored."), status=422), 422
    if sent.account is not None and sent.account != account.public_id:
        return jsonify(title=_("These marks are someone else’s. They must sign in to send them."), status=409), 409
    forget_told(account.account_id, sent.read)
    batch = Batch(sent.marks, sent.sent_at, now, walk_in_reason=_("came without a seat"))
    return jsonify(received_at=now.isoformat(), answers=[answer_as_json(one) for one in _answers(batch, account)])


def _answers(batch: Batch, account: SignedIn) -> list[Answer]:
    """One's own marks first, then those that were locked away on this phone."""
    by = session.marker_for(account)
    sealed = [place for place, raw in enumerate(batch.marks) if is_sealed(raw)]
    if not sealed:
        return receive_for(batch, account, by=by)
    own = [place for place in range(len(batch.marks)) if place not in set(sealed)]
    mine = Batch([batch.marks[place] for place in own], batch.sent_at, batch.received_at, batch.walk_in_reason)
    answers = dict(zip(own, receive_for(mine, account, by=by), strict=True)) | receive_sealed(batch, sealed)
    return [answers[place] for place in range(len(batch.marks))]
