"""Organisations: the list, one of them, its places."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.accounts import queries as accounts
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.organisations import actions, queries
from peerlearn.organisations.models import Organisation, Site
from peerlearn.organisations.rules import OrganisationKind
from peerlearn.people import queries as people
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.labels import pairs_of
from peerlearn.web.organisations import access, capabilities, handing_over, waves
from peerlearn.web.organisations.blueprint import pages
from peerlearn.web.organisations.capabilities import capabilities_of
from peerlearn.web.organisations.forms import OrganisationForm, SiteForm

__all__ = ["access", "capabilities", "handing_over", "pages", "waves"]


@pages.get("/organisations")
@requires(Permission.SEE_ORGANISATIONS)
def index() -> ResponseReturnValue:
    """The list: search, region, kind."""
    words, region, kind = (request.args.get(name, "").strip() for name in ("q", "region", "kind"))
    page = queries.organisations_page(
        number=request.args.get("page", 1, int),
        kinds=[OrganisationKind(kind)] if kind in set(OrganisationKind) else [],
        region_code=region,
        words=words,
    )
    return render_template(
        "organisations/index.html",
        page=page,
        people=people.counts_by_organisation([organisation.id for organisation in page.rows]),
        regions=queries.regions_in_scope(),
        kinds=pairs_of(*OrganisationKind),
        asked={"q": words, "region": region, "kind": kind},
    )


@pages.route("/organisations/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_ORGANISATIONS)
def new() -> ResponseReturnValue:
    """Register an organisation."""
    form = _organisation_form()
    here = session.account_here()
    regions = accounts.regions_answered_for(here.memberships)
    made = form.act(
        lambda: actions.create_organisation(form.facts(), by=here.account_id, now=clock.now(), regions=regions)
    )
    if made:
        flash(_("%(name)s is registered. Next: the places and the accounts.", name=made.name), "success")
        return redirect(url_for(".show", public_id=made.public_id))
    return form.page("organisations/form.html", organisation=None)


@pages.get("/organisations/<public_id>")
@requires(Permission.SEE_ORGANISATIONS)
def show(public_id: str) -> ResponseReturnValue:
    """What it is, where its workshops happen, in which waves it takes part, who has access."""
    organisation = queries.organisation_in_scope(public_id)
    return render_template(
        "organisations/show.html",
        organisation=organisation,
        sites=queries.sites_of(organisation),
        parts=queries.waves_of(organisation),
        people=people.counts_by_organisation([organisation.id]).get(organisation.id, 0),
        memberships=accounts.memberships_at(organisation.id, on=clock.today()),
        capabilities=capabilities_of(organisation),
    )


@pages.route("/organisations/<public_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_ORGANISATIONS)
def edit(public_id: str) -> ResponseReturnValue:
    """Correct what is written down."""
    organisation = queries.organisation_in_scope(public_id)
    form = _organisation_form(organisation)
    if form.act(lambda: _change(organisation, form)):
        flash(_("%(name)s is up to date.", name=organisation.name), "success")
        return redirect(url_for(".show", public_id=public_id))
    return form.page("organisations/form.html", organisation=organisation)


@pages.route("/organisations/<public_id>/sites/new", methods=["GET", "POST"])
@requires(Permission.PLAN_WORKSHOPS)
def new_site(public_id: str) -> ResponseReturnValue:
    """Add a place where workshops happen."""
    organisation = queries.organisation_in_scope(public_id)
    form = SiteForm()
    if site := form.act(lambda: _add_site(organisation, form)):
        flash(_("%(name)s is added: workshops can happen there.", name=site.name), "success")
        return redirect(url_for(".show", public_id=public_id))
    return form.page("organisations/site.html", organisation=organisation, site=None)


@pages.route("/sites/<public_id>/edit", methods=["GET", "POST"])
@requires(Permission.PLAN_WORKSHOPS)
def edit_site(public_id: str) -> ResponseReturnValue:
    """Correct a place."""
    site = queries.site_in_scope(public_id)
    form = SiteForm(obj=site)
    if form.act(lambda: _change_site(site, form)):
        flash(_("%(name)s is up to date.", name=site.name), "success")
        return redirect(url_for(".show", public_id=site.organisation.public_id))
    return form.page("organisations/site.html", organisation=site.organisation, site=site)


@pages.post("/sites/<public_id>/closure")
@requires(Permission.PLAN_WORKSHOPS)
def close_site(public_id: str) -> ResponseReturnValue:
    """No new workshop there."""
    site = queries.site_in_scope(public_id)
    actions.close_site(site, by=session.account_here().account_id, now=clock.now())
    flash(_("%(name)s is closed. Past workshops keep it.", name=site.name), "success")
    return redirect(url_for(".show", public_id=site.organisation.public_id))


def _organisation_form(organisation: Organisation | None = None) -> OrganisationForm:
    """The form, with the places this account answers for."""
    answered = accounts.regions_answered_for(session.account_here().memberships)
    form = OrganisationForm(obj=organisation)
    form.offer(
        [kind for kind in OrganisationKind if answered is None or kind is not OrganisationKind.NATIONAL],
        [d for d in queries.departments() if answered is None or d.region_code in answered],
        [r for r in queries.regions() if answered is None or r.region_code in answered],
    )
    return form


def _change(organisation: Organisation, form: OrganisationForm) -> Organisation:
    here = session.account_here()
    regions = accounts.regions_answered_for(here.memberships)
    actions.change_organisation(organisation, form.facts(), by=here.account_id, regions=regions)
    return organisation


def _add_site(organisation: Organisation, form: SiteForm) -> Site:
    facts = form.facts()
    return actions.add_site(
        organisation,
        facts.name,
        address=facts.address,
        directions=facts.directions,
        time_zone=facts.time_zone,
        by=session.account_here().account_id,
    )


def _change_site(site: Site, form: SiteForm) -> Site:
    actions.change_site(site, form.facts(), by=session.account_here().account_id)
    return site
