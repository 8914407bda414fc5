"""Who may be the same person as somebody who is being written down."""

import pytest

from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.scope import Scope
from peerlearn.people import actions, queries
from peerlearn.people.actions import PersonFacts, Sent
from peerlearn.people.models import Person
from peerlearn.people.rules import Called, may_be_same
from tests.cast import Cast

ZINEB = Called("Zineb", "Ben-Salem")


@pytest.mark.parametrize(
    ("first", "last"),
    [
        *(("zineb", "bensalem"), ("ZINEB", "Ben Salem"), ("Ben-Salem", "Zineb"), ("Zinèb", "Ben’Salem")),
        *(("Zinab", "Ben-Salem"), ("Zineb", "Ben-Salam"), ("Zineb", "Bensale"), ("Znieb", "Ben-Salem")),
        ("Zinebb", "Ben-Salem"),
    ],
)
def test_order_joints_and_one_slip_may_be_the_same_name(first: str, last: str) -> None:
    assert may_be_same(ZINEB, Called(first, last))
    assert may_be_same(Called(first, last), ZINEB)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ZINEB, Called("Zineb")),
        (ZINEB, Called("Zineb", "Haddad")),
        (ZINEB, Called("Zanab", "Ben-Salam")),
        (Called("Awa"), Called("Ava")),
        (Called("Zoé 001"), Called("Zoé 002")),
    ],
)
def test_other_names_are_other_people(one: Called, other: Called) -> None:
    assert not may_be_same(one, other)
    assert not may_be_same(other, one)


def _once(cast: Cast, facts: PersonFacts, sent: Sent | None = None, home: str = "tilleuls") -> Person:
    return actions.register_once(
        facts, sent or Sent(), organisation_id=cast.organisations[home], by=None, now=clock.now(), on=clock.today()
    )


def test_the_same_name_in_the_same_house_is_asked_about(everything: Cast) -> None:
    first = _once(everything, PersonFacts("Zineb", "Haddad", birth_year=1984))
    for year in (1984, None):
        with pytest.raises(DomainError) as refused:
            _once(everything, PersonFacts("haddad", "zineb", birth_year=year))
        assert refused.value.code == "people.looks_like"
        assert refused.value.details["people"] == [first.public_id]
    assert _once(everything, PersonFacts("Zineb", "Haddad", birth_year=1990)).id != first.id
    assert _once(everything, PersonFacts("Zineb", "Haddad"), home="relais").id != first.id


def test_who_was_told_apart_is_registered(everything: Cast) -> None:
    first = _once(everything, PersonFacts("Zineb", "Haddad"))
    second = _once(everything, PersonFacts("Zineb", "Haddad"), Sent(told_apart=[first.public_id]))
    assert second.id != first.id
    with pytest.raises(DomainError):
        _once(everything, PersonFacts("Zineb", "Haddad"), Sent(told_apart=[first.public_id]))


def test_a_form_sent_twice_makes_one_person(everything: Cast) -> None:
    sent = Sent()
    assert _once(everything, PersonFacts("Zineb"), sent).id == _once(everything, PersonFacts("Zineb"), sent).id


def test_nobody_is_compared_with_people_one_may_not_see(everything: Cast) -> None:
    _once(everything, PersonFacts("Zineb", "Haddad"))
    tilleuls = everything.organisations["tilleuls"]
    called = Called("Zineb", "Haddad")
    assert queries.look_alikes(called, None, organisation_id=tilleuls, except_for=None)
    scope.enter(db.session(), Scope.of([everything.organisations["garonne"]]))
    assert not queries.look_alikes(called, None, organisation_id=tilleuls, except_for=None)


def test_correcting_something_else_asks_nothing(everything: Cast) -> None:
    first = _once(everything, PersonFacts("Zineb", "Haddad"))
    second = _once(everything, PersonFacts("Rosalie", "Haddad"))
    on = clock.today()
    actions.change(second, PersonFacts("Rosalie", "Haddad", phone="06 12 34 56 78"), by=None, on=on, told_apart=())
    with pytest.raises(DomainError) as refused:
        actions.change(second, PersonFacts("Zineb", "Haddad"), by=None, on=on, told_apart=())
    assert refused.value.details["people"] == [first.public_id]
    actions.change(second, PersonFacts("Zineb", "Haddad"), by=None, on=on, told_apart=[first.public_id])
