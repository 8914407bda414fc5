"""Past the program too: the database itself keeps what is signed, and lets go of words only when somebody is erased."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from peerlearn.core import clock, scope
from peerlearn.core.db import Base, db, transaction
from peerlearn.core.errors import DomainError
from peerlearn.core.scope import Scope
from peerlearn.lifecycle.erasure import anonymise
from peerlearn.lifecycle.merging import merge
from peerlearn.lifecycle.parting import undo_merge
from peerlearn.notes import actions
from peerlearn.notes.answering import hand_over, say
from peerlearn.notes.models import MeetingNote
from peerlearn.notes.queries import Reader, note, own_notes
from peerlearn.people.models import Person
from tests.cast import Cast
from tests.factories.notes import WORDS, noted
from tests.lifecycle.dump import everything_stored
from tests.lifecycle.test_gone import in_its_own_transaction
from tests.stage import ClientOf
from tests.web.attendance.conftest import RowsOf, rows_of

__all__ = ["rows_of"]
# Asked of the locks themselves: who is active is told as it was when a transaction first asked.
_SOMEBODY_WAITS = text(
    "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
)
PATIENCE = 30
NOTES, ANSWERS = Base.metadata.tables["meeting_note"], Base.metadata.tables["note_answer"]
_CHANGES = {
    "met_on": clock.today().replace(year=2020),
    "with_whom": "Personne",
    "done": "Autre chose",
    "agreed": "",
    "next_step": "Rien",
    "reason": "—",
    "sha256": "0" * 64,
    "signed_at": None,
    "version": 7,
    "public_id": "another",
    "written_by_id": 1,
}


@pytest.fixture
def notes(app: Flask, cast: Cast) -> tuple[int, int]:
    """A signed note about Awa, with her word, and a draft about Rosa: their row numbers."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test's notes"))
        with transaction():
            made = noted(cast, "awa").id, noted(cast, "rosa", signed=False).id
        scope.leave(db.session())
        db.session.remove()
    return made


def let_wait(other: Future[Any], connection: Connection) -> None:
    """Go on once the other one waits for what this connection holds, or is done."""
    given_up_at = time.monotonic() + PATIENCE
    while not (other.done() or _somebody_waits(connection)):
        assert time.monotonic() < given_up_at, "the other one neither waits nor comes to an end"
        wait([other], timeout=0.01)


def _somebody_waits(connection: Connection) -> bool:
    """On SQLite whoever writes has all of it, and nobody holds a part."""
    return connection.dialect.name == "sqlite" or bool(connection.execute(_SOMEBODY_WAITS).scalar_one())


def _public_id(app: Flask, number: int) -> str:
    with app.app_context(), db.engine.connect() as connection:
        return str(connection.execute(select(NOTES.c.public_id).where(NOTES.c.id == number)).scalar_one())


@pytest.mark.parametrize("column", _CHANGES)
def test_no_statement_changes_what_is_signed(app: Flask, notes: tuple[int, int], column: str) -> None:
    signed, draft = notes
    change = {column: _CHANGES[column]}
    with app.app_context():
        if column in {"met_on", "with_whom", "done", "agreed", "next_step"}:
            with db.engine.begin() as connection:
                assert connection.execute(update(NOTES).where(NOTES.c.id == draft).values(change)).rowcount == 1
        with pytest.raises(IntegrityError), db.engine.begin() as connection:
            connection.execute(update(NOTES).where(NOTES.c.id == signed).values(change))


def test_no_statement_deletes_it_nor_the_word_of_the_person(app: Flask, notes: tuple[int, int]) -> None:
    signed, draft = notes
    with app.app_context():
        with db.engine.begin() as connection:
            assert connection.execute(delete(NOTES).where(NOTES.c.id == draft)).rowcount == 1
        for refused in (
            delete(NOTES).where(NOTES.c.id == signed),
            delete(ANSWERS),
            update(ANSWERS).where(ANSWERS.c.words != "").values(words="Oui à tout."),
            update(ANSWERS).values(kind="disagrees"),
            update(ANSWERS).values(noted_by_id=1, said_at=clock.now()),
        ):
            with pytest.raises(IntegrityError), db.engine.begin() as connection:
                connection.execute(refused)


