"""`flask accounts …`: the first accounts, and a lost password."""

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from peerlearn.accounts import actions, inviting, queries
from peerlearn.accounts.rules import as_identifier
from peerlearn.commands.working import for_everything
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.core.permissions import Role
from peerlearn.organisations.models import Organisation
from peerlearn.organisations.rules import OrganisationKind

accounts = AppGroup("accounts", help="Invite people and renew secrets.")


@accounts.command("invite")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--name", help="The person's name, as others see it.")
@click.option("--organisation", "public_id", help="Identifier of the organisation; the national team by default.")
def invite(email: str, role: str, name: str | None, public_id: str | None) -> None:
    """Print the link with which EMAIL takes the role: with a new password, or the one of the account it has already.

    It works once, for seven days.
    """
    with for_everything("inviting an account from the server"):
        organisation = _organisation(public_id)
        token = inviting.invite(
            inviting.Guest(email, name or email.split("@", maxsplit=1)[0]),
            Role(role),
            organisation_id=organisation.id,
            granting=Role.NATIONAL,
            by=None,
            now=clock.now(),
        )
    click.echo(f"{current_app.extensions['peerlearn-settings'].public_url}/invitation/{token}")


@accounts.command("reset")
@click.argument("identifier")
def reset(identifier: str) -> None:
    """Give the account IDENTIFIER (e-mail or card code) a new secret, printed once; its open sessions end."""
    with for_everything("renewing a secret from the server"):
        account = queries.find_account_by_identifier(as_identifier(identifier))
        if account is None:
            raise click.ClickException("Nobody signs in with this. Check the e-mail or card code.")
        secret = actions.reset_secret(account, now=clock.now())
        click.echo(f"{account.email or account.card_code}  {secret}")


def _organisation(public_id: str | None) -> Organisation:
    chosen = Organisation.public_id == public_id if public_id else Organisation.kind == OrganisationKind.NATIONAL
    found = db.session.execute(
        select(Organisation).where(chosen).order_by(Organisation.id).limit(1)
    ).scalar_one_or_none()
    if found is None:
        raise click.ClickException("No such organisation. Create the programme first: flask programme create NAME")
    return found
