"""`flask people …`, `flask organisations …`: files in, and out again when it was a mistake."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import or_, select
from sqlalchemy.exc import NoResultFound

from peerlearn.commands.working import for_everything
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.core.searching import search_key
from peerlearn.imports import actions, queries, undoing
from peerlearn.imports.actions import HandedIn
from peerlearn.imports.checking import check
from peerlearn.imports.lines import refusal_of
from peerlearn.imports.reading import LARGEST_FILE, read
from peerlearn.imports.rules import ImportKind, ImportState, Verdict
from peerlearn.organisations.models import Organisation
from peerlearn.organisations.rules import OrganisationKind, clean_siret
from peerlearn.web.kit.errors import message_of

people = AppGroup("people", help="Import people from a file, and undo an import.")
organisations = AppGroup("organisations", help="Import organisations from a file.")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@people.command("import")
@click.argument("file", type=_FILE)
@click.option("--organisation", "wanted", required=True, help="Identifier, SIRET or name of the organisation.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
def import_people(file: Path, wanted: str, dry_run: bool) -> None:
    """Import the people in FILE (CSV). While a line is wrong nothing is written, and the exit status is 1."""
    with for_everything("importing people from the server"):
        home = _organisation(wanted).id
    _import(ImportKind.PEOPLE, file, home, dry_run=dry_run)


@organisations.command("import")
@click.argument("file", type=_FILE)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
def import_organisations(file: Path, dry_run: bool) -> None:
    """Import the organisations in FILE (CSV). While a line is wrong nothing is written, and the exit status is 1."""
    with for_everything("importing organisations from the server"):
        query = select(Organisation.id).where(Organisation.kind == OrganisationKind.NATIONAL).order_by(Organisation.id)
        home = db.session.execute(query).scalars().first()
    if home is None:
        raise click.ClickException("There is no programme yet: flask programme create NAME")
    _import(ImportKind.ORGANISATIONS, file, home, dry_run=dry_run)


@people.command("undo-import")
@click.argument("public_id")
def undo_import(public_id: str) -> None:
    """Take everything back that the import PUBLIC_ID brought and nobody has used since."""
    with for_everything("undoing an import from the server"):
        try:
            undone = undoing.undo(queries.file_import(public_id), by=None, now=clock.now())
        except NoResultFound as missing:
            raise click.ClickException("There is no import with this identifier.") from missing
        click.echo(f"{undone.removed} taken off the list, {len(undone.created)} kept because in use.")


@people.command("forget-drafts")
def forget_drafts() -> None:
    """Forget the files that nobody confirmed within a day: they hold names."""
    with for_everything("forgetting files that nobody confirmed"):
        click.echo(f"{actions.forget_drafts(now=clock.now())} forgotten.")


def _import(kind: ImportKind, file: Path, home: int, *, dry_run: bool) -> None:
    import_id = _begin(kind, file, home)
    is_right = _check(import_id)
    if dry_run or not is_right:
        with for_everything("forgetting a file that is not imported"):
            actions.discard(queries.file_import_by_id(import_id))
        click.echo("Nothing was written.")
        sys.exit(0 if is_right else 1)
    with for_everything("writing an import from the server"):
        draft = queries.file_import_by_id(import_id)
        done = actions.confirm(draft, by=None, now=clock.now(), on=clock.today())
        click.echo(f"{len(done.created)} imported. To undo: flask people undo-import {done.public_id}")


def _begin(kind: ImportKind, file: Path, home: int) -> int:
    with file.open("rb") as opened:
        content = opened.read(LARGEST_FILE + 1)
    with for_everything("looking at a file on the server"):
        handed_in = HandedIn(file.name, content, read(content))
        begun = actions.start(kind, handed_in, organisation_id=home, by=None, now=clock.now())
        if begun.state is ImportState.COLUMNS:
            db.session.rollback()
            raise click.ClickException("A column that is needed is missing from the first line of the file.")
        return begun.id


def _check(import_id: int) -> bool:
    """Check with progress, and print what is wrong; whether nothing is."""
    with for_everything("checking a file on the server"):
        lines = queries.file_import_by_id(import_id).lines
    with for_everything("checking a file on the server"):
        with click.progressbar(length=lines, label="Checking", hidden=not sys.stdout.isatty()) as progress:
            before = 0
            for checked in check(import_id):
                progress.update(checked - before)
                before = checked
        imported = queries.file_import_by_id(import_id)
        for line in queries.lines_of(imported, Verdict.WRONG):
            for problem in line.problems:
                click.echo(f"line {line.number}  {problem['header']}  {message_of(refusal_of(problem))}", err=True)
        click.echo(f"{imported.fresh} new, {imported.known} there already, {imported.wrong} wrong.")
        return imported.wrong == 0


def _organisation(wanted: str) -> Organisation:
    siret = Organisation.siret == clean_siret(wanted)
    chosen = or_(Organisation.public_id == wanted, siret, Organisation.search_key == search_key(wanted))
    found = db.session.execute(select(Organisation).where(chosen).order_by(Organisation.id)).scalars().all()
    if len(found) != 1:
        several = "Several organisations go by that: give the identifier, as in the address of its page."
        raise click.ClickException(several if found else "There is no such organisation.")
    return found[0]
