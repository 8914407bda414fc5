"""What an organisation does here and what it leaves for later: it goes at its own pace."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField  # type: ignore[attr-defined]  # the stubs are behind

from peerlearn.core import clock
from peerlearn.core.permissions import Capability, Permission
from peerlearn.core.scope import Scope
from peerlearn.organisations import actions, queries
from peerlearn.organisations.models import Organisation
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.forms import PageForm
from peerlearn.web.kit.labels import word_of
from peerlearn.web.organisations.blueprint import pages
from peerlearn.workshops.uses import count_coming_at

# What there is while it is on; what is gone while it is off.
_WORDS: dict[Capability, tuple[Any, Any]] = {
    Capability.DIAGNOSIS: (
        _l("A talk of 15 minutes: level, needs, and where to begin."),
        _l("No diagnosis is begun or read. The levels that were found come back with it."),
    ),
    Capability.WORKSHOPS: (
        _l("Modules, places, seats, presence, and what was seen."),
        _l("Nobody here plans, enrols or marks. Presence and skills that were noted are kept."),
    ),
    Capability.FOLLOW_UP: (
        _l("Who follows whom, and the notes of meetings."),
        _l("No note is written or shown. What was written is kept."),
    ),
    Capability.BADGES: (
        _l("Propose, approve and hand over badges."),
        _l("Nobody here proposes or hands over. Badges that were given stay valid, and their holders keep them."),
    ),
}
_ICONS = {
    Capability.DIAGNOSIS: "chat",
    Capability.WORKSHOPS: "calendar",
    Capability.FOLLOW_UP: "people",
    Capability.BADGES: "badge",
}


class SwitchForm(PageForm):
    """One capability, on or off."""

    capability = SelectField(choices=[SelectChoice(one.value, one.value) for one in Capability])
    to = SelectField(choices=[SelectChoice("on", "on"), SelectChoice("off", "off")])


@pages.route("/organisations/<public_id>/capabilities", methods=["GET", "POST"])
@requires(Permission.SWITCH_CAPABILITIES)
def capabilities(public_id: str) -> ResponseReturnValue:
    """The four capabilities, each with what it gives, what is gone without it, and the one button."""
    organisation = queries.organisation_in_scope(public_id)
    form = SwitchForm()
    if capability := form.act(lambda: _switch(organisation, form)):
        done = _("On: %(what)s.") if form.to.data == "on" else _("Off: %(what)s. Nothing was deleted.")
        flash(done % {"what": word_of(capability)}, "success")
        return redirect(url_for(".capabilities", public_id=public_id))
    return form.page(
        "organisations/capabilities.html",
        organisation=organisation,
        on=capabilities_of(organisation),
        coming=count_coming_at(organisation.id, now=clock.now()),
        words=_WORDS,
        icons=_ICONS,
    )


def capabilities_of(organisation: Organisation) -> Sequence[Capability]:
    """What the organisation does, in the order in which it usually begins."""
    off = queries.switched_off(Scope.of([organisation.id]))
    return [one for one in Capability if one not in off]


def _switch(organisation: Organisation, form: SwitchForm) -> Capability:
    capability, by = Capability(form.capability.data), session.account_here().account_id
    actions.switch(organisation, capability, on=form.to.data == "on", by=by, now=clock.now())
    return capability
