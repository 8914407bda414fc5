"""Who accompanies a person: named on their page, handed over when a colleague leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice  # type: ignore[attr-defined]

from peerlearn.accounts.models import Account
from peerlearn.accounts.queries import names_of
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.followup import actions
from peerlearn.followup.queries import current_follow, possible_followers
from peerlearn.people import queries
from peerlearn.people.models import Person
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.forms import PageForm
from peerlearn.web.people.blueprint import pages

NOBODY = "nobody"


class FollowerForm(PageForm):
    """Who accompanies the person from now on."""

    PLACES: ClassVar = {"followup.not_a_follower": "follower"}
    follower = RadioField(_l("Who accompanies"))

    def offer(self, colleagues: Sequence[Account]) -> None:
        """Those who work at the person's organisation, and nobody."""
        found = [SelectChoice(one.public_id, one.name) for one in colleagues]
        self.follower.choices = [*found, SelectChoice(NOBODY, _("Nobody for now"))]


@dataclass(frozen=True)
class Accompanied:
    """What the person's page says: who wrote them down, who accompanies them, since when."""

    registered_by: str
    registered_at: datetime
    follower: str
    since: datetime | None
    is_oneself: bool


@pages.route("/people/<public_id>/follower", methods=["GET", "POST"])
@requires(Permission.FOLLOW_PEOPLE)
def follower(public_id: str) -> ResponseReturnValue:
    """Choose who accompanies the person."""
    person = queries.person(public_id)
    held, form = current_follow(person.id), FollowerForm()
    colleagues = possible_followers(person.organisation_id, on=clock.today())
    form.follower.default = held.account.public_id if held else NOBODY
    form.offer(colleagues)
    if form.act(lambda: _follow(person, form, colleagues)):
        flash(_("It is written down who accompanies %(name)s.", name=person.full_name), "success")
        return redirect(url_for(".show", public_id=public_id))
    return form.page("people/follower.html", person=person, held=held)


def accompanied(person: Person) -> Accompanied:
    """For the person's page."""
    by, held = queries.find_registrar(person), current_follow(person.id)
    return Accompanied(
        registered_by=names_of({by}).get(by, "") if by else "",
        registered_at=person.created_at,
        follower=held.account.name if held else "",
        since=held.started_at if held else None,
        is_oneself=held is not None and held.account_id == session.account_here().account_id,
    )


def _follow(person: Person, form: FollowerForm, colleagues: Sequence[Account]) -> bool:
    chosen = next((one for one in colleagues if one.public_id == form.follower.data), None)
    actions.follow(person, chosen, by=session.account_here().account_id, on=clock.today(), now=clock.now())
    return True
