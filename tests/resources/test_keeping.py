"""Files and rows come and go together: a file is safe before its row counts, and gone after its row."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.settings import PROJECT, Settings
from peerlearn.organisations.models import Organisation
from peerlearn.resources import actions, keeping
from peerlearn.resources.actions import ResourceFacts
from peerlearn.resources.examining import Examined, examine
from peerlearn.resources.models import Resource
from peerlearn.resources.rules import (
    MOST_OF_A_MODULE,
    QUOTA,
    MediaType,
    ResourceKind,
    file_name,
)
from peerlearn.tracks.queries import curriculum_of, module_of
from peerlearn.tracks.rules import TrackCode
from tests.cast import Cast
from tests.resources.files import TEXT


def add(cast: Cast, folder: Path, content: bytes = TEXT, *, link: str = "", at: str | None = "tilleuls") -> Resource:
    """A sheet for M01."""
    module = module_of(curriculum_of(TrackCode.LEARNER), "M01")
    owner = db.session.get_one(Organisation, cast.organisations[at]) if at else None
    facts = ResourceFacts("Fiche", ResourceKind.SHEET, link=link, file=None if link else examine(content))
    return actions.add(module, facts, owner=owner, folder=folder, by=None, now=clock.now())


def files_in(folder: Path) -> int:
    """How many files lie there."""
    return len(list(folder.iterdir())) if folder.is_dir() else 0


def test_the_file_stays_with_its_row_and_goes_with_it(everything: Cast, tmp_path: Path) -> None:
    sheet = add(everything, tmp_path)
    db.session.commit()
    kept = tmp_path / str(sheet.stored_name)
    assert kept.read_bytes() == TEXT
    assert kept.stat().st_mode & 0o777 == 0o600
    actions.remove(sheet, folder=tmp_path, by=None)
    assert kept.is_file()
    db.session.commit()
    assert files_in(tmp_path) == 0


def test_what_is_rolled_back_leaves_no_file_and_loses_none(everything: Cast, tmp_path: Path) -> None:
    add(everything, tmp_path)
    db.session.rollback()
    assert files_in(tmp_path) == 0
    sheet = add(everything, tmp_path)
    db.session.commit()
    actions.remove(sheet, folder=tmp_path, by=None)
    db.session.rollback()
    db.session.commit()
    assert files_in(tmp_path) == 1


def test_handed_in_twice_it_is_there_once(everything: Cast, tmp_path: Path) -> None:
    assert add(everything, tmp_path).id == add(everything, tmp_path).id
    link = "https://www.example.org/jeu"
    assert add(everything, tmp_path, link=link).id == add(everything, tmp_path, link=link).id
    assert add(everything, tmp_path, at="relais").id != add(everything, tmp_path).id
    db.session.commit()
    assert files_in(tmp_path) == 2


def test_there_is_an_end_to_the_room_and_to_the_number(everything: Cast, tmp_path: Path) -> None:
    sheet = add(everything, tmp_path)
    sheet.size = QUOTA
    with pytest.raises(DomainError, match="no_room"):
        add(everything, tmp_path, b"Une autre fiche.")
    assert add(everything, tmp_path, b"Une autre fiche.", at="relais").id
    sheet.size = 10
    for number in range(MOST_OF_A_MODULE - 1):
        add(everything, tmp_path, f"Fiche {number}".encode())
    with pytest.raises(DomainError, match="too_many"):
        add(everything, tmp_path, b"Une de trop.")


def test_after_a_crash_what_has_no_partner_is_tidied_away(
    app: Flask, everything: Cast, tmp_path: Path, settings: Settings
) -> None:
    folder = keeping.folder_in(settings.data_dir)
    whole, lost = add(everything, folder), add(everything, folder, b"Une fiche perdue.")
    db.session.commit()
    names = str(whole.stored_name), str(lost.stored_name)
    (folder / names[1]).unlink()
    for name, age in (("old.part", 7200), ("ab" * 16, 7200), ("young.part", 0)):
        (folder / name).write_bytes(b"x")
        os.utime(folder / name, (time.time() - age,) * 2)
    said = app.test_cli_runner().invoke(args=["resources", "tidy"]).output
    assert said == "2 files removed, 1 entries without a file removed.\n"
    assert {file.name for file in folder.iterdir()} == {names[0], "young.part"}
    db.session.expire_all()


def test_killed_at_any_moment_an_acknowledged_file_is_whole(tmp_path: Path) -> None:
    """A process that writes one file after another and says each name is killed: every name it said is a whole file."""
    writer = (
        "import sys; from pathlib import Path; from sqlalchemy.orm import Session\n"
        "from peerlearn.resources import keeping\n"
        "while True: print(keeping.keep(Session(), Path(sys.argv[1]), b'x' * 300_000), flush=True)"
    )
    for heard in (2, 9, 30):
        process = subprocess.Popen(
            [sys.executable, "-c", writer, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=PROJECT
        )
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(heard)]
        # It writes on while the last name is read: the kill falls into one of the next.
        process.kill()
        said += process.stdout.read().splitlines()
        process.stdout.close()
        process.wait()
        for name in filter(None, (line.strip() for line in said)):
            assert len(name) < 32 or (tmp_path / name).stat().st_size == 300_000


def test_a_file_is_saved_under_a_name_that_every_system_takes() -> None:
    assert file_name("Fiche n° 1 : l’été / la ../rue", MediaType.PDF) == "Fiche n 1 l’été la rue.pdf"
    assert file_name("…", MediaType.TEXT) == "document.txt"
    assert file_name('a"b\r\nSet-Cookie: x', MediaType.TEXT) == "a b Set-Cookie x.txt"


def test_a_link_or_a_file_and_not_both(everything: Cast, tmp_path: Path) -> None:
    module = module_of(curriculum_of(TrackCode.LEARNER), "M01")
    both = ResourceFacts("x", ResourceKind.GAME, "https://example.org/", Examined(MediaType.TEXT, TEXT))
    for facts in (both, ResourceFacts("x", ResourceKind.GAME)):
        with pytest.raises(DomainError, match="link_or_file"):
            actions.add(module, facts, owner=None, folder=tmp_path, by=None, now=clock.now())
    assert db.session.execute(select(Resource)).first() is None
