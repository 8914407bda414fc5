"""`flask keys …`: the signing keys of an issuer. And the trial of every key before the site is served."""

import json
from datetime import datetime

import click
from flask import current_app
from flask.cli import AppGroup, FlaskGroup

from peerlearn.awards import issuers, queries, signing
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import IssuerKey, IssuerProfile
from peerlearn.commands.working import for_everything
from peerlearn.core import clock
from peerlearn.core.settings import Settings

keys = AppGroup("keys", help="Make, list, rotate, retire signing keys; say that one was stolen.")
_of_issuer = click.option("--issuer", "name", help="Name or identifier of the issuer, when there are several.")


@keys.command("new")
@_of_issuer
def new(name: str | None) -> None:
    """Make the keys that an issuer lacks: one for each way of signing."""
    with for_everything("making a signing key"):
        for made in issuers.new_keys(_issuer(name), _folder(), now=clock.now()):
            click.echo(f"{made.kid} is ready to sign ({made.algorithm}).")


@keys.command("list")
@_of_issuer
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_keys(name: str | None, as_json: bool) -> None:
    """Every key: in use, retired (what it signed stays valid), compromised (since when)."""
    with for_everything("listing the signing keys"):
        chosen = [_issuer(name)] if name else issuers.issuers()
        rows = [_described(key) for issuer in chosen for key in issuers.keys_of(issuer)]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        until = row["compromised_since"] or row["retired_at"] or ""
        when = f"{row['active_from']:26} {until:26}"
        click.echo(f"  {row['state']:12} {row['algorithm']:8} {when} {row['kid']}  ({row['issuer']})")


@keys.command("rotate")
@_of_issuer
@click.option(
    "--also-ob2", is_flag=True, help="The key of Open Badges 2.0 too: then 1EdTech's validator refuses all 2.0 badges."
)
def rotate(name: str | None, also_ob2: bool) -> None:
    """Make new keys and retire those in use. Badges that they signed stay valid.

    The key of Open Badges 2.0 stays in use: 1EdTech's validator of 2.0 takes no profile with two keys.
    """
    with for_everything("rotating the signing keys"):
        for made in issuers.rotate_keys(_issuer(name), _folder(), now=clock.now(), also_ob2=also_ob2):
            click.echo(f"{made.kid} signs from now on ({made.algorithm}).")


@keys.command("retire")
@click.argument("kid")
def retire(kid: str) -> None:
    """Sign no more with the key KID. Badges that it signed stay valid."""
    with for_everything("retiring a signing key"):
        issuers.retire_key(_key(kid), now=clock.now())
    click.echo("Retired. If no other key is in use: flask keys new")


@keys.command("compromised")
@click.argument("kid")
@click.option("--since", required=True, help="When it may have been taken: 2026-03-01T12:00+01:00, or Paris time.")
def compromised(kid: str, since: str) -> None:
    """Somebody else may hold the key KID: what was registered since then is not valid any more."""
    with for_everything("marking a signing key as compromised"):
        successor = issuers.mark_compromised(_key(kid), _folder(), since=_instant(since), now=clock.now())
        click.echo("It is published no more. Badges registered since then are not valid any more.")
        if void := queries.codes_made_void():
            click.echo("".join(f"not valid any more: {code}\n" for code in void), nl=False)
            click.echo("Each is to be withdrawn on its page, then proposed again: Badges, Accepted or withdrawn.")
        if successor:
            click.echo(f"{successor.kid} signs from now on.")
        if signing.stale_lists():
            click.echo(
                "The list of withdrawals waits: another key cannot be used. flask keys rotate, then awards issue"
            )
        if waiting := len(queries.awards_to_sign_again()):
            click.echo(f"{waiting} from before stay valid here; for others to believe them: flask awards issue")


def try_before_serving(settings: Settings) -> None:
    """Stop the start when a private key on this machine cannot sign: better now than in front of a person.

    Without keys there is nothing to try. Commands of `flask` (migrations, `keys list`, a restore) still run, so that
    somebody can look into it; those that sign try their own key. `flask run` serves, so it stops too.

    Raises:
        SettingsError: a key file is half-written, unreadable or another key; it is left as it was.
    """
    if not _is_a_flask_command():
        KeyFolder.of(settings).try_all()


def _is_a_flask_command() -> bool:
    context = click.get_current_context(silent=True)
    return context is not None and isinstance(context.find_root().command, FlaskGroup) and context.info_name != "run"


def _folder() -> KeyFolder:
    return KeyFolder.of(current_app.extensions["peerlearn-settings"])


def _issuer(name: str | None) -> IssuerProfile:
    known = issuers.issuers()
    if not known:
        raise click.ClickException("Nobody issues badges here yet. First: flask programme create NAME")
    if name is None and len(known) == 1:
        return known[0]
    named = [issuer for issuer in known if name in {issuer.name, issuer.public_id}]
    if len(named) != 1:
        choices = ", ".join(f"{issuer.name} ({issuer.public_id})" for issuer in known)
        raise click.ClickException(f"Say which issuer, with --issuer: {choices}")
    return named[0]


def _key(kid: str) -> IssuerKey:
    """The key with this identifier, or with this short name (what stands after #)."""
    known = [key for issuer in issuers.issuers() for key in issuers.keys_of(issuer)]
    found = [key for key in known if kid in {key.kid, key.kid.rpartition("#")[2]}]
    if len(found) != 1:
        raise click.ClickException("There is no such key. See: flask keys list")
    return found[0]


def _instant(text: str) -> datetime:
    try:
        given = datetime.fromisoformat(text)
    except ValueError as problem:
        raise click.BadParameter("write a moment as 2026-03-01T12:00+01:00") from problem
    return given if given.tzinfo else clock.to_instant(given, clock.DEFAULT_ZONE)


def _described(key: IssuerKey) -> dict[str, str | None]:
    return {
        "kid": key.kid,
        "issuer": key.issuer.name,
        "algorithm": key.algorithm,
        "state": key.state.value,
        "active_from": key.active_from.isoformat(),
        "retired_at": key.retired_at.isoformat() if key.retired_at else None,
        "compromised_since": key.compromised_since.isoformat() if key.compromised_since else None,
    }
