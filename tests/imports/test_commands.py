"""`flask people import`, `flask people undo-import` and `flask organisations import`."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from peerlearn.core import clock
from peerlearn.core.db import Base, db
from peerlearn.imports.models import FileImport, ImportLine
from peerlearn.people.models import Person
from tests.cast import Cast
from tests.factories.imports import hand_in, many_people, people_file
from tests.stage import ClientOf

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    """Run a command as an operator does."""
    return lambda *words: app.test_cli_runner().invoke(args=list(map(str, words)))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of three hundred people."""
    path = tmp_path / "liste.csv"
    path.write_bytes(many_people(300))
    return path


def _count(app: Flask, table: type[Base]) -> int:
    with app.app_context(), db.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table.__table__)).scalar_one()


def test_people_are_imported_known_again_and_taken_back(app: Flask, run: Run, cast: Cast, file: Path) -> None:
    before = _count(app, Person)
    done = run("people", "import", file, "--organisation", "les tilleuls")
    assert done.exit_code == 0, done.output
    assert "300 new, 0 there already, 0 wrong." in done.output
    assert _count(app, Person) == before + 300
    again = run("people", "import", file, "--organisation", cast.organisation_ids["tilleuls"])
    assert "0 new, 300 there already" in again.output
    assert again.exit_code == 0
    assert _count(app, Person) == before + 300
    named = re.search(r"undo-import (\w+)", done.output)
    assert named is not None
    undone = run("people", "undo-import", named.group(1))
    assert undone.output == "300 taken off the list, 0 kept because in use.\n"
    assert _count(app, Person) == before
    assert run("people", "undo-import", named.group(1)).exit_code == 1
    assert run("people", "undo-import", "nothing").exit_code == 1


def test_a_dry_run_writes_nothing(app: Flask, run: Run, cast: Cast, file: Path) -> None:
    before = _count(app, Person)
    tried = run("people", "import", file, "--organisation", "Les Tilleuls", "--dry-run")
    assert tried.exit_code == 0
    assert "300 new" in tried.output
    assert (_count(app, Person), _count(app, FileImport), _count(app, ImportLine)) == (before, 0, 0)


def test_while_a_line_is_wrong_nothing_is_written_and_the_status_says_so(
    app: Flask, run: Run, cast: Cast, tmp_path: Path
) -> None:
    before, wrong = _count(app, Person), tmp_path / "faux.csv"
    wrong.write_bytes(people_file("Zélie;;1990", "Yanis;;12"))
    refused = run("people", "import", wrong, "--organisation", "Les Tilleuls")
    assert refused.exit_code == 1
    assert "line 3  Année de naissance  Write a year between 1920 and 2020" in refused.output
    assert "1 new, 0 there already, 1 wrong." in refused.output
    assert (_count(app, Person), _count(app, FileImport)) == (before, 0)


def test_what_cannot_be_read_is_refused_in_words(run: Run, cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "liste.csv"
    for content, words in (
        (b"%PDF-1.7", "no CSV"),
        (people_file("Diop", headers="Nom"), "A column that is needed"),
        (b"", "empty"),
    ):
        file.write_bytes(content)
        refused = run("people", "import", file, "--organisation", "Les Tilleuls")
        assert refused.exit_code == 1
        assert words in refused.output
    assert "no such organisation" in run("people", "import", file, "--organisation", "Nulle part").output


def test_organisations_are_imported(run: Run, cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "structures.csv"
    file.write_bytes(people_file("La Ressourcerie;ACI;59", headers="Nom;Type;Département"))
    assert "1 imported" in run("organisations", "import", file).output
    assert "1 there already" in run("organisations", "import", file).output


def test_a_draft_is_forgotten_after_a_day(app: Flask, run: Run, client_of: ClientOf, cast: Cast) -> None:
    hand_in(app, client_of("samira"), people_file("Zélie;;"), organisation=cast.organisation_ids["tilleuls"])
    assert run("people", "forget-drafts").output == "0 forgotten.\n"
    with clock.standing_at(clock.now() + timedelta(hours=25)):
        assert run("people", "forget-drafts").output == "1 forgotten.\n"
    assert (_count(app, FileImport), _count(app, ImportLine)) == (0, 0)
