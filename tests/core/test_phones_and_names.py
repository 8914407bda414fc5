"""Phones as people write them, names as people search them, lists one page at a time."""

import pytest
from sqlalchemy import select

from peerlearn.core.paging import page_of
from peerlearn.core.phones import find_phone, phone_as_said
from peerlearn.core.searching import LONGEST_KEY, search_key
from peerlearn.people.models import Person
from tests.cast import LEARNERS, Cast

PHONES = {
    "06 12 34 56 78": ("+33612345678", "06 12 34 56 78"),
    "06.12.34.56.78": ("+33612345678", "06 12 34 56 78"),
    "+33 6 12 34 56 78": ("+33612345678", "06 12 34 56 78"),
    "0033612345678": ("+33612345678", "06 12 34 56 78"),
    "0692 12 34 56": ("+262692123456", "0692 12 34 56"),
    "0690 12 34 56": ("+590690123456", "0690 12 34 56"),
    "0694 20 12 34": ("+594694201234", "0694 20 12 34"),
    "0696 12 34 56": ("+596696123456", "0696 12 34 56"),
    "0639 69 12 34": ("+262639691234", "0639 69 12 34"),
    "06 39 98 01 23": ("+33639980123", "06 39 98 01 23"),
    "+32 2 555 12 12": ("+3225551212", "+32 2 555 12 12"),
}


@pytest.mark.parametrize("typed", PHONES)
def test_a_phone_is_stored_in_one_form_and_said_as_people_say_it(typed: str) -> None:
    stored, said = PHONES[typed]
    assert find_phone(typed) == stored
    assert phone_as_said(stored) == said


@pytest.mark.parametrize("typed", ["12", "06 12 34 56", "06 12 34 56 78 9", "Awa", "", "+33", "00 00 00 00 00"])
def test_what_is_no_phone_is_none(typed: str) -> None:
    assert find_phone(typed) is None


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Élodie", "elodie"),
        ("Jean-Noël", "jean noel"),
        ("N’Golo", "n golo"),
        ("N'Golo", "n golo"),
        ("Cœur", "coeur"),
        ("Łukasz", "lukasz"),
        ("  Awa   DIOP ", "awa diop"),
        ("Straße", "strasse"),
        ("…", ""),
    ],
)
def test_a_name_is_found_without_its_accents(written: str, key: str) -> None:
    assert search_key(written) == key


def test_the_key_of_two_names_is_one_text_that_fits_its_column() -> None:
    assert search_key("Awa", None, "Diop") == "awa diop"
    assert len(search_key("ﷺ" * 120, "ﷺ" * 120)) <= LONGEST_KEY


def test_a_page_says_where_it_is(everything: Cast) -> None:
    people = select(Person).where(Person.organisation_id == everything.organisations["tilleuls"]).order_by(Person.id)
    first, last = page_of(people, 1, size=5), page_of(people, 3, size=5)
    assert (first.total, first.last, len(first.rows)) == (len(LEARNERS) + 3, 3, 5)
    assert (last.number, len(last.rows)) == (3, 3)
    assert not {person.id for person in first.rows} & {person.id for person in last.rows}


@pytest.mark.parametrize("asked", [-7, 0, 99])
def test_a_page_that_is_not_there_is_the_nearest_one(everything: Cast, asked: int) -> None:
    people = select(Person).order_by(Person.id)
    page = page_of(people, asked, size=5)
    assert page.rows
    assert 1 <= page.number <= page.last


def test_an_empty_list_has_one_page(everything: Cast) -> None:
    page = page_of(select(Person).where(Person.id < 0).order_by(Person.id), 1)
    assert (page.rows, page.number, page.last, page.total) == ([], 1, 1, 0)
