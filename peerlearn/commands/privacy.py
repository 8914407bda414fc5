"""`flask privacy …`: forget who was silent for long, erase a person, hand over what is stored about them."""

import os
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import force_locale
from sqlalchemy import or_, select

from peerlearn.awards import endorsing
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award
from peerlearn.commands.working import for_everything
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.core.settings import Settings
from peerlearn.imports.actions import forget_drafts
from peerlearn.lifecycle import retention, traces
from peerlearn.lifecycle.erased import remember, remembered
from peerlearn.lifecycle.erasure import erase
from peerlearn.lifecycle.mentions import mentions_of
from peerlearn.lifecycle.models import PersonMerge
from peerlearn.lifecycle.stores import PUBLISHED
from peerlearn.people.models import Person
from peerlearn.web.privacy.archive import archive_of
from peerlearn.web.privacy.reach import of_the_operator

privacy = AppGroup("privacy", help="Retention, erasure, and the right to one's data.")
_REASON = "a person's rights are exercised from the server"


@privacy.command("purge")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
def purge(dry_run: bool) -> None:
    """To run every night: announce who was silent for long, anonymise whose day has come, and erase again whoever a
    restored backup brought back. Forgets who was asked to recommend a badge and never did. Prints identifiers, never
    names."""
    settings: Settings = current_app.extensions["peerlearn-settings"]
    months, today = settings.retention_months, clock.today()
    if dry_run:
        _say_what_would_be_done(settings)
        return
    back = _erase_again(settings)
    with for_everything(_REASON):
        forgotten = forget_drafts(now=clock.now())
        endorsing.forget_the_silent(now=clock.now())
        announced, spared = retention.announce(months=months, today=today)
        due = list(retention.due(months=months, today=today))
    gone = 0
    for person_id in due:
        # One transaction a person: stopped in the middle, the next night goes on.
        with for_everything(_REASON):
            gone += bool(retention.anonymise_if_due(person_id, months=months, today=today, now=clock.now()))
    click.echo(f"{announced} announced, {spared} in touch again, {gone} anonymised, {back} erased again.")
    click.echo(f"{forgotten} drafts of imports forgotten.")
    _wipe()


@privacy.command("erase")
@click.argument("person")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase_person(person: str, yes: bool) -> None:
    """Erase PERSON (their identifier, or the code of one of their badges) everywhere, their badges included."""
    settings: Settings = current_app.extensions["peerlearn-settings"]
    with for_everything(_REASON):
        found = _person(person)
        wanted = found.public_id
        named = [one.key for one in mentions_of(found)]
    if not yes:
        click.confirm(f"Erase {wanted}, with all that tells who they are? This cannot be undone", abort=True)
    _erase(wanted, settings)
    click.echo(f"{wanted} is erased: what happened is still counted, nothing tells who it was.")
    if named:
        click.echo(f"Texts that a team wrote still name them, mend them on their pages: {', '.join(named)}.")
    _wipe()


@privacy.command("export")
@click.argument("person")
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Where to write it."
)
def export(person: str, output: Path | None) -> None:
    """Write the copy of all that is stored about PERSON (a ZIP, for them alone) and say where."""
    with for_everything(_REASON), current_app.test_request_context(), force_locale("fr"):
        found = _person(person)
        content = archive_of(found, of_the_operator(found), now=clock.now())
        file = output or Path(f"donnees-{found.public_id}.zip")
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)
    click.echo(f"{file} is written. Hand it over, then delete it.")


def _erase(public_id: str, settings: Settings) -> None:
    with for_everything(_REASON):
        folder = KeyFolder.of(settings)
        records = erase(_person(public_id), folder, by=None, granting=None, now=clock.now())
        # The last step before it counts: killed before, nothing was promised; killed after, the next night goes on.
        remember(settings.data_dir, records)


def _erase_again(settings: Settings) -> int:
    """Whoever of the list is there again, because a backup was restored or an erasure was killed at its end."""
    with for_everything(_REASON):
        listed = remembered(settings.data_dir)
        living = select(Person.public_id).where(Person.public_id.in_(listed), Person.anonymised_at.is_(None))
        published = select(Person.public_id).join(Award, Award.person_id == Person.id)
        published = published.where(Person.public_id.in_(listed), Award.state.in_(PUBLISHED))
        back = sorted({*db.session.execute(living).scalars(), *db.session.execute(published).scalars()})
    for public_id in back:
        _erase(public_id, settings)
    return len(back)


def _say_what_would_be_done(settings: Settings) -> None:
    with for_everything(_REASON):
        for one in retention.silent_people(months=settings.retention_months, today=clock.today()):
            click.echo(f"{one.person.public_id}  last contact {one.last_contact_on}  anonymised on {one.on}")
        listed = remembered(settings.data_dir)
        query = select(Person.public_id).where(Person.public_id.in_(listed), Person.anonymised_at.is_(None))
        for public_id in db.session.execute(query.order_by(Person.id)).scalars():
            click.echo(f"{public_id}  erased before, and there again")
        db.session.rollback()
    click.echo("Nothing was changed.")


def _person(wanted: str) -> Person:
    """The person with this identifier or badge; of a record that was put together with another, that other."""
    by_badge = select(Award.person_id).where(Award.public_code == wanted.upper())
    query = select(Person).where(or_(Person.public_id == wanted, Person.id.in_(by_badge)))
    found = db.session.execute(query).scalar_one_or_none()
    while found is not None and found.merged_at is not None:
        into = select(Person).join(PersonMerge, PersonMerge.kept_id == Person.id)
        into = into.where(PersonMerge.merged_id == found.id, PersonMerge.undone_at.is_(None))
        found = db.session.execute(into).scalar_one_or_none()
    if found is None:
        raise click.ClickException("There is nobody with this identifier.")
    return found


def _wipe() -> None:
    """Make the database forget the old pages, or say who has to."""
    if traces.wipe():
        return
    if db.engine.dialect.name == "sqlite":
        raise click.ClickException(
            "The rows are gone, but somebody reads the file: its old pages stay until you run flask privacy purge."
        )
    click.echo(
        "PostgreSQL keeps the old rows until it is told ANALYZE, then VACUUM FULL, while no transaction on that server "
        "(in whichever database) is older than this; its own journal (WAL) and your backups hold them until they are "
        "thrown away. See docs/adr/0017."
    )
