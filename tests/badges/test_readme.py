"""What the README shows is run as it stands there, in an empty folder: who copies it gets what it promises."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from badges.cli import main

ROOT = Path(__file__).parents[2]
README = (ROOT / "badges/README.md").read_text()
FIRST, SITE, MORE = re.findall(r"^```\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
(PROGRAM,) = re.findall(r"^```python\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """An empty folder, and beside it a `python` that is the interpreter of this test."""
    (tmp_path / "bin").mkdir()
    python = tmp_path / "bin/python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    (tmp_path / "empty").mkdir()
    return tmp_path / "empty"


def run(script: str, folder: Path) -> str:
    """Run a script in the shell, stopping at the first command that fails; return what it printed."""
    known = {name: value for name, value in os.environ.items() if name != "BADGES_PASSPHRASE"}
    paths = {"PATH": f"{folder.parent / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["sh", "-euc", script],
        check=False,
        cwd=folder,
        env={**known, **paths},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, f"{done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


def commands(text: str) -> list[str]:
    """Every call of the command, without the remark after it."""
    found = re.findall(r"^\s*(python -m badges .*)$", text, re.MULTILINE)
    return [re.sub(r"\s{2,}#.*", "", line) for line in found]


def test_five_commands_in_an_empty_folder_make_a_valid_badge(empty: Path) -> None:
    assert len(commands(FIRST)) == 5
    said = run(FIRST, empty)
    assert said.startswith("VALID\n")
    assert "No site confirms who issued it" in said
    assert (empty / "badge.png").read_bytes().startswith(b"\x89PNG")


def test_the_other_commands_and_the_program_follow_from_the_five(empty: Path) -> None:
    (empty / "people.csv").write_text("holder,evidence\nAwa,Trois ateliers\nÉlodie,\n")
    (empty / "program.py").write_text(PROGRAM)
    run(FIRST, empty)
    passphrase = FIRST.partition("\n")[0]
    assert "confirmed by badges.example.org" in run(f"{passphrase}\n{SITE}", empty)
    said = run(f"{passphrase}\n{MORE}", empty)
    assert said.startswith('{"verdict":"valid"')
    assert said.rstrip().endswith((empty / "badge.json").read_text())
    assert len(list((empty / "signed").iterdir())) == 2
    assert run("python program.py", empty).startswith("valid\n")


def test_the_help_shows_the_same_five_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert commands(capsys.readouterr().out) == commands(FIRST)
