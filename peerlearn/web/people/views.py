"""People: the list, one of them, and how they sign in."""

from urllib.parse import urlsplit

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.accounts import cards, inviting
from peerlearn.accounts import queries as accounts
from peerlearn.accounts.models import Account
from peerlearn.core import clock
from peerlearn.core.permissions import Permission, Role, may_grant
from peerlearn.followup.actions import follow_if_at_work
from peerlearn.lifecycle.positions import change_position, correct_position
from peerlearn.lifecycle.queries import find_kept
from peerlearn.organisations import queries as organisations
from peerlearn.people import actions, queries
from peerlearn.people.models import Person
from peerlearn.people.rules import Position
from peerlearn.web.kit import once, session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.labels import CHANNEL_ICONS
from peerlearn.web.people import certifications, following, leaving, merging, moving, papers, planning, training
from peerlearn.web.people.blueprint import pages
from peerlearn.web.people.card_qr import card_qr
from peerlearn.web.people.forms import CardForm, EmailForm, KnownPersonForm, NewPersonForm, PersonForm
from peerlearn.web.people.listing import listed
from peerlearn.web.people.moving import page_of_former
from peerlearn.web.people.offers import offers_for
from peerlearn.web.people.showing import shown
from peerlearn.workshops.queries import upcoming_workshops

__all__ = ["certifications", "following", "leaving", "merging", "moving", "pages", "papers", "planning", "training"]


@pages.get("/people")
@requires(Permission.SEE_PEOPLE)
def index() -> ResponseReturnValue:
    """The list: everybody or those one accompanies; search by name, one organisation or all."""
    return render_template("people/index.html", **listed(request.args))


@pages.route("/people/new", methods=["GET", "POST"])
@requires(Permission.REGISTER_PEOPLE)
def new() -> ResponseReturnValue:
    """Register a person: a first name is enough."""
    form = NewPersonForm(organisation=request.args.get("organisation") or _own_organisation())
    form.offer(organisations.organisations_in_scope())
    if person := form.act(lambda: _register(form)):
        flash(_("%(name)s is on the list.", name=person.full_name), "success")
        return redirect(url_for(".show", public_id=person.public_id))
    return _form_page(form)


@pages.get("/people/<public_id>")
@requires(Permission.SEE_PEOPLE)
def show(public_id: str) -> ResponseReturnValue:
    """Everything that happened with one person, the latest first, and what one may do now."""
    if (kept := find_kept(public_id)) is not None:
        return redirect(url_for(".show", public_id=kept))
    person, now = queries.find_person(public_id), clock.now()
    if person is None:
        return page_of_former(public_id)
    may_unlink = _role_over(person) in {Role.NATIONAL, Role.COORDINATOR}
    return render_template("people/show.html", may_unlink=may_unlink, **shown(person, now=now))


@pages.get("/people/<public_id>/workshops")
@requires(Permission.ENROL)
def workshops(public_id: str) -> ResponseReturnValue:
    """The workshops to come, one button each: enrol this person."""
    person, now = queries.person(public_id), clock.now()
    page = upcoming_workshops(now=now, page=request.args.get("page", 1, int))
    offers = offers_for(person, page, now=now)
    return render_template("people/workshops.html", person=person, page=page, offers=offers)


@pages.route("/people/<public_id>/edit", methods=["GET", "POST"])
@requires(Permission.REGISTER_PEOPLE)
def edit(public_id: str) -> ResponseReturnValue:
    """Correct what is written down."""
    person = queries.person(public_id)
    now = queries.current_affiliation(person.id)
    form = KnownPersonForm(obj=person, position=now.position, contract_ends_on=now.contract_ends_on)
    if form.act(lambda: _change(person, form)):
        flash(_("%(name)s is up to date.", name=person.full_name), "success")
        return redirect(url_for(".show", public_id=public_id))
    return _form_page(form, person, was=now.position)


@pages.route("/people/<public_id>/card", methods=["GET", "POST"])
@requires(Permission.REGISTER_PEOPLE)
def card(public_id: str) -> ResponseReturnValue:
    """The access card, to print; with its PIN when it has just been made."""
    person = queries.person(public_id)
    form = CardForm()
    if form.act(lambda: _give_card(person, form)):
        return redirect(url_for(".card", public_id=public_id))
    account = accounts.find_account_of(person.id)
    on, home = clock.today(), person.organisation_id
    roles = accounts.roles_of(account, organisation_id=home, on=on) if account else frozenset()
    shown = once.take(f"card:{public_id}")
    site = current_app.extensions["peerlearn-settings"].public_url
    values = {"account": account, "roles": roles, "shown": shown, "address": urlsplit(site).netloc}
    return form.page("people/card.html", person=person, qr=_qr(account, site), **values)


