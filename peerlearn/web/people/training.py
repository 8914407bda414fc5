"""Volunteers and professionals: trained before they meet anyone."""

from typing import ClassVar

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.people import queries
from peerlearn.people.models import Person
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.forms import PageForm, needed
from peerlearn.web.kit.labels import choices_of
from peerlearn.web.people.blueprint import pages
from peerlearn.workshops.readiness import Training, note_training, take_training_back


class TrainingForm(PageForm):
    """How the person was trained."""

    PLACES: ClassVar = {"workshops.no_training_needed": "training"}
    training = RadioField(
        _l("How?"), choices=choices_of(*Training), validators=[needed(_l("Choose how the person was trained."))]
    )


@pages.route("/people/<public_id>/training", methods=["GET", "POST"])
@requires(Permission.ENROL)
def training(public_id: str) -> ResponseReturnValue:
    """Note that the person was trained."""
    person, form = queries.person(public_id), TrainingForm()
    if form.act(lambda: _note(person, form)):
        flash(_("Noted: %(name)s may meet people now.", name=person.first_name), "success")
        return redirect(url_for(".show", public_id=public_id, _anchor="training"))
    return form.page("people/training.html", person=person)


@pages.post("/people/<public_id>/training/removal")
@requires(Permission.ENROL)
def forget_training(public_id: str) -> ResponseReturnValue:
    """It was noted by mistake."""
    person = queries.person(public_id)
    take_training_back(person, by=session.account_here().account_id, now=clock.now())
    flash(_("The training of %(name)s is taken back.", name=person.first_name), "success")
    return redirect(url_for(".show", public_id=public_id, _anchor="training"))


def _note(person: Person, form: TrainingForm) -> bool:
    by = session.account_here().account_id
    note_training(person, Training(str(form.training.data)), by=by, now=clock.now())
    return True
