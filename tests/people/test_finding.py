"""A search by name forgives what people leave out or put elsewhere, and an index answers it."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.people import actions, queries
from peerlearn.people.actions import PersonFacts
from peerlearn.people.finding import is_called
from peerlearn.people.models import Person
from tests.cast import Cast

ON = date(2026, 3, 2)


def _register(cast: Cast, first: str, last: str | None = None, home: str = "tilleuls") -> Person:
    facts = PersonFacts(first, last)
    person = actions.register(facts, organisation_id=cast.organisations[home], by=None, now=clock.now(), on=ON)
    db.session.flush()
    return person


def _found(words: str) -> list[str]:
    return [person.full_name for person in queries.people_page(words, number=1).rows]


@pytest.mark.parametrize(
    "words",
    [
        *("Aïcha Ben-Salem", "ben salem aicha", "BENSALEM", "aicha bensalem", "ben-sal", "salem", "Aï"),
        *("aicha  ben", "Ben Salem Aïcha", "aïcha ben—salem"),
    ],
)
def test_a_double_name_is_found_however_it_is_joined(everything: Cast, words: str) -> None:
    _register(everything, "Aïcha", "Ben-Salem")
    assert _found(words) == ["Aïcha Ben-Salem"]


@pytest.mark.parametrize("written", ["O'Neil", "O’Neil", "O Neil", "ONeil"])
@pytest.mark.parametrize("words", ["oneil", "O'Neil", "o’neil", "o neil", "sean onei"])
def test_an_apostrophe_is_no_obstacle(everything: Cast, written: str, words: str) -> None:
    _register(everything, "Seán", written)
    assert _found(words) == [f"Seán {written}"]


def test_only_the_beginnings_of_words_are_looked_at(everything: Cast) -> None:
    _register(everything, "Léa", "Martin")
    assert _found("mart") == ["Léa Martin"]
    assert _found("artin") == []
    assert _found("lea nobody") == []


def test_a_new_name_is_found_and_the_former_is_not(everything: Cast) -> None:
    person = _register(everything, "Léa", "Martin")
    actions.change(person, PersonFacts("Léa", "Duval"), by=None, on=ON)
    assert _found("duval") == ["Léa Duval"]
    assert _found("martin") == []


def test_a_search_stays_in_its_house(everything: Cast) -> None:
    _register(everything, "Léa", "Martin", home="garonne")
    scope.enter(db.session(), Scope.of([everything.organisations["garonne"]]))
    assert _found("martin") == ["Léa Martin"]
    scope.enter(db.session(), Scope.of([everything.organisations["tilleuls"]]))
    assert _found("martin") == []


def test_an_index_answers_a_search(app: Flask, everything: Cast) -> None:
    """SQLite says how it would look: along the index of words, not through all of them."""
    compiled = select(Person.id).where(is_called("mart")).compile(db.engine, compile_kwargs={"literal_binds": True})
    if db.engine.dialect.name == "sqlite":
        plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}").all()
        assert any("ix_person_word_word_person_id" in str(step) for step in plan), plan
