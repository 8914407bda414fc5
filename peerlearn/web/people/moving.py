"""A person moves to another house; and what the house they left may still tell of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField  # type: ignore[attr-defined]

from peerlearn.accounts.queries import find_account_of
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.permissions import Capability, Permission
from peerlearn.lifecycle import actions
from peerlearn.organisations.models import Organisation
from peerlearn.organisations.queries import organisation_in_scope, organisations_in_scope
from peerlearn.people import queries
from peerlearn.people.models import Affiliation, Person
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.forms import PageForm
from peerlearn.web.people.blueprint import pages
from peerlearn.web.people.story import capabilities_at, story_of
from peerlearn.workshops.expected import ComingSeat, coming_seats_of


class TransferForm(PageForm):
    """Where the person goes."""

    PLACES: ClassVar = {"lifecycle.same_house": "to"}
    to = SelectField(_l("New organisation"))

    def offer(self, houses: Sequence[Organisation], *, except_for: int) -> None:
        """The organisations one may choose."""
        others = [SelectChoice(one.public_id, one.name) for one in houses if one.id != except_for]
        self.to.choices = [SelectChoice("", _("Choose…")), *others]


@pages.route("/people/<public_id>/transfer", methods=["GET", "POST"])
@requires(Permission.TRANSFER_PEOPLE)
def transfer(public_id: str) -> ResponseReturnValue:
    """Move the person to another house: what goes along and what stays, in words, before the button."""
    person, form = queries.person(public_id), TransferForm()
    form.offer(organisations_in_scope(), except_for=person.organisation_id)
    if form.act(lambda: _transfer(person, form)):
        there = person.organisation.name
        flash(_("%(name)s belongs to %(organisation)s now.", name=person.full_name, organisation=there), "success")
        return redirect(url_for(".show", public_id=public_id))
    account = find_account_of(person.id)
    seats = coming_seats_of(person.id, now=clock.now()) if Capability.WORKSHOPS in capabilities_at(person) else []
    return form.page("people/transfer.html", person=person, account=account, seats=seats)


def page_of_former(public_id: str) -> ResponseReturnValue:
    """For the house that someone left: what happened there, and nothing of where they are or how to reach them.

    Raises:
        NoResultFound: nobody who was here has this id.
    """
    former = queries.former_person(public_id)
    here = session.account_here()
    tells = [one for one in Capability if here.has(one)]
    story = story_of(former.id, now=clock.now(), tells=tells, is_here=False)
    return render_template("people/former.html", former=former, story=story)


def seats_elsewhere(person: Person, *, now: datetime) -> list[ComingSeat]:
    """The seats kept for someone before they came here: only the house that keeps them has them on a list."""
    known = scope.current(db.session())
    seats = coming_seats_of(person.id, now=now)
    return [seat for seat in seats if not (known.holds(seat.host_id) or known.holds(seat.home_id))]


def _transfer(person: Person, form: TransferForm) -> Affiliation:
    to, by = organisation_in_scope(str(form.to.data)), session.account_here().account_id
    return actions.transfer(person, to, by=by, on=clock.today(), now=clock.now())
