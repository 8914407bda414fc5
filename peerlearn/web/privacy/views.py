"""What the office has to do about personal data, and what an organisation says to people."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.lifecycle.retention import silent_people
from peerlearn.organisations.queries import organisation_in_scope
from peerlearn.people import notices
from peerlearn.people.corrections import open_corrections
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.privacy import erasing, handing_over, own, person
from peerlearn.web.privacy.blueprint import installation, pages
from peerlearn.web.privacy.forms import NoticeForm
from peerlearn.web.privacy.words import BASES, PROPOSED_PURPOSES, PROPOSED_READERS

__all__ = ["erasing", "handing_over", "own", "pages", "person"]


@pages.get("/privacy")
@requires(Permission.SEE_PEOPLE)
def overview() -> ResponseReturnValue:
    """Who asked for a correction, who is anonymised soon, and which organisation has not named its legal basis."""
    return render_template(
        "privacy/overview.html",
        corrections=open_corrections(),
        silent=silent_people(months=installation().retention_months, today=clock.today()),
        months=installation().retention_months,
        without_notice=notices.without_notice(),
    )


@pages.route("/organisations/<public_id>/notice", methods=["GET", "POST"])
@requires(Permission.MANAGE_ORGANISATIONS)
def notice(public_id: str) -> ResponseReturnValue:
    """What the organisation says: the legal basis is chosen here, and nobody chooses it beforehand."""
    organisation = organisation_in_scope(public_id)
    before = notices.find_notice(organisation.id)
    form = NoticeForm(obj=before) if before else NoticeForm(purposes=PROPOSED_PURPOSES, readers=PROPOSED_READERS)
    by = session.account_here().account_id
    if form.act(lambda: notices.write_notice(organisation, form.facts(), by=by, now=clock.now())):
        flash(_("Written. From now on this is what people are told."), "success")
        return redirect(url_for(".paper", public_id=public_id))
    versions = notices.notices_of(organisation.id)
    return form.page("privacy/notice.html", organisation=organisation, versions=versions, bases=BASES)


@pages.get("/organisations/<public_id>/notice/paper")
@requires(Permission.SEE_PEOPLE)
def paper(public_id: str) -> ResponseReturnValue:
    """The same in plain words: to hand over, to read aloud. An older version on request."""
    organisation = organisation_in_scope(public_id)
    versions = notices.notices_of(organisation.id)
    wanted = request.args.get("version", 0, int)
    shown = next((one for one in versions if wanted in {0, one.version}), None)
    months = installation().retention_months
    return render_template("privacy/paper.html", organisation=organisation, notice=shown, bases=BASES, months=months)
