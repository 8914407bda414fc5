"""What the log says of a request and of a mistake: where, never what was typed or looked for."""

import subprocess
import sys

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from peerlearn.core.db import db
from peerlearn.organisations.models import Region
from peerlearn.web.kit.quiet_log import where
from tests.services.keeper import PROJECT

NAME = "Zéphyrine"


def test_gunicorn_finds_it_by_itself() -> None:
    command = [sys.executable, "-c", "import runpy; print(runpy.run_path('gunicorn.conf.py')['logger_class'])"]
    told = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    assert told.strip() == "peerlearn.web.kit.quiet_log.QuietLogger"


def test_where_something_broke_says_no_value() -> None:
    with pytest.raises(RuntimeError) as broken:
        _break(NAME)
    said = where(broken.value)
    assert "RuntimeError" in said
    assert "KeyError" in said
    assert "test_quiet_log.py" in said
    assert NAME not in said


def test_an_error_of_the_database_quotes_no_value(app: Flask) -> None:
    with app.app_context():
        db.session.add_all([Region(region_code="Zé", name="Zéphyrine"), Region(region_code="Zé", name="Vauquelin")])
        with pytest.raises(IntegrityError) as refused:
            db.session.flush()
        db.session.rollback()
    assert "Zéphyrine" not in str(refused.value)
    assert "Vauquelin" not in str(refused.value)


def _break(name: str) -> None:
    try:
        dict[str, str]()[name]
    except KeyError as problem:
        raise RuntimeError(f"{name} is missing") from problem
