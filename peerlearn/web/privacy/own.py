"""One's own data, on a phone: what is said about it, what one agrees to, what is wrong, and a copy of all of it."""

import re

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound
from werkzeug.wrappers import Response

from peerlearn.awards.queries import own_award
from peerlearn.core import clock
from peerlearn.core.phones import find_phone
from peerlearn.people import consents, corrections, notices
from peerlearn.people.models import Person, PrivacyNotice
from peerlearn.people.queries import person_by_id
from peerlearn.people.rules import Way
from peerlearn.web.kit import session
from peerlearn.web.kit.access import signed_in
from peerlearn.web.kit.holder import Contact, contact_of
from peerlearn.web.privacy.blueprint import installation, pages
from peerlearn.web.privacy.forms import CorrectionForm
from peerlearn.web.privacy.words import BASES, PURPOSES, find_purpose

# What may be the number of a telephone in a text.
_NUMBER = re.compile(r"\+?\d[\d\s.()/-]{6,}\d")


@pages.get("/me/privacy")
@signed_in
def own() -> ResponseReturnValue:
    """Everything one may know and decide, one thing after the other."""
    me = _me()
    notice, contact = notices.find_notice(me.organisation_id), contact_of(me.organisation)
    held = {one.purpose: one for one in consents.consents_of(me.id) if one.withdrawn_at is None}
    return render_template(
        "privacy/own.html",
        me=me,
        notice=notice,
        held=held,
        corrections=corrections.corrections_of(me.id),
        purposes=PURPOSES,
        contact=contact,
        others_to_ask=_others_to_ask(notice, contact),
        months=installation().retention_months,
    )


@pages.get("/me/notice")
@signed_in
def own_notice() -> ResponseReturnValue:
    """What the organisation says about my data."""
    me = _me()
    notice, months = notices.find_notice(me.organisation_id), installation().retention_months
    contact = contact_of(me.organisation)
    return render_template("privacy/own_notice.html", me=me, notice=notice, bases=BASES, months=months, contact=contact)


@pages.post("/me/consents")
@signed_in
def agree() -> ResponseReturnValue:
    """I agree to this one thing."""
    by, now, wanted = session.account_here().account_id, clock.now(), find_purpose(request.form.get("purpose", ""))
    if wanted is None:
        abort(404)
    consents.consent(_me(), wanted, way=Way.SELF, on=clock.day_of(now), by=by, now=now)
    flash(_("Noted. You may change your mind at any time."), "success")
    return _back()


@pages.post("/me/consents/<consent_id>/withdrawal")
@signed_in
def disagree(consent_id: str) -> ResponseReturnValue:
    """I change my mind."""
    given = consents.consent_of(_me().id, consent_id)
    consents.withdraw_consent(given, way=Way.SELF, by=session.account_here().account_id, now=clock.now())
    flash(_("Noted: it is a no now."), "success")
    return _back()


@pages.route("/me/corrections/new", methods=["GET", "POST"])
@signed_in
def ask() -> ResponseReturnValue:
    """Something about me is wrong, or on the badge from whose page I come: there it goes on."""
    me, form = _me(), CorrectionForm()
    badge = _find_badge(me)
    by = session.account_here().account_id
    asked = form.act(
        lambda: corrections.ask_for_correction(
            _me(), str(form.words.data), form_id=form.form_id.data, by=by, now=clock.now()
        )
    )
    if asked and badge:
        flash(_("Sent. Someone will answer you: you read it in “My data”."), "success")
        return redirect(badge)
    if asked:
        flash(_("Sent. Someone will answer you here."), "success")
        return _back()
    return form.page("privacy/ask.html", me=me, badge=badge)


def _me() -> Person:
    """Who is signed in, when they are on the lists."""
    person_id = session.account_here().person_id
    return person_by_id(person_id) if person_id is not None else abort(404)


def _others_to_ask(notice: PrivacyNotice | None, contact: Contact) -> str:
    """Whom the notice names, unless all it adds is the number of the office: that one stands already, and the text of a
    house is in no other language."""
    words = notice.contact if notice else ""
    is_said = {find_phone(one) for one in _NUMBER.findall(words)} == {contact.phone} and "@" not in words
    return "" if is_said else words


def _find_badge(me: Person) -> str | None:
    """The address of my badge that `?badge=` names. Whatever else stands there leads nowhere."""
    try:
        award = own_award(request.args.get("badge", ""), person_id=me.id)
    except NoResultFound:
        return None
    return url_for("awards.own_badge", public_id=award.public_id, back=request.args.get("back"))


def _back() -> Response:
    return redirect(url_for("privacy.own"))
