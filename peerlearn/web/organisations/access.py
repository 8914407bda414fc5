"""Who may sign in for an organisation: invite, cancel an invitation, take a role back."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.accounts import actions, inviting, queries
from peerlearn.core import clock
from peerlearn.core.permissions import Permission, Role, may_grant
from peerlearn.followup.queries import followed_at, follower_counts
from peerlearn.organisations.models import Organisation
from peerlearn.organisations.queries import organisation_in_scope
from peerlearn.web.kit import once, session
from peerlearn.web.kit.access import requires
from peerlearn.web.organisations.blueprint import pages
from peerlearn.web.organisations.forms import InviteForm

# Who comes to workshops is somebody registered: their card or invitation is made on their own page.
_BY_EMAIL = (Role.NATIONAL, Role.COORDINATOR, Role.STAFF, Role.SUPERVISOR)


@pages.get("/organisations/<public_id>/accounts")
@requires(Permission.INVITE_ACCOUNTS)
def accounts(public_id: str) -> ResponseReturnValue:
    """Who signs in for this organisation, and who was invited. A new link is shown once."""
    organisation = organisation_in_scope(public_id)
    granting = _role_over(organisation)
    return render_template(
        "organisations/accounts.html",
        organisation=organisation,
        memberships=queries.memberships_at(organisation.id, on=clock.today()),
        invitations=queries.open_invitations_at(organisation.id, now=clock.now()),
        may_end=[role for role in Role if granting and may_grant(granting, role)],
        invited=once.take(f"invitation:{public_id}"),
        accompanies=_follower_counts(organisation),
    )


@pages.route("/organisations/<public_id>/accounts/invite", methods=["GET", "POST"])
@requires(Permission.INVITE_ACCOUNTS)
def invite(public_id: str) -> ResponseReturnValue:
    """Invite someone by e-mail: the link is handed over, since no mail leaves from here yet."""
    organisation = organisation_in_scope(public_id)
    granting = _role_over(organisation)
    form = InviteForm(role=Role.STAFF)
    form.offer([role for role in _BY_EMAIL if granting and may_grant(granting, role)])
    if token := form.act(lambda: _invite(organisation, form)):
        _show_once(public_id, token, str(form.name.data))
        return redirect(url_for(".accounts", public_id=public_id))
    return form.page("organisations/invite.html", organisation=organisation)


@pages.post("/organisations/<public_id>/accounts/<membership_id>/removal")
@requires(Permission.INVITE_ACCOUNTS)
def end_access(public_id: str, membership_id: str) -> ResponseReturnValue:
    """Take a role back, from now on."""
    organisation = organisation_in_scope(public_id)
    membership = queries.membership_at(organisation.id, membership_id)
    by = session.account_here().account_id
    actions.end_membership(membership, granting=_role_over(organisation), by=by, on=clock.today())
    account = membership.account
    flash(_("%(name)s has no access here any more.", name=account.name), "success")
    may_hand_over = session.account_here().may(Permission.FOLLOW_PEOPLE, at=organisation.id)
    if may_hand_over and followed_at(organisation.id, account.id):
        return redirect(url_for(".hand_over", public_id=public_id, account_id=account.public_id))
    return redirect(url_for(".accounts", public_id=public_id))


@pages.post("/organisations/<public_id>/invitations/<invitation_id>/removal")
@requires(Permission.INVITE_ACCOUNTS)
def cancel_invitation(public_id: str, invitation_id: str) -> ResponseReturnValue:
    """A link that went astray opens nothing."""
    organisation = organisation_in_scope(public_id)
    invitation = queries.invitation_at(organisation.id, invitation_id)
    inviting.cancel_invitation(invitation, by=session.account_here().account_id, now=clock.now())
    flash(_("The invitation of %(name)s is cancelled: its link opens nothing.", name=invitation.name), "success")
    return redirect(url_for(".accounts", public_id=public_id))


def _follower_counts(organisation: Organisation) -> dict[int, int]:
    is_on = session.account_here().may(Permission.FOLLOW_PEOPLE, at=organisation.id)
    return follower_counts(organisation.id) if is_on else {}


def _role_over(organisation: Organisation) -> Role | None:
    return queries.role_over(session.account_here().memberships, organisation)


def _invite(organisation: Organisation, form: InviteForm) -> str:
    return inviting.invite(
        inviting.Guest(str(form.email.data), str(form.name.data)),
        Role(str(form.role.data)),
        organisation_id=organisation.id,
        granting=_role_over(organisation),
        by=session.account_here().account_id,
        now=clock.now(),
    )


def _show_once(public_id: str, token: str, name: str) -> None:
    site = current_app.extensions["peerlearn-settings"].public_url
    once.keep(f"invitation:{public_id}", name=name, link=site + url_for("account.invitation", token=token))
