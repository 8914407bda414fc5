"""One person's rights, for staff: what they were told, what they agree to, what they ask for."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from peerlearn.awards.queries import awards_told
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.lifecycle.retention import last_contacts, note_contact
from peerlearn.lifecycle.rules import months_after
from peerlearn.people import consents, corrections, notices, queries
from peerlearn.people.models import Person
from peerlearn.people.rules import Way
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.holder import contact_of
from peerlearn.web.privacy.blueprint import installation, pages
from peerlearn.web.privacy.forms import AnswerForm, ConsentForm
from peerlearn.web.privacy.words import PURPOSES, WAYS


@pages.get("/people/<public_id>/privacy")
@requires(Permission.REGISTER_PEOPLE)
def person(public_id: str) -> ResponseReturnValue:
    """Everything about their data on one page."""
    found = queries.person(public_id)
    last = last_contacts([found.id])[found.id]
    return render_template(
        "privacy/person.html",
        person=found,
        notice=notices.find_notice(found.organisation_id),
        given=notices.notices_given_to(found.id),
        consents=consents.consents_of(found.id),
        corrections=corrections.corrections_of(found.id),
        badges=[one for one in awards_told(found.id) if one.state is AwardState.ISSUED],
        last_contact=last,
        is_in_touch=last > clock.today(),
        until=found.to_anonymise_on or months_after(last, installation().retention_months),
        contact=contact_of(found.organisation),
        words={"purposes": PURPOSES, "ways": WAYS},
    )


@pages.post("/people/<public_id>/notice")
@requires(Permission.REGISTER_PEOPLE)
def give_notice(public_id: str) -> ResponseReturnValue:
    """The notice that holds was handed over or read aloud today."""
    found = queries.person(public_id)
    notice = notices.find_notice(found.organisation_id)
    if notice is not None:
        notices.give_notice(found, notice, by=_by(), now=clock.now())
        flash(_("Noted: %(name)s was told.", name=found.first_name), "success")
    return _back(public_id)


@pages.post("/people/<public_id>/contact")
@requires(Permission.REGISTER_PEOPLE)
def contact(public_id: str) -> ResponseReturnValue:
    """Somebody spoke with the person: the time starts again."""
    found = queries.person(public_id)
    note_contact(found, by=_by(), on=clock.today(), now=clock.now())
    flash(_("Noted: you were in touch with %(name)s.", name=found.first_name), "success")
    return _back(public_id)


@pages.route("/people/<public_id>/consents/new", methods=["GET", "POST"])
@requires(Permission.REGISTER_PEOPLE)
def new_consent(public_id: str) -> ResponseReturnValue:
    """What the person agreed to, aloud or on paper."""
    found, form = queries.person(public_id), ConsentForm()
    if form.act(lambda: _consent(found, form)):
        flash(_("Noted. It can be taken back at any time."), "success")
        return _back(public_id)
    return form.page("privacy/consent.html", person=found)


@pages.post("/people/<public_id>/consents/<consent_id>/withdrawal")
@requires(Permission.REGISTER_PEOPLE)
def withdraw_consent(public_id: str, consent_id: str) -> ResponseReturnValue:
    """The person takes it back, in whatever way: it holds no more from now on."""
    given = consents.consent_of(queries.person(public_id).id, consent_id)
    consents.withdraw_consent(given, way=Way.ORAL, by=_by(), now=clock.now())
    flash(_("Taken back. It no longer holds."), "success")
    return _back(public_id)


@pages.route("/corrections/<correction_id>", methods=["GET", "POST"])
@requires(Permission.REGISTER_PEOPLE)
def correction(correction_id: str) -> ResponseReturnValue:
    """What somebody asks to have corrected, and the answer."""
    asked, form = corrections.correction(correction_id), AnswerForm()
    if form.act(lambda: _answer(correction_id, form)):
        flash(_("Answered. The person reads it in their own space."), "success")
        return redirect(url_for(".overview"))
    return form.page("privacy/correction.html", asked=asked, person=asked.person)


def _consent(found: Person, form: ConsentForm) -> object:
    purpose, way = form.chosen
    return consents.consent(found, purpose, way=way, on=form.day, by=_by(), now=clock.now())


def _answer(correction_id: str, form: AnswerForm) -> bool:
    asked = corrections.correction(correction_id)
    corrections.answer_correction(asked, str(form.answer.data), by=_by(), now=clock.now())
    return True


def _by() -> int:
    return session.account_here().account_id


def _back(public_id: str) -> Response:
    return redirect(url_for("privacy.person", public_id=public_id))
