"""Why a page stays closed, where the product knows: which training is missing."""

from flask import g
from flask_babel import gettext as _

from peerlearn.attendance.outcomes import missing_of_staff_track
from peerlearn.core.permissions import ONLY_FOR, Permission
from peerlearn.web.kit import session
from peerlearn.web.kit.i18n import in_language


def reason_for_refusal() -> str:
    """In words, what is missing for the page that was just refused; nothing when it is not for this role at all."""
    account, wanted = session.find_account(), g.get("needed_permission")
    if account is None or wanted is not Permission.DIAGNOSE:
        return ""
    if not account.roles & ONLY_FOR[wanted]:
        return ""
    if account.person_id is None:
        return str(
            _(
                "The diagnosis opens after the staff training. Your account is tied to nobody on the lists of the"
                " training: ask for an invitation from your own page among the people."
            )
        )
    missing = " · ".join([in_language(module.title) for module in missing_of_staff_track(account.person_id)])
    return str(_("The diagnosis opens after the staff training. Still to attend: %(modules)s.", modules=missing))