@pages.route("/people/<public_id>/invitation", methods=["GET", "POST"])
@requires(Permission.INVITE_ACCOUNTS)
def invite(public_id: str) -> ResponseReturnValue:
    """The other way in, for someone with an e-mail: a link to hand over."""
    person = queries.person(public_id)
    granting = _role_over(person)
    form = EmailForm(email=person.email)
    form.offer([role for role in Role if granting and may_grant(granting, role)])
    if token := form.act(lambda: _invite(person, form)):
        site = current_app.extensions["peerlearn-settings"].public_url
        once.keep(f"card:{public_id}", link=site + url_for("account.invitation", token=token))
        return redirect(url_for(".card", public_id=public_id))
    return form.page("people/invite.html", person=person)


@pages.post("/people/<public_id>/account/removal")
@requires(Permission.MANAGE_ORGANISATIONS)
def unlink(public_id: str) -> ResponseReturnValue:
    """The account is not this person's after all: a coordinator undoes the link, and the account stays."""
    person = queries.person(public_id)
    inviting.unlink(accounts.account_of(person.id), person, by=session.account_here().account_id)
    flash(_("The account is no longer the one of %(name)s.", name=person.full_name), "success")
    return redirect(url_for(".show", public_id=public_id))


@pages.post("/people/<public_id>/card/renewal")
@requires(Permission.REGISTER_PEOPLE)
def renew_card(public_id: str) -> ResponseReturnValue:
    """A lost card: another code and PIN; the old ones stop, open sessions end."""
    person = queries.person(public_id)
    pin = cards.renew_card(
        accounts.account_of(person.id),
        person,
        granting=_role_over(person),
        by=session.account_here().account_id,
        now=clock.now(),
    )
    once.keep(f"card:{public_id}", pin=pin)
    return redirect(url_for(".card", public_id=public_id))


@pages.post("/people/<public_id>/card/facilitator")
@requires(Permission.REGISTER_PEOPLE)
def let_lead(public_id: str) -> ResponseReturnValue:
    """The same card also opens the workshops someone leads."""
    person = queries.person(public_id)
    cards.let_lead(
        accounts.account_of(person.id),
        person,
        granting=_role_over(person),
        by=session.account_here().account_id,
        on=clock.today(),
    )
    flash(_("The card also opens the workshops that %(name)s leads.", name=person.full_name), "success")
    return redirect(url_for(".card", public_id=public_id))


def _qr(account: Account | None, site: str) -> str:
    if account is None or account.card_code is None:
        return ""
    return card_qr(site, account.card_code, _("Sign-in page with the code of this card"))


def _own_organisation() -> str:
    here = session.account_here()
    return next((o.public_id for o in organisations.organisations_in_scope() if o.id == here.organisation_id), "")


def _role_over(person: Person) -> Role | None:
    return accounts.role_over(session.account_here().memberships, person.organisation)


def _form_page(form: PersonForm, person: Person | None = None, was: Position | None = None) -> ResponseReturnValue:
    alike = queries.people_with(form.look_alikes) if form.look_alikes else []
    return form.page("people/form.html", person=person, was=was, look_alikes=alike, channel_icons=CHANNEL_ICONS)


def _register(form: NewPersonForm) -> Person:
    home = organisations.organisation_in_scope(str(form.organisation.data))
    by = session.account_here().account_id
    now, on = clock.now(), clock.today()
    person = actions.register_once(form.facts(), form.sent(), organisation_id=home.id, by=by, now=now, on=on)
    follow_if_at_work(person, by, on=on, now=now)
    return person


def _change(person: Person, form: KnownPersonForm) -> Person:
    by, on, now = session.account_here().account_id, clock.today(), clock.now()
    facts = form.facts()
    if form.is_mistake:
        correct_position(person, facts.position, by=by, now=now)
    else:
        change_position(person, facts.position, since=form.since.data or on, by=by, on=on, now=now)
    actions.change(person, facts, by=by, on=on, told_apart=form.told_apart)
    return person


def _invite(person: Person, form: EmailForm) -> str:
    return inviting.invite(
        inviting.Guest(str(form.email.data), person.full_name, person),
        Role(str(form.role.data)),
        organisation_id=person.organisation_id,
        granting=_role_over(person),
        by=session.account_here().account_id,
        now=clock.now(),
    )


def _give_card(person: Person, form: CardForm) -> bool:
    _account, pin = cards.give_card(
        person,
        Role(str(form.role.data)),
        granting=_role_over(person),
        by=session.account_here().account_id,
        now=clock.now(),
        on=clock.today(),
    )
    once.keep(f"card:{person.public_id}", pin=pin)
    return True
