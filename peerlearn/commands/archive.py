"""`flask archive …`: all public files of the badges in one folder, and the check of such a folder.

The check needs no site: it runs where nothing is set up, and asks neither a database nor the network.
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from peerlearn.awards.archive.check import Check, Checked
from peerlearn.awards.archive.contents import Contents, contents
from peerlearn.awards.archive.folder import drafted
from peerlearn.awards.archive.manifest import ManifestError
from peerlearn.awards.archive.seal import SigningKey, sealing_key
from peerlearn.awards.keys import KeyFolder
from peerlearn.commands.working import for_everything
from peerlearn.core import clock
from peerlearn.core.errors import DomainError
from peerlearn.web.kit.errors import message_of
from peerlearn.web.public.archive import fill

archive = AppGroup("archive", help="Keep all public files of the badges in a folder, or check such a folder.")
_WRONG_USAGE = 64
_A_LINE_EVERY = 100


@archive.command("export")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def export(folder: Path) -> None:
    """Write every public file of the badges into DIR, for any web server or a USB stick.

    Run again, it brings DIR up to date. Stopped at any moment, DIR is what it was before.
    """
    now = clock.now()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        first, key = _look(), _key(app)
        with drafted(folder, bases=first.around.bases) as draft:
            _shown(fill(app, draft, _look, key, now=now), len(first.badges), "written")
    except DomainError as refused:
        raise click.ClickException(message_of(refused)) from refused
    click.echo(
        f"{folder} holds {_badges(len(first.badges))} as of {now:%Y-%m-%d %H:%M} UTC. Later withdrawals are not in it."
    )
    click.echo(f"To look at it: open {folder / 'index.html'}. To check it: flask archive check {folder}")


@archive.command("check", with_appcontext=False)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path), required=False)
def check(folder: Path | None) -> None:
    """Check the archive in DIR with nothing but its files. Exit status: 0 whole, 1 not, 64 nothing was checked."""
    if folder is None:
        _stop("Name the folder: flask archive check DIR")
    if not folder.is_dir():
        _stop(f"{folder} is no folder.")
    try:
        checking = Check(folder, now=clock.now())
    except ManifestError as problem:
        _stop(f"{folder} cannot be checked as an archive of badges. Its manifest.json: {problem}.")
    _shown(checking.badges(), len(checking.codes), "checked")
    _tell(checking.result())


def _tell(found: Checked) -> None:
    for finding in found.findings:
        click.echo(f"  {_on_one_line(finding.path)}: {_on_one_line(finding.words)}")
    where = _on_one_line(", ".join(found.about.bases))
    click.echo(f"Archive of {where}, made on {found.about.made_at:%Y-%m-%d at %H:%M} UTC:")
    click.echo(f"  {_badges(found.handed_out)} in force, {found.others} withdrawn or suspended.")
    click.echo("Checked with the keys in the archive itself, and no others:")
    for kid in found.keys:
        click.echo(f"  {_on_one_line(kid)}")
    if found.sealed_with:
        click.echo("The list of its files is signed with this one of them:")
        click.echo(f"  {_on_one_line(found.sealed_with)}")
    click.echo(
        "What follows # is a key's fingerprint. Compare it with another copy, a printed badge page or a wallet, that"
    )
    click.echo(
        "of the list first: who made up a whole archive, or put one key of their own among these and signed the list"
    )
    click.echo("anew with it, would pass every check but that one.")
    if found.findings:
        click.echo(f"NOT WHOLE: what is wrong is listed above ({len(found.findings)}).")
        sys.exit(1)
    click.echo("WHOLE: nothing is missing, nothing was added, nothing was changed.")


def _on_one_line(text: str) -> str:
    """What stands in an archive, as letters: else a name could write "WHOLE" on a line of its own, or hide the others.

    So a name that is no text can be said too.
    """
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def _look() -> Contents:
    with for_everything("keeping what is public in an archive"):
        return contents()


def _key(app: Flask) -> SigningKey:
    with for_everything("signing the list of an archive"):
        return sealing_key(KeyFolder.of(app.extensions["peerlearn-settings"]))


def _shown(codes: Iterable[str], expected: int, word: str) -> None:
    """A bar on a terminal, a line now and then elsewhere. More may come than expected: what changed meanwhile."""
    is_terminal = sys.stdout.isatty()
    with click.progressbar(length=expected, label=f"Badges {word}", hidden=not is_terminal) as progress:
        for number, _code in enumerate(codes, start=1):
            progress.update(1)
            if not is_terminal and (number % _A_LINE_EVERY == 0 or number == expected):
                click.echo(f"{number} of {max(number, expected)} badges {word}")


def _badges(count: int) -> str:
    return f"{count} badge{'' if count == 1 else 's'}"


def _stop(words: str) -> NoReturn:
    click.echo(words, err=True)
    sys.exit(_WRONG_USAGE)
