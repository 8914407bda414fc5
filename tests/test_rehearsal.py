"""The cast is assembled once for many tests, and is no other than if it were assembled for each."""

from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select

from peerlearn.core import scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.factory import create_app
from peerlearn.organisations.models import Organisation
from peerlearn.people.models import Affiliation
from tests.cast import Cast
from tests.rehearsal import ReadRule, Rehearsal, settings_for, settle_in
from tests.services.databases import Databases


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_a_test_does_to_the_cast_is_gone_before_the_next(app: Flask, cast: Cast, turn: str) -> None:
    assert "guest" not in cast.organisations, turn
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test changes the cast"))
        with transaction():
            tilleuls = db.session.get_one(Organisation, cast.organisations["tilleuls"])
            assert tilleuls.name == "Les Tilleuls", turn
            tilleuls.name = "Les Platanes"
        scope.leave(db.session())
    cast.organisations["guest"] = 0


@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_database_that_breaks_in_a_test_is_whole_in_the_next(app: Flask, turn: str) -> None:
    def fail(*arguments: object) -> None:
        raise RuntimeError("broken")

    with app.app_context():
        db.session.execute(select(Organisation))
        event.listen(db.engine, "before_cursor_execute", fail)  # and nobody takes it back
        with pytest.raises(RuntimeError, match="broken"):
            db.session.execute(select(Organisation))
        db.session.rollback()


def test_what_comes_late_from_a_test_leads_the_next_to_no_former_database(
    app: Flask, cast: Cast, settings: Settings, clean_databases: Databases, rehearsal: Rehearsal
) -> None:
    """As a thread that was not done when its test was: the connection it gives back is of a database that was."""

    def named(asked: Flask, *, anew: str = "") -> str:
        with asked.app_context():
            scope.enter(db.session(), Scope.everything("a thread that comes late"))
            with transaction():
                tilleuls = db.session.get_one(Organisation, cast.organisations["tilleuls"])
                tilleuls.name = anew or tilleuls.name
                found = tilleuls.name
            scope.leave(db.session())
            db.session.remove()
        return found

    assert named(app, anew="Les Platanes") == "Les Platanes"
    clean_databases.fresh(rehearsal.kept())
    following = create_app(settings)
    settle_in(following, settings)
    assert named(following) == "Les Tilleuls"


def test_an_application_reads_its_addresses_from_the_one_before(app: Flask, settings: Settings) -> None:
    one, other = (next(create_app(settings).url_map.iter_rules("people.show")) for _ in range(2))
    assert isinstance(one, ReadRule)
    assert one._build.__func__ is other._build.__func__  # type: ignore[attr-defined]
    assert other.build({"public_id": "PABC"}) == ("", "/people/PABC")


def test_on_another_day_the_cast_is_assembled_anew(clean_databases: Databases, tmp_path: Path) -> None:
    rehearsal = Rehearsal(clean_databases, tmp_path)
    for year in (2031, 2032):
        with time_machine.travel(f"{year}-03-02T08:00:00Z"):
            app = create_app(settings_for(clean_databases.fresh(rehearsal.kept()), tmp_path))
            with app.app_context():
                scope.enter(db.session(), Scope.everything("since when"))
                of_awa = select(Affiliation.from_on).where(Affiliation.person_id == rehearsal.cast().people["awa"])
                assert db.session.execute(of_awa).scalar_one().year == year - 1
                db.session.remove()
                db.engine.dispose()
