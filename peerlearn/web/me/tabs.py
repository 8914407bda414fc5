"""The places under the thumb of someone who leads."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from peerlearn.awards.queries import awards_of
from peerlearn.core.permissions import Capability
from peerlearn.web.kit.session import SignedIn


@dataclass(frozen=True)
class Tab:
    """One place under the thumb."""

    label: str
    url: str
    icon: str
    is_current: bool


def tabs_of(current: str, account: SignedIn) -> list[Tab]:
    """One's workshops, one's way to the badge, and what one learns oneself; a badge that one has is there whatever the
    house does."""
    places = [("me.home", _("My workshops"), "calendar")]
    if account.has(Capability.BADGES) or (account.person_id and awards_of(account.person_id)):
        places.append(("me.path", _("My badge"), "badge"))
    if account.has(Capability.WORKSHOPS):
        places.append(("me.plan", _("I learn"), "book"))
    return [Tab(label, url_for(endpoint), icon, endpoint == current) for endpoint, label, icon in places]
