"""`flask programme …`: first set-up, curricula from files, and what a new release of the product brings."""

from functools import partial
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from peerlearn.awards import achievements
from peerlearn.awards.issuers import set_up_issuer
from peerlearn.commands.working import for_everything
from peerlearn.core import clock
from peerlearn.diagnoses import questionnaires
from peerlearn.organisations import actions, places
from peerlearn.organisations.actions import OrganisationFacts
from peerlearn.organisations.queries import has_programme
from peerlearn.organisations.rules import OrganisationKind
from peerlearn.tracks import curricula

_UP_TO_DATE = "bringing what comes with the product up to date"

programme = AppGroup("programme", help="Set up the programme and load its curricula.")


@programme.command("create")
@click.argument("name")
@click.option("--contact", required=True, help="E-mail where people can write; badges show it.")
def create(name: str, contact: str) -> None:
    """Create the programme NAME: regions, national team, the three curricula, and a key to sign badges with."""
    with for_everything("setting up the programme"):
        places.load()
        actions.create_programme(name, contact=contact, now=clock.now())
        team = actions.create_organisation(OrganisationFacts(name, OrganisationKind.NATIONAL), by=None, now=clock.now())
        for content in curricula.own_curricula().values():
            curricula.load(content, now=clock.now())
        questionnaires.load(questionnaires.own_questionnaire(), now=clock.now())
        set_up_issuer(team, current_app.extensions["peerlearn-settings"], clock.now())
    click.echo(f"{name} is ready. Next: flask accounts invite EMAIL --role national")


@programme.command("load-curriculum")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load_curriculum(file: Path) -> None:
    """Load a version of a curriculum from a JSON file; doing it twice changes nothing."""
    with for_everything("loading a curriculum for everyone"):
        loaded = curricula.load(file.read_bytes(), now=clock.now())
        click.echo(f"{loaded.code} {loaded.version} is in force.")


@programme.command("load-questionnaire")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
def load_questionnaire(file: Path | None) -> None:
    """Load a version of the diagnosis from a JSON file, or the product's own; doing it twice changes nothing."""
    content = file.read_bytes() if file else questionnaires.own_questionnaire()
    with for_everything("loading a questionnaire for everyone"):
        loaded = questionnaires.load(content, now=clock.now())
        click.echo(f"{loaded.code} {loaded.version} is in force.")


def bring_content_up_to_date() -> None:
    """What came with the product since this installation was made: the questionnaire where there is none, the plans of
    modules, the words of badges in more languages. Asked after every `flask db upgrade`, so that nobody has to know;
    twice changes nothing.

    A version of people's own that differs is left as it is, and said in words: the database is upgraded all the same.
    """
    with for_everything(_UP_TO_DATE):
        if not has_programme():
            return
    now = clock.now()
    carried = [
        *(partial(curricula.bring, content, now=now) for content in curricula.own_curricula().values()),
        partial(questionnaires.bring, questionnaires.own_questionnaire(), now=now),
        *(partial(achievements.bring, content) for content in achievements.own_achievements().values()),
    ]
    for bring in carried:
        try:
            with for_everything(_UP_TO_DATE):
                bring()
        except click.ClickException as kept:
            click.echo(f"Yours stays as it is. {kept.format_message()}", err=True)
