"""What is shown once and stored nowhere: a PIN, the link of an invitation.

The page after the redirect shows it. Meanwhile it travels in the cookie of the browser that asked for it, sealed: the
next user of a shared phone, or of a copied cookie, cannot read it there. The first look takes it out, signing in or out
drops it, and after a quarter of an hour nobody can open it any more.
"""

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from flask import session

from peerlearn.core import clock
from peerlearn.web.kit.session import account_here, secret_key

_KEY = "once"
_LASTS_SECONDS = 15 * 60


def keep(place: str, **values: str) -> None:
    """Hold `values` for the next page that asks for this `place` (such as a person's public id)."""
    kept = json.dumps({"place": place, "for": account_here().account_id, **values})
    session[_KEY] = _box().encrypt_at_time(kept.encode(), _now()).decode()


def take(place: str) -> dict[str, str]:
    """What was kept for this place, and forget it; nothing when there is nothing."""
    kept = _opened(session.get(_KEY))
    if kept.get("place") != place or kept.pop("for", None) != account_here().account_id:
        return {}
    session.pop(_KEY)
    return kept


def _opened(sealed: object) -> dict[str, Any]:
    try:
        opened = _box().decrypt_at_time(str(sealed or ""), _LASTS_SECONDS, _now())
    except InvalidToken:
        return {}
    kept: dict[str, Any] = json.loads(opened)
    return kept


def _box() -> Fernet:
    """Sealed with a key of its own: what the cookie is signed with opens nothing."""
    key = hmac.new(secret_key().encode(), b"peerlearn shown once", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def _now() -> int:
    return int(clock.now().timestamp())
