"""The places under the thumb of one's own space, the same on each of its pages."""

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext as _

from peerlearn.awards.queries import awards_of
from peerlearn.core.permissions import Capability, Permission
from peerlearn.web.kit.session import SignedIn


@dataclass(frozen=True)
class Tab:
    """One place under the thumb."""

    label: str
    url: str
    icon: str
    is_current: bool


def own_tabs(account: SignedIn | None) -> list[Tab]:
    """One's workshops, one's badge, what one learns, one's papers; a badge that one has is there whatever the house
    does. None for the office, which has a menu."""
    if account is None or not account.may(Permission.SEE_OWN_PATH) or account.may(Permission.SEE_PEOPLE):
        return []
    leads = account.may(Permission.RUN_WORKSHOPS)
    places = [("me.home", _("My workshops"), "calendar") if leads else ("me.home", _("My space"), "home")]
    if account.has(Capability.BADGES) or (account.person_id and awards_of(account.person_id)):
        places.append(("me.path", _("My badge"), "badge"))
    if account.has(Capability.WORKSHOPS):
        places.append(("me.plan", _("I learn"), "book"))
    if account.person_id is not None:
        places.append(("me.documents", _("My documents"), "document"))
    return [Tab(label, url_for(endpoint), icon, endpoint == request.endpoint) for endpoint, label, icon in places]
