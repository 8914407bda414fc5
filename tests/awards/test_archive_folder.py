"""An archive that is being written: whatever kills it, what was there before is there still, and nothing half."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

import badges
from peerlearn.awards.archive import manifest
from peerlearn.awards.archive.folder import drafted
from peerlearn.awards.archive.manifest import About
from peerlearn.core.errors import DomainError
from tests.services.keeper import PROJECT

HERE = ("http://localhost",)
ABOUT = About(datetime(2026, 3, 1, tzinfo=UTC), ("did:web:localhost",), HERE)
KEY = badges.generate_signing_key(controller="did:web:localhost")
# A program that writes an archive and kills itself: before the given step of its folder, counted from 0.
_DYING = """
import os, signal, sys
from pathlib import Path
from tests.awards.test_archive_folder import make

step, left = sys.argv[1], int(sys.argv[2])
done = getattr(Path, step)

def die_or(*given, **named):
    global left
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    return done(*given, **named)

setattr(Path, step, die_or)
make(Path(sys.argv[3]), "new")
"""


def make(target: Path, word: str) -> None:
    """An archive of two files."""
    with drafted(target, bases=HERE) as draft:
        draft.write("b/one.json", word.encode())
        draft.write("index.html", word.encode())
        draft.close(ABOUT, KEY)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """One that was made before."""
    make(tmp_path / "archive", "old")
    return tmp_path / "archive"


@pytest.mark.parametrize(
    ("step", "times"), [("write_bytes", 0), ("write_bytes", 1), ("open", 1), ("rename", 0), ("rename", 1)]
)
def test_killed_at_any_moment_it_leaves_nothing_half(archive: Path, step: str, times: int) -> None:
    dying = [sys.executable, "-c", _DYING, step, str(times), str(archive)]
    died = subprocess.run(dying, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr
    # Between its two last steps there is none under this name, and never half of one.
    assert not archive.exists() or _words(archive) == {"old"}
    make(archive, "newer")
    assert _words(archive) == {"newer"}
    assert os.listdir(archive.parent) == [archive.name]  # noqa: PTH208 - the hidden ones too


def test_the_former_one_is_back_before_anything_else_is_done(archive: Path) -> None:
    archive.rename(archive.with_name(f".{archive.name}.before"))
    with pytest.raises(DomainError, match="another_site"), drafted(archive, bases=("https://elsewhere.example",)):
        pass
    assert _words(archive) == {"old"}


def test_what_fails_on_the_way_leaves_the_former_one(archive: Path) -> None:
    with pytest.raises(TypeError), drafted(archive, bases=HERE) as draft:
        draft.write("index.html", "no bytes")  # type: ignore[arg-type]
    assert _words(archive) == {"old"}
    assert [one.name for one in archive.parent.iterdir()] == [archive.name]


def test_two_at_once_do_not_write_into_each_other(archive: Path) -> None:
    with drafted(archive, bases=HERE) as draft:
        with pytest.raises(DomainError, match="being_written"):
            make(archive, "other")
        draft.write("index.html", b"new")
        draft.close(ABOUT, KEY)
    assert _words(archive) == {"new"}


def test_a_disk_that_cannot_be_written_to_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DomainError, match="archive_not_written"):
        make(tmp_path / "file" / "archive", "new")


def _words(archive: Path) -> set[str]:
    listed = manifest.read(archive)
    found = {path: manifest.fingerprint(archive / path) for path in listed.files}
    assert found == listed.files
    return {(archive / path).read_text() for path in listed.files}
