"""Two records of one person: find the other one, look at both side by side, put them together, part them again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.accounts.queries import people_with_access, role_over
from peerlearn.attendance.queries import workshops_attended
from peerlearn.awards.queries import awards_told
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.lifecycle import merging, parting
from peerlearn.lifecycle.models import PersonMerge
from peerlearn.lifecycle.queries import merge_into, merges_into
from peerlearn.lifecycle.rules import UNDO_WITHIN
from peerlearn.people import queries
from peerlearn.people.models import Person
from peerlearn.people.rules import Called, Position
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.forms import PageForm
from peerlearn.web.people.blueprint import pages

_MOST_SHOWN = 20


class MergeForm(PageForm):
    """Only the button: which two they are stands in the address."""


@dataclass(frozen=True)
class Side:
    """One of the two records, as much as it takes to see whether they are one person."""

    person: Person
    attended: int
    badges: int
    has_access: bool
    position: Position


@dataclass(frozen=True)
class Merged:
    """A record that was put together with this one, and until when the two can be parted again."""

    merge: PersonMerge
    until: datetime


@pages.get("/people/<public_id>/merge")
@requires(Permission.REGISTER_PEOPLE)
def choose_double(public_id: str) -> ResponseReturnValue:
    """Which other record is the same person? Those with a like name first, or any by name."""
    person, words = queries.person(public_id), request.args.get("q", "").strip()
    return render_template("people/merge.html", person=person, words=words, doubles=_doubles(person, words))


@pages.route("/people/<public_id>/merge/<other_id>", methods=["GET", "POST"])
@requires(Permission.REGISTER_PEOPLE)
def merge(public_id: str, other_id: str) -> ResponseReturnValue:
    """Both side by side, what happens in words, and the button. The first one is kept."""
    kept, other, form = queries.person(public_id), queries.person(other_id), MergeForm()
    by = session.account_here().account_id
    granting = role_over(session.account_here().memberships, kept.organisation)
    if form.act(lambda: merging.merge(kept, other, by=by, granting=granting, on=clock.today(), now=clock.now())):
        flash(_("The two pages are one now. For 30 days this can be undone, below."), "success")
        return redirect(url_for(".show", public_id=public_id))
    return form.page("people/merge_both.html", sides=_sides(kept, other), kept=kept, other=other)


@pages.post("/people/<public_id>/merges/<merge_id>/removal")
@requires(Permission.REGISTER_PEOPLE)
def undo_merge(public_id: str, merge_id: str) -> ResponseReturnValue:
    """They were two people after all."""
    person = queries.person(public_id)
    done = merge_into(person.id, merge_id)
    parting.undo_merge(done, by=session.account_here().account_id, now=clock.now())
    flash(_("The two pages are apart again, each as it was."), "success")
    return redirect(url_for(".show", public_id=public_id))


def merges_to_undo(person: Person, *, now: datetime) -> list[Merged]:
    """What was put together with this record so lately that it can be parted again."""
    found = (Merged(one, one.merged_at + UNDO_WITHIN) for one in merges_into(person.id) if one.undone_at is None)
    return [one for one in found if one.until >= now]


def _doubles(person: Person, words: str) -> Sequence[Person]:
    if words:
        found = queries.people_page(words, number=1, organisation_id=person.organisation_id).rows
        return [one for one in found if one.id != person.id][:_MOST_SHOWN]
    called = Called(person.first_name, person.last_name)
    home = person.organisation_id
    alike = queries.look_alikes(called, person.birth_year, organisation_id=home, except_for=person.id)
    return queries.people_with(alike)


def _sides(*people: Person) -> list[Side]:
    with_access = people_with_access([person.id for person in people])
    positions = queries.positions_of([person.id for person in people])
    return [
        Side(
            person=person,
            attended=len({fact.workshop_id for fact in workshops_attended(person.id)}),
            badges=sum(award.state is AwardState.ISSUED for award in awards_told(person.id)),
            has_access=person.id in with_access,
            position=positions[person.id],
        )
        for person in people
    ]
