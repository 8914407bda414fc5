"""Registering and correcting people."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.nir import NirError
from peerlearn.core.scope import Scope, ScopeError
from peerlearn.people import actions, queries
from peerlearn.people.actions import PersonFacts
from peerlearn.people.models import Affiliation, Person
from peerlearn.people.rules import Channel, Position
from tests.cast import Cast

NIR = "1 85 05 78 006 084"


def _register(cast: Cast, facts: PersonFacts, home: str = "tilleuls") -> Person:
    organisation_id = cast.organisations[home]
    return actions.register(facts, organisation_id=organisation_id, by=None, now=clock.now(), on=date(2026, 3, 2))


def test_a_first_name_and_an_organisation_are_enough(everything: Cast) -> None:
    person = _register(everything, PersonFacts("Awa"))
    assert (person.full_name, person.channel, person.phone, person.email) == ("Awa", Channel.PAPER, None, None)
    affiliation = queries.current_affiliation(person.id)
    assert (affiliation.from_on, affiliation.position) == (date(2026, 3, 2), Position.EMPLOYEE)


def test_a_whole_family_may_share_a_phone(everything: Cast) -> None:
    for name in ("Awa", "Ibou", "Fatim"):
        facts = PersonFacts(name, phone="06 12 34 56 78", channel=Channel.SMS)
        assert _register(everything, facts).phone == "+33612345678"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (PersonFacts("Awa", phone="06 12"), "people.phone_wrong"),
        (PersonFacts("Awa", channel=Channel.SMS), "people.channel_needs_phone"),
        (PersonFacts("Awa", channel=Channel.CALL), "people.channel_needs_phone"),
        (PersonFacts("Awa", channel=Channel.EMAIL, phone="06 12 34 56 78"), "people.channel_needs_email"),
    ],
)
def test_one_cannot_be_reached_by_what_is_not_there(everything: Cast, facts: PersonFacts, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        _register(everything, facts)
    assert refused.value.code == code


@pytest.mark.parametrize("channel", [Channel.PAPER, Channel.STAFF])
def test_paper_and_staff_need_nothing(everything: Cast, channel: Channel) -> None:
    assert _register(everything, PersonFacts("Awa", channel=channel)).channel is channel


@pytest.mark.parametrize(
    "facts",
    [
        PersonFacts(f"Awa {NIR}"),
        PersonFacts("Awa", NIR),
        PersonFacts("Awa", email="1850578006084@example.org"),
    ],
    ids=["first name", "last name", "e-mail"],
)
def test_no_column_takes_a_social_security_number(everything: Cast, facts: PersonFacts) -> None:
    with pytest.raises(NirError):
        _register(everything, facts)
    db.session.rollback()


@pytest.mark.parametrize(
    ("first_name", "last_name"), [("1 85 05", "78 006 084"), ("Awa 1850578", "006084"), ("18505780", "0608491")]
)
def test_half_a_number_in_each_name_is_a_social_security_number(
    everything: Cast, first_name: str, last_name: str
) -> None:
    facts = PersonFacts(f"{first_name}", f"{last_name} Diop")
    with pytest.raises(DomainError) as refused:
        _register(everything, facts)
    assert refused.value.code == "nir"


@pytest.mark.parametrize("name", ["\u200b\u202e", "\u2066 Jean", "1234", "Je\u00adan", "Jean\nPierre"], ids=ascii)
def test_nobody_is_called_what_cannot_be_read(everything: Cast, name: str) -> None:
    for facts in (PersonFacts(name), PersonFacts("Awa", name)):
        with pytest.raises(DomainError) as refused:
            _register(everything, facts)
        assert refused.value.code == "not_a_name"


def test_correcting_a_person_keeps_search_right_and_leaves_the_position(everything: Cast) -> None:
    person = _register(everything, PersonFacts("Awa"))
    facts = PersonFacts("Awa-Marie", "Diop", birth_year=1984, position=Position.STAFF)
    actions.change(person, facts, by=None, on=date(2026, 3, 2))
    assert [one.id for one in queries.people_page("diop marie", number=1).rows] == [person.id]
    assert queries.current_affiliation(person.id).position is Position.EMPLOYEE
    assert len(queries.affiliations_of(person.id)) == 1


def test_a_person_is_at_one_organisation_at_a_time(everything: Cast) -> None:
    second = Affiliation(
        person_id=everything.people["awa"],
        organisation_id=everything.organisations["relais"],
        position=Position.EMPLOYEE,
        from_on=date(2026, 3, 2),
        until_on=None,
    )
    db.session.add(second)
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_nobody_is_registered_out_of_ones_scope(everything: Cast) -> None:
    scope.enter(db.session(), Scope.of([everything.organisations["tilleuls"]]))
    with pytest.raises(ScopeError):
        _register(everything, PersonFacts("Awa"), home="garonne")
    db.session.rollback()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("nadege", {"Nadège"}),
        ("NADÈGE", {"Nadège"}),
        ("traore moussa", {"Moussa"}),
        ("mou tra", {"Moussa"}),
        ("bonnet", {"Lucas"}),
        ("moussa bonnet", set()),
    ],
)
def test_a_search_forgives_accents_and_order(everything: Cast, words: str, found: set[str]) -> None:
    assert {person.first_name for person in queries.people_page(words, number=1).rows} == found


@pytest.mark.parametrize("words", ["%", "_", "\\", "'"])
def test_signs_in_a_search_mean_nothing(everything: Cast, words: str) -> None:
    assert len(queries.people_page(words, number=1).rows) == len(queries.people_page(number=1).rows)
    assert [person.first_name for person in queries.people_page(f"awa {words}", number=1).rows] == ["Awa"]


def test_people_are_counted_by_organisation_of_the_scope(everything: Cast) -> None:
    ids = [everything.organisations[name] for name in ("tilleuls", "relais", "garonne")]
    scope.enter(db.session(), Scope.of(ids[:1]))
    counts = queries.counts_by_organisation(ids)
    assert set(counts) == {ids[0]}
    assert counts[ids[0]] == len(queries.people_page(number=1).rows)
