"""People who were written down before their words were kept are found afterwards."""

from dataclasses import replace
from datetime import UTC, datetime

import flask_migrate
from sqlalchemy import column, insert, select, table

from peerlearn.core.db import db
from peerlearn.core.searching import words_of_name
from peerlearn.core.settings import Settings
from peerlearn.factory import create_app
from peerlearn.people.models import PersonWord

NAMES = (("Aïcha", "Ben-Salem"), ("Seán", "O’Neil"), ("Awa", None), ("Łucja", "Œuvrard"))


def test_the_migration_finds_words_as_the_program_does(settings: Settings, empty_database_url: str) -> None:
    app = create_app(replace(settings, database_url=empty_database_url))
    with app.app_context():
        flask_migrate.upgrade(revision="0011")
        _write_down()
        flask_migrate.upgrade()
        words = PersonWord.__table__
        with db.engine.connect() as connection:
            for number, name in enumerate(NAMES, 1):
                found = connection.execute(select(words.c.word).where(words.c.person_id == number)).scalars()
                assert set(found) == words_of_name(*name)
        db.session.remove()
        db.engine.dispose()


def _write_down() -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    house = {"id": 1, "public_id": "a" * 12, "kind": "aci", "name": "Les Tilleuls", "search_key": "les tilleuls"}
    houses = table("organisation", *map(column, [*house, "created_at"]))
    people = [
        {"id": number, "public_id": f"{number:012}", "organisation_id": 1, "first_name": first, "last_name": last}
        | {"search_key": "", "channel": "paper", "created_at": now}
        for number, (first, last) in enumerate(NAMES, 1)
    ]
    with db.engine.begin() as connection:
        connection.execute(insert(houses), house | {"created_at": now})
        connection.execute(insert(table("person", *map(column, people[0]))), people)
