"""What is shown once and stored nowhere: a PIN, the link of an invitation.

The page after the redirect shows it. Meanwhile it travels in the signed cookie of the browser that asked for it, which
holds the session of that person anyway; the first look takes it out.
"""

from flask import session

_KEY = "once"


def keep(place: str, **values: str) -> None:
    """Hold `values` for the next page that asks for this `place` (such as a person's public id)."""
    session[_KEY] = {"place": place, **values}


def take(place: str) -> dict[str, str]:
    """What was kept for this place, and forget it; nothing when there is nothing."""
    kept: dict[str, str] = session.get(_KEY, {})
    if kept.get("place") != place:
        return {}
    session.pop(_KEY)
    return kept
