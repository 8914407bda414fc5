"""A browser that signed in to an account before is known by a signed cookie, and its tries are counted by themselves:
whatever strangers try with the same e-mail, from wherever, its holder can sign in.

The cookie says nothing about whose it was: a random number, and a mark for each account that only this server can make.
It stays after signing out, and opens nothing.
"""

import secrets
from datetime import timedelta

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from peerlearn.accounts.rules import keyed_hash
from peerlearn.web.kit import session

_COOKIE = "peerlearn-device"
_LASTS = timedelta(days=400)
_MOST_ACCOUNTS = 12
_LENGTH_OF_MARK = 24


def find_known(identifier_hash: str) -> str | None:
    """What this browser's tries are counted by, if it signed in with this identifier before."""
    number, marks = _read()
    counted_by = _counted_by(number, identifier_hash)
    return counted_by if counted_by[:_LENGTH_OF_MARK] in marks else None


def remember(response: Response, identifier_hash: str) -> Response:
    """The answer, with the cookie that knows this browser next time."""
    number, marks = _read()
    number = number or secrets.token_urlsafe(12)
    mark = _counted_by(number, identifier_hash)[:_LENGTH_OF_MARK]
    marks = [mark, *(one for one in marks if one != mark)][:_MOST_ACCOUNTS]
    response.set_cookie(
        _COOKIE,
        _serializer().dumps([number, *marks]),
        max_age=_LASTS,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def _read() -> tuple[str, list[str]]:
    try:
        number, *marks = _serializer().loads(request.cookies.get(_COOKIE, ""), max_age=int(_LASTS.total_seconds()))
    except BadSignature:
        return "", []
    return number, marks


def _counted_by(number: str, identifier_hash: str) -> str:
    return keyed_hash(f"device {number} {identifier_hash}", key=session.secret_key())


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(session.secret_key(), salt="peerlearn-device")
