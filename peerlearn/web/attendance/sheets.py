"""Photographs of signed sheets, for the office of the host."""

from flask import flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound

from peerlearn.attendance import sheets
from peerlearn.core.permissions import Permission
from peerlearn.web.attendance.blueprint import pages
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.workshops.queries import workshop_to_manage


@pages.get("/workshops/<public_id>/sheet-photos/<photo_id>")
@requires(Permission.PLAN_WORKSHOPS)
def sheet_photo(public_id: str, photo_id: str) -> ResponseReturnValue:
    """The picture itself: drawn by this site, so that nothing else is in it."""
    sheet = sheets.sheet_of(workshop_to_manage(public_id), photo_id)
    if not sheet.is_there:
        raise NoResultFound
    answer = make_response(sheet.photo)
    answer.headers["Content-Type"] = "image/jpeg"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@pages.post("/workshops/<public_id>/sheet-photos/<photo_id>/removal")
@requires(Permission.PLAN_WORKSHOPS)
def remove_sheet_photo(public_id: str, photo_id: str) -> ResponseReturnValue:
    """Take it away."""
    sheet = sheets.sheet_of(workshop_to_manage(public_id), photo_id)
    sheets.remove_sheet(sheet, by=session.account_here().account_id)
    flash(_("The photograph of the sheet is taken away."), "success")
    return redirect(url_for("workshops.workshop", public_id=public_id))
