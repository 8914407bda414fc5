"""`flask programme load-curriculum FILE`."""

import json
from pathlib import Path

from flask import Flask
from flask.testing import FlaskCliRunner

from peerlearn.tracks import curricula
from tests.cast import Cast


def _load(app: Flask, file: Path) -> tuple[int, str]:
    done = FlaskCliRunner(app).invoke(args=["programme", "load-curriculum", str(file)])
    return done.exit_code, done.output


def test_a_new_version_is_loaded_and_loading_it_again_says_the_same(app: Flask, cast: Cast, tmp_path: Path) -> None:
    document = json.loads(curricula.own_curricula()["learner.json"]) | {"version": "2027.1"}
    file = tmp_path / "learner.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    assert _load(app, file) == _load(app, file) == (0, "smartphone-bases 2027.1 is in force.\n")


def test_what_is_wrong_with_a_file_is_said_in_words(app: Flask, cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "wrong.json"
    file.write_text('{"format": "curriculum/2"}', encoding="utf-8")
    status, said = _load(app, file)
    assert status != 0
    assert "curriculum/1" in said
    assert "Traceback" not in said
