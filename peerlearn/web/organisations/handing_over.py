"""A colleague leaves: everybody they accompany is given to others, at once or one by one."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import SelectChoice, SelectField  # type: ignore[attr-defined]

from peerlearn.accounts.models import Account
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.followup import actions, queries
from peerlearn.organisations.models import Organisation
from peerlearn.organisations.queries import organisation_in_scope
from peerlearn.people.models import Person
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.forms import PageForm
from peerlearn.web.organisations.blueprint import pages

_AS_ABOVE, _NOBODY = "as-all", "nobody"
# A form holds a hundred fields at most: beyond these, people go to whom all go, and are changed on their own pages.
MOST_ONE_BY_ONE = 60


class HandOverForm(PageForm):
    """For each person who accompanies them now; above, the answer for all the others."""

    @classmethod
    def for_people(cls, people: Sequence[Person], colleagues: Sequence[Account]) -> "HandOverForm":
        """A form with one field for each person."""
        named = [SelectChoice(one.public_id, one.name) for one in colleagues]
        nobody = SelectChoice(_NOBODY, _("Nobody for now"))
        fields: dict[str, Any] = {"all": SelectField(_("To whom"), choices=[*named, nobody])}
        as_above = SelectChoice(_AS_ABOVE, _("As for all"))
        for one in people[:MOST_ONE_BY_ONE]:
            choices = [as_above, *named, nobody]
            fields[f"to-{one.public_id}"] = SelectField(one.full_name, choices=choices, default=_AS_ABOVE)
        made: HandOverForm = type("HandOverForm", (cls,), fields)()
        return made

    def given(self, people: Sequence[Person], colleagues: Sequence[Account]) -> dict[int, int | None]:
        """Person id → account id."""
        ids: dict[str, int | None] = {one.public_id: one.id for one in colleagues}
        own = {name.removeprefix("to-"): field.data for name, field in self._fields.items() if name.startswith("to-")}
        chosen = {one.id: own.get(one.public_id, _AS_ABOVE) for one in people}
        return {one: ids.get(self["all"].data if to == _AS_ABOVE else to) for one, to in chosen.items()}


@pages.route("/organisations/<public_id>/hand-over/<account_id>", methods=["GET", "POST"])
@requires(Permission.FOLLOW_PEOPLE)
def hand_over(public_id: str, account_id: str) -> ResponseReturnValue:
    """Give those whom a colleague accompanies here to others."""
    organisation = organisation_in_scope(public_id)
    leaver = queries.follower_at(organisation.id, account_id)
    people = queries.followed_at(organisation.id, leaver.id)
    at_work = queries.possible_followers(organisation.id, on=clock.today())
    colleagues = [one for one in at_work if one.id != leaver.id]
    form = HandOverForm.for_people(people, colleagues)
    names = {one.id: one.name for one in colleagues}
    if form.act(lambda: _hand_over(organisation, leaver, form.given(people, colleagues), names)):
        return redirect(url_for(".accounts", public_id=public_id))
    shown = people[:MOST_ONE_BY_ONE]
    return form.page(
        "organisations/hand_over.html", organisation=organisation, leaver=leaver, people=people, shown=shown
    )


def _hand_over(
    organisation: Organisation, leaver: Account, to: dict[int, int | None], names: Mapping[int, str]
) -> bool:
    by = session.account_here().account_id
    given = actions.hand_over(leaver, organisation.id, to, by=by, on=clock.today(), now=clock.now())
    for said in _said(Counter(given.values()), names, by):
        flash(said, "success")
    return True


def _said(given: Mapping[int | None, int], names: Mapping[int, str], by: int) -> Iterator[str]:
    """Who accompanies how many people more: oneself, each colleague by name, and how many nobody accompanies."""
    if not given:
        yield _("Nothing has changed: somebody else accompanies these people already.")
    for account_id, count in sorted(given.items(), key=lambda one: (one[0] is None, one[0] != by, one[0] or 0)):
        if account_id is None:
            yield ngettext(
                "%(num)d person is accompanied by nobody for now.", "%(num)d people are accompanied by nobody for now.",
                count,
            )  # fmt: skip
        elif account_id == by:
            yield ngettext("You accompany %(num)d more person now.", "You accompany %(num)d more people now.", count)
        else:
            yield ngettext(
                "%(name)s accompanies %(num)d more person now.", "%(name)s accompanies %(num)d more people now.",
                count, name=names[account_id],
            )  # fmt: skip
