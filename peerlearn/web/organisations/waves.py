"""Waves of the programme, and which organisations take part in them."""

from datetime import date
from typing import cast

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.organisations import actions, queries
from peerlearn.organisations.models import Organisation, OrganisationInWave, Wave
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.organisations.blueprint import pages
from peerlearn.web.organisations.forms import JoinWaveForm, LeaveWaveForm, WaveForm


@pages.get("/waves")
@requires(Permission.SEE_ORGANISATIONS)
def waves() -> ResponseReturnValue:
    """The waves, and how many organisations take part."""
    return render_template(
        "organisations/waves.html", waves=queries.waves(), taking_part=queries.organisations_by_wave(on=clock.today())
    )


@pages.route("/waves/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROGRAMME)
def new_wave() -> ResponseReturnValue:
    """Open a wave."""
    form = WaveForm()
    if wave := form.act(lambda: _create(form)):
        flash(_("%(name)s is open: organisations can join it.", name=wave.name), "success")
        return redirect(url_for(".waves"))
    return form.page("organisations/new_wave.html")


@pages.route("/organisations/<public_id>/waves/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_ORGANISATIONS)
def join_wave(public_id: str) -> ResponseReturnValue:
    """Let an organisation take part in a wave."""
    organisation = queries.organisation_in_scope(public_id)
    form = JoinWaveForm(from_on=clock.today())
    form.offer(queries.waves())
    if part := form.act(lambda: _join(organisation, form)):
        flash(_("%(name)s takes part in %(wave)s.", name=organisation.name, wave=part.wave.name), "success")
        return redirect(url_for(".show", public_id=public_id))
    return form.page("organisations/join_wave.html", organisation=organisation)


@pages.route("/organisations/<public_id>/waves/<wave_id>/departure", methods=["GET", "POST"])
@requires(Permission.MANAGE_ORGANISATIONS)
def leave_wave(public_id: str, wave_id: str) -> ResponseReturnValue:
    """The organisation leaves a wave; that it took part stays known."""
    organisation = queries.organisation_in_scope(public_id)
    part = queries.part_in_wave(organisation, queries.wave(wave_id))
    form = LeaveWaveForm(until_on=clock.today())
    if form.act(lambda: _leave(part, form)):
        flash(_("%(name)s leaves %(wave)s.", name=organisation.name, wave=part.wave.name), "success")
        return redirect(url_for(".show", public_id=public_id))
    return form.page("organisations/leave_wave.html", organisation=organisation, wave=part.wave)


def _create(form: WaveForm) -> Wave:
    return actions.create_wave(
        str(form.name.data),
        starts_on=cast(date, form.starts_on.data),
        ends_on=form.ends_on.data,
        on=clock.today(),
        by=session.account_here().account_id,
    )


def _join(organisation: Organisation, form: JoinWaveForm) -> OrganisationInWave:
    wave = queries.wave(str(form.wave.data))
    return actions.join_wave(
        organisation, wave, from_on=cast(date, form.from_on.data), by=session.account_here().account_id
    )


def _leave(part: OrganisationInWave, form: LeaveWaveForm) -> OrganisationInWave:
    actions.leave_wave(part, until_on=cast(date, form.until_on.data), by=session.account_here().account_id)
    return part
