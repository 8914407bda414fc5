"""A short look back at a workshop one led: typed by who led it, or by staff to whom it was told."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.attendance import room
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.facilitators.actions import write_review
from peerlearn.facilitators.looking_back import workshop_led
from peerlearn.facilitators.queries import find_review
from peerlearn.web.facilitators.blueprint import pages
from peerlearn.web.facilitators.forms import ReviewForm
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.workshops.models import Workshop, WorkshopFacilitator


@pages.route("/workshops/<public_id>/reviews/<person_id>", methods=["GET", "POST"])
@requires(Permission.RUN_WORKSHOPS)
def review(public_id: str, person_id: str) -> ResponseReturnValue:
    """Two questions, in one's own words."""
    workshop, leading = _led(public_id, person_id)
    form = ReviewForm(obj=find_review(workshop.id, leading.person_id))
    back = _back(workshop, leading, person_id)
    if form.act(lambda: _write(form, public_id, person_id)):
        flash(_("The look back is kept. It counts for the way to leading."), "success")
        return redirect(back)
    workshop, leading = _led(public_id, person_id)
    is_own = leading.person_id == session.account_here().person_id
    values = {"workshop": workshop, "leading": leading, "is_own": is_own, "back": back}
    return form.page("facilitators/review.html", is_over=workshop.has_ended(clock.now()), **values)


def _led(public_id: str, person_id: str) -> tuple[Workshop, WorkshopFacilitator]:
    here = session.account_here()
    by = room.marker_of(here.account_id, here.person_id, here.memberships)
    return workshop_led(public_id, person_id, by=by)


def _write(form: ReviewForm, public_id: str, person_id: str) -> bool:
    workshop, leading = _led(public_id, person_id)
    write_review(
        leading,
        workshop,
        went_well=form.went_well.data or "",
        would_change=form.would_change.data or "",
        by=session.account_here().account_id,
        now=clock.now(),
    )
    return True


def _back(workshop: Workshop, leading: WorkshopFacilitator, person_id: str) -> str:
    """One's own way; for staff the person's page where they may open it, else the workshop."""
    here = session.account_here()
    if leading.person_id == here.person_id:
        return url_for("me.path") if here.may(Permission.SEE_OWN_PATH) else url_for("home.today")
    if here.scope_for(Permission.SEE_PEOPLE).holds(leading.home_organisation_id):
        return url_for("people.show", public_id=person_id, _anchor="leading")
    return url_for("workshops.workshop", public_id=workshop.public_id)
