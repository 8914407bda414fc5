"""What the holder of a badge reads on each of their pages, in the same words: why it is gone, and whom to talk to."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from peerlearn.awards.models import Award
from peerlearn.awards.rules import RevocationReason
from peerlearn.core import clock
from peerlearn.organisations.models import Organisation
from peerlearn.web.kit.i18n import day

_WHY_WITHDRAWN: dict[RevocationReason, Any] = {
    RevocationReason.MISTAKE: _l("It was given by mistake. You did nothing wrong."),
    RevocationReason.HOLDER_ASKED: _l("You asked for it. Nobody asks you why."),
    RevocationReason.RULES_NOT_MET: _l("Something it asks for was missing. What you learned stays yours."),
    RevocationReason.REPLACED: _l("A newer badge takes its place."),
}


@dataclass(frozen=True)
class Contact:
    """Whom to talk to: an organisation by its name, and its number when it is known."""

    name: str
    phone: str


def contact_of(organisation: Organisation) -> Contact:
    """Those who accompany the person."""
    return Contact(organisation.name, organisation.phone or "")


def withdrawn_because(award: Award) -> str:
    """The kind reason, to the holder; empty when the badge is not withdrawn."""
    return str(_WHY_WITHDRAWN[award.revocation_reason]) if award.revocation_reason else ""


def withdrawn_since(award: Award) -> str:
    """The fact, to the holder."""
    if award.revoked_at is None:
        return ""
    return str(_("Since %(day)s.", day=day(clock.at_place(award.revoked_at, clock.DEFAULT_ZONE))))
