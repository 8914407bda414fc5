"""What others certified of a person: on their page, apart from our badges, with the name of who gave it."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.people import queries
from peerlearn.people.certifications import (
    certification_of,
    correct_certification,
    note_certification,
    remove_certification,
)
from peerlearn.people.models import ExternalCertification, Person
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.certification_form import CertificationForm
from peerlearn.web.people.blueprint import pages


@pages.route("/people/<public_id>/certifications/new", methods=["GET", "POST"])
@requires(Permission.REGISTER_PEOPLE)
def add_certification(public_id: str) -> ResponseReturnValue:
    """Note what somebody else certified."""
    person, form = queries.person(public_id), CertificationForm()
    if form.act(lambda: _note(person, form)):
        flash(_("The certification is noted."), "success")
        return redirect(url_for(".show", public_id=public_id, _anchor="certifications"))
    return form.page("people/certification.html", person=person, noted=None, **form.words())


@pages.route("/people/<public_id>/certifications/<certification_id>", methods=["GET", "POST"])
@requires(Permission.REGISTER_PEOPLE)
def edit_certification(public_id: str, certification_id: str) -> ResponseReturnValue:
    """Correct it, or say that the document was seen."""
    person = queries.person(public_id)
    noted = certification_of(person.id, certification_id)
    form = CertificationForm.of(noted)
    if form.act(lambda: _correct(noted, form)):
        flash(_("The certification is corrected."), "success")
        return redirect(url_for(".show", public_id=public_id, _anchor="certifications"))
    return form.page("people/certification.html", person=person, noted=noted, **form.words())


@pages.post("/people/<public_id>/certifications/<certification_id>/removal")
@requires(Permission.REGISTER_PEOPLE)
def drop_certification(public_id: str, certification_id: str) -> ResponseReturnValue:
    """Take it off the page."""
    person = queries.person(public_id)
    remove_certification(certification_of(person.id, certification_id), by=session.account_here().account_id)
    flash(_("The certification is taken off the page."), "success")
    return redirect(url_for(".show", public_id=public_id, _anchor="certifications"))


def _note(person: Person, form: CertificationForm) -> ExternalCertification:
    return note_certification(
        person,
        form.facts(),
        form_id=form.form_id.data,
        is_seen=bool(form.is_seen.data),
        by=session.account_here().account_id,
        now=clock.now(),
    )


def _correct(noted: ExternalCertification, form: CertificationForm) -> bool:
    by, is_seen = session.account_here().account_id, bool(form.is_seen.data)
    correct_certification(noted, form.facts(), is_seen=is_seen, by=by, now=clock.now())
    return True