def test_no_row_takes_its_place(app: Flask, notes: tuple[int, int]) -> None:
    """`INSERT OR REPLACE` deletes first what is in its way; in PostgreSQL such a statement changes it."""
    with app.app_context():
        with db.engine.connect() as connection:
            row = dict(connection.execute(NOTES.select().where(NOTES.c.id == notes[0])).mappings().one())
            is_sqlite = connection.dialect.name == "sqlite"
        put: Any = insert(NOTES).prefix_with("OR REPLACE").values(row | {"done": "Rien."})
        if not is_sqlite:
            other = postgresql.insert(NOTES).values(row)
            put = other.on_conflict_do_update(index_elements=["id"], set_={"done": "Rien."})
        with pytest.raises(IntegrityError), db.engine.begin() as connection:
            connection.execute(put)


def test_what_is_put_in_past_the_program_is_seen(app: Flask, cast: Cast, notes: tuple[int, int]) -> None:
    """A row that somebody wrote by hand has no fingerprint that fits."""
    with app.app_context():
        with db.engine.begin() as connection:
            row = dict(connection.execute(NOTES.select().where(NOTES.c.id == notes[0])).mappings().one())
            forged = row | {"id": 900, "public_id": "forged", "form_id": row["form_id"].__class__(int=7)}
            connection.execute(insert(NOTES).values(forged | {"agreed": "Payer 10 euros."}))
        scope.enter(db.session(), Scope.everything("a test reads"))
        told = {one.public_id: one.is_intact for one in own_notes(cast.people["awa"])}
        assert told.pop("forged") is False
        assert list(told.values()) == [True]
        scope.leave(db.session())


def test_it_goes_along_with_the_person_and_back(everything: Cast) -> None:
    kept, other = (db.session.get_one(Person, everything.people[name]) for name in ("rosa", "awa"))
    made, reader = noted(everything, "awa").public_id, Reader(everything.accounts["samira"], None, may_follow=True)
    before = everything_stored()
    done = merge(kept, other, by=None, on=clock.today(), now=clock.now())
    (told,) = own_notes(kept.id)
    assert told.public_id == made
    assert told.is_intact
    undo_merge(done, by=None, now=clock.now())
    assert everything_stored() == before
    assert note(made, reader).person_id == other.id


def test_what_corrects_and_answers_it_meanwhile_goes_back_with_it(everything: Cast) -> None:
    """Else the other would read it as their own, and it would outlive the erasure of whom it is about."""
    kept, other = (db.session.get_one(Person, everything.people[name]) for name in ("rosa", "awa"))
    by, now = Reader(everything.accounts["samira"], None, may_follow=True), clock.now()
    first = noted(everything, "awa").public_id
    done = merge(kept, other, by=None, on=clock.today(), now=now)
    second = actions.correct(note(first, by), "Un oubli.", form_id=uuid4(), by=by, now=now).public_id
    actions.sign(second, seen=note(second, by).seen, by=by, now=now)
    say(note(second, by), "Pas d’accord.", disagrees=True, form_id=uuid4(), by=by.account_id, now=now)
    draft = actions.correct(note(second, by), "Encore un oubli.", form_id=uuid4(), by=by, now=now)
    undo_merge(done, by=None, now=now)
    assert own_notes(kept.id) == []
    assert [one.public_id for one in own_notes(other.id)] == [second, first]
    assert draft.person_id == other.id
    said = db.session.connection().execute(select(ANSWERS.c.person_id))
    assert set(said.scalars()) == {other.id}


def test_nothing_is_written_on_a_page_that_was_put_away(everything: Cast) -> None:
    """It would be found by nobody: their page may still be open when a colleague puts two together."""
    kept, other = (db.session.get_one(Person, everything.people[name]) for name in ("rosa", "awa"))
    assert noted(everything, "awa", signed=False).public_id
    merge(kept, other, by=None, on=clock.today(), now=clock.now())
    with pytest.raises(DomainError, match=r"notes\.merged_meanwhile"):
        noted(everything, "awa", signed=False)


