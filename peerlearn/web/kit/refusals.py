"""Why a page stays closed, where the product knows: which training is missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import g
from flask_babel import gettext as _

from peerlearn.attendance.outcomes import missing_of_staff_track
from peerlearn.core.permissions import ONLY_FOR, Permission
from peerlearn.tracks.models import Module
from peerlearn.web.kit import session
from peerlearn.web.kit.i18n import in_language


@dataclass(frozen=True)
class NotTrained:
    """Why the diagnosis is closed to this account, in words, and what to attend first."""

    reason: str
    modules: Sequence[Module] = ()


def find_not_trained(account: session.SignedIn) -> NotTrained | None:
    """What keeps this account from a diagnosis; None when nothing does, or when it is not for its role at all."""
    if account.may(Permission.DIAGNOSE) or not account.roles & ONLY_FOR[Permission.DIAGNOSE]:
        return None
    if account.person_id is None:
        return NotTrained(
            str(
                _(
                    "The diagnosis opens after the staff training. Your account is tied to nobody on the lists of the"
                    " training: ask for an invitation from your own page among the people."
                )
            )
        )
    modules = missing_of_staff_track(account.person_id)
    missing = " · ".join([in_language(module.title) for module in modules])
    said = str(_("The diagnosis opens after the staff training. Still to attend: %(modules)s.", modules=missing))
    return NotTrained(said, modules)


def reason_for_refusal() -> str:
    """In words, what is missing for the page that was just refused; nothing when it is not for this role at all."""
    account = session.find_account()
    if account is None or g.get("needed_permission") is not Permission.DIAGNOSE:
        return ""
    closed = find_not_trained(account)
    return closed.reason if closed else ""
