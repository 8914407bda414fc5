"""Results that travel in the page that shows them, sealed: this server keeps nothing of what was handed in.

A button of that page sends them back, to be had as a table or on paper. The seal says that they are ours and of today.
"""

from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer

from peerlearn.web.kit import session

_ONE_DAY = 86_400


def seal(told: Any, *, of: str) -> str:
    """What was told, as text that only this installation can have written. `of` says what kind it is."""
    return sealer(of).dumps(told)


def unseal(text: str, *, of: str) -> Any:
    """What was told; None when nobody here wrote this, or not today."""
    try:
        return sealer(of).loads(text, max_age=_ONE_DAY)
    except BadData:
        return None


def sealer(of: str) -> URLSafeTimedSerializer:
    """What seals this kind."""
    return URLSafeTimedSerializer(session.secret_key(), salt=f"public verdict: {of}")