@pytest.mark.parametrize("write", ["a change", "a correction", "an answer"])
def test_who_is_written_of_is_held_before_the_note(app: Flask, cast: Cast, notes: tuple[int, int], write: str) -> None:
    """As whoever erases holds them: the other way round, the two would wait for one another."""
    by = Reader(cast.accounts["samira"], None, may_follow=True)
    first, draft = (_public_id(app, number) for number in notes)
    steps: dict[str, Callable[[], object]] = {
        "a change": lambda: actions.change(draft, WORDS, by=by, now=clock.now()),
        "a correction": lambda: actions.correct(note(first, by), "Un oubli.", form_id=uuid4(), by=by, now=clock.now()),
        "an answer": lambda: hand_over(note(first, by), by=by.account_id, now=clock.now()),
    }
    about, people = (draft, "rosa") if write == "a change" else (first, "awa")
    with app.app_context(), ThreadPoolExecutor(1) as hand, db.engine.begin() as erasing:
        erasing.execute(select(Person.id).where(Person.id == cast.people[people]).with_for_update())
        written = hand.submit(in_its_own_transaction, app, steps[write])
        let_wait(written, erasing)
        held = update(NOTES).where(NOTES.c.public_id == about).values(person_id=NOTES.c.person_id)
        assert erasing.execute(held).rowcount == 1
        erasing.commit()
        assert written.result(20) == "done"


@pytest.mark.parametrize("write", ["a first note", "a correction"])
def test_who_went_to_another_house_meanwhile_is_not_there(
    client_of: ClientOf, cast: Cast, notes: tuple[int, int], rows_of: RowsOf, write: str
) -> None:
    """Their page was open: nothing broke, and no draft is left that nobody finds."""
    samira, page = client_of("samira"), f"/people/{cast.person_ids['awa']}/notes/new"
    app = samira.application
    first = _public_id(app, notes[0])
    form = {"form_id": str(uuid4()), "met_on": clock.today().isoformat(), "about": "met", "with_whom": "Samira"}
    steps: dict[str, Callable[[], TestResponse]] = {
        "a first note": lambda: samira.post(page, data=form | {"done": "Une photo."}),
        "a correction": lambda: samira.post(f"/notes/{first}/correction", data={"reason": "Un oubli."}),
    }
    awa, houses = Base.metadata.tables["person"], cast.organisations
    with app.app_context(), ThreadPoolExecutor(1) as hand, db.engine.begin() as moving:
        moving.execute(select(awa.c.id).where(awa.c.id == cast.people["awa"]).with_for_update())
        written = hand.submit(steps[write])
        let_wait(written, moving)
        moving.execute(update(awa).where(awa.c.id == cast.people["awa"]).values(organisation_id=houses["relais"]))
        moving.commit()
        assert written.result(20).status_code == 404
    assert len(rows_of(MeetingNote)) == len(notes)


def test_its_words_go_with_the_name_of_the_person(everything: Cast) -> None:
    by = Reader(everything.accounts["samira"], None, may_follow=True)
    first = note(noted(everything, "awa").public_id, by)
    second = actions.correct(first, "Un oubli.", form_id=uuid4(), by=by, now=clock.now())
    actions.sign(second.public_id, seen=note(second.public_id, by).seen, by=by, now=clock.now())
    noted(everything, "awa", signed=False)
    anonymise(db.session.get_one(Person, everything.people["awa"]), now=clock.now())
    rows = db.session.connection().execute(NOTES.select().order_by(NOTES.c.id)).mappings().all()
    assert [row["version"] for row in rows] == [1, 2, 1]
    assert {row[name] for row in rows for name in ("with_whom", "done")} == {"—"}
    assert {row[name] for row in rows for name in ("agreed", "next_step", "sha256")} == {""}
    assert {row["reason"] for row in rows} == {"", "—"}
    assert {row["words"] for row in db.session.connection().execute(ANSWERS.select()).mappings()} == {""}
