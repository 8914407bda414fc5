"""The places under the thumb of someone who leads."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _


@dataclass(frozen=True)
class Tab:
    """One place under the thumb."""

    label: str
    url: str
    icon: str
    is_current: bool


def tabs_of(current: str) -> list[Tab]:
    """One's workshops, one's way to the badge, and what one learns oneself."""
    places = (
        ("me.home", _("My workshops"), "calendar"),
        ("me.path", _("My badge"), "badge"),
        ("me.plan", _("I learn"), "book"),
    )
    return [Tab(label, url_for(endpoint), icon, endpoint == current) for endpoint, label, icon in places]
