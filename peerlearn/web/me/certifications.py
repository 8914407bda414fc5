"""What others certified of me: I write it down myself; staff say later whether they saw the document."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.people.certifications import (
    certification_of,
    certifications_of,
    note_certification,
    remove_certification,
)
from peerlearn.people.models import ExternalCertification, Person
from peerlearn.people.queries import person_by_id
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.certification_form import CertificationForm
from peerlearn.web.me.blueprint import pages


@pages.route("/me/certifications", methods=["GET", "POST"])
@requires(Permission.SEE_OWN_PATH)
def certifications() -> ResponseReturnValue:
    """The list, and a form for another one."""
    me, form = _me(), CertificationForm()
    if form.act(lambda: _note(_me(), form)):
        flash(_("Noted. Show the document to the person who accompanies you."), "success")
        return redirect(url_for(".certifications"))
    by = session.account_here().account_id
    return form.page("me/certifications.html", held=certifications_of(me.id), by=by, **form.words())


@pages.post("/me/certifications/<certification_id>/removal")
@requires(Permission.SEE_OWN_PATH)
def drop_certification(certification_id: str) -> ResponseReturnValue:
    """Take off what I wrote down myself."""
    by = session.account_here().account_id
    noted = certification_of(_me().id, certification_id)
    if noted.noted_by_id != by:
        raise NotFound
    remove_certification(noted, by=by)
    flash(_("The certification is taken off the page."), "success")
    return redirect(url_for(".certifications"))


def _me() -> Person:
    account = session.account_here()
    if account.person_id is None:
        raise NotFound
    return person_by_id(account.person_id)


def _note(me: Person, form: CertificationForm) -> ExternalCertification:
    by = session.account_here().account_id
    return note_certification(me, form.facts(), form_id=form.form_id.data, is_seen=False, by=by, now=clock.now())
