"""Which facilitators may write notes themselves: the house says so by name, and may take it back."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from peerlearn.accounts.queries import find_account_of, roles_of
from peerlearn.core import clock
from peerlearn.core.permissions import Permission, Role
from peerlearn.notes.queries import Reader
from peerlearn.people.models import Person
from peerlearn.people.queries import person as person_of
from peerlearn.tracks.actions import gain, lose
from peerlearn.tracks.queries import permissions_gained
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.notes.blueprint import pages, reader_here

_BY_THE_HOUSE = "notes"


def right_of(person: Person, reader: Reader) -> str:
    """Of a facilitator: "given" or "open", for whoever may say so; nothing of everybody else."""
    account = find_account_of(person.id)
    if not reader.may_follow or account is None:
        return ""
    if Role.FACILITATOR not in roles_of(account, organisation_id=person.organisation_id, on=clock.today()):
        return ""
    return "given" if Permission.WRITE_NOTES in permissions_gained(person.id) else "open"


@pages.post("/people/<public_id>/notes/right")
@requires(Permission.WRITE_NOTES)
def let_write(public_id: str) -> ResponseReturnValue:
    """This facilitator may write of the workshops that they led."""
    person, by = _facilitator(public_id), session.account_here().account_id
    gain(
        person.id,
        organisation_id=person.organisation_id,
        permission=Permission.WRITE_NOTES,
        because=_BY_THE_HOUSE,
        by=by,
        now=clock.now(),
    )
    flash(_("%(name)s may write notes of the workshops they led.", name=person.first_name), "success")
    return redirect(url_for(".index", public_id=public_id))


@pages.post("/people/<public_id>/notes/right/removal")
@requires(Permission.WRITE_NOTES)
def let_write_no_more(public_id: str) -> ResponseReturnValue:
    """They write no more; what they signed stays."""
    person = _facilitator(public_id)
    lose(person.id, permission=Permission.WRITE_NOTES, by=session.account_here().account_id)
    flash(_("%(name)s writes no notes any more. What was signed stays.", name=person.first_name), "success")
    return redirect(url_for(".index", public_id=public_id))


def _facilitator(public_id: str) -> Person:
    """Whom the page offers it for, to whoever it offers it: the scope of notes is the house where one works oneself."""
    person = person_of(public_id)
    if not right_of(person, reader_here()):
        raise NotFound
    return person
