"""Who would like to lead: what was said in diagnoses, noted by staff, or said by the person; the latest word counts."""

from datetime import timedelta

from sqlalchemy import func, select

from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.diagnoses.rules import Interest as Leaning
from peerlearn.facilitators.actions import note_interest, take_back_interest
from peerlearn.facilitators.models import Interest
from peerlearn.facilitators.queries import candidates_page, find_wish, people_who_lead, wishes_of
from peerlearn.facilitators.rules import Answer, Source
from peerlearn.lifecycle.actions import transfer
from peerlearn.organisations.models import Organisation
from peerlearn.workshops.rules import Part
from tests.cast import Cast
from tests.factories.attendance import stage_workshop
from tests.factories.awards import person
from tests.factories.leading import DAY, diagnose


def _names() -> list[str]:
    return [one.first_name for one in candidates_page(number=1).rows]


def _notes() -> int:
    return db.session.execute(select(func.count(Interest.id))).scalar_one()


def _note(cast: Cast, name: str, answer: Answer, *, days_ago: float = 0, source: Source = Source.STAFF) -> None:
    at = clock.now() - timedelta(days=days_ago)
    note_interest(person(cast, name), answer, source=source, by=cast.accounts["samira"], now=at)


def test_yes_comes_before_maybe_then_who_waits_longest(everything: Cast) -> None:
    for name, interest, days_ago in (
        ("awa", Leaning.YES, 3),
        ("rosa", Leaning.MAYBE, 60),
        ("ibrahim", Leaning.YES, 30),
        ("karim", None, 5),
    ):
        diagnose(everything, name, interest, days_ago=days_ago)
    _note(everything, "lucie", Answer.YES, days_ago=40)
    assert _names() == ["Lucie", "Ibrahim", "Awa", "Rosa"]


def test_what_people_know_changes_nothing(everything: Cast) -> None:
    for days_ago, (name, level) in enumerate({"awa": 4, "rosa": 1, "ibrahim": 3, "karim": 2}.items()):
        diagnose(everything, name, Leaning.YES, days_ago=20 - days_ago, level=level)
    assert _names() == ["Awa", "Rosa", "Ibrahim", "Karim"]


def test_who_says_it_again_does_not_lose_their_turn(everything: Cast) -> None:
    diagnose(everything, "awa", Leaning.YES, days_ago=90)
    diagnose(everything, "rosa", Leaning.YES, days_ago=50)
    diagnose(everything, "awa", Leaning.YES, days_ago=2)
    assert _names() == ["Awa", "Rosa"]
    _note(everything, "awa", Answer.YES, source=Source.OWN)
    wish = wishes_of([everything.people["awa"]])[everything.people["awa"]]
    assert (wish.source, (clock.now() - wish.since).days) == (Source.OWN, 90)


def test_the_latest_diagnosis_speaks_for_the_former_ones(everything: Cast) -> None:
    diagnose(everything, "awa", Leaning.YES, days_ago=90)
    diagnose(everything, "awa", None, days_ago=2)
    assert _names() == []
    diagnose(everything, "awa", Leaning.MAYBE, days_ago=1)
    assert (_names(), find_wish(everything.people["awa"]).answer) == (["Awa"], Answer.MAYBE)  # type: ignore[union-attr]


def test_a_no_ends_it_and_a_later_yes_begins_again(everything: Cast) -> None:
    awa = everything.people["awa"]
    diagnose(everything, "awa", Leaning.YES, days_ago=90)
    _note(everything, "awa", Answer.NO, days_ago=20)
    assert _names() == []
    assert (wish := find_wish(awa)) is not None
    assert (wish.answer, wish.is_open) == (Answer.NO, False)
    diagnose(everything, "awa", Leaning.YES, days_ago=5)
    assert (clock.now() - wishes_of([awa])[awa].since).days == 5


def test_what_was_noted_by_mistake_is_taken_back_and_the_diagnosis_counts_again(everything: Cast) -> None:
    awa, by = person(everything, "awa"), everything.accounts["samira"]
    diagnose(everything, "awa", Leaning.YES, days_ago=90)
    _note(everything, "awa", Answer.NO)
    for _ in range(2):
        take_back_interest(awa, by=by, now=clock.now())
        assert _names() == ["Awa"]
    assert find_wish(everything.people["rosa"]) is None


def test_the_same_word_twice_is_one(everything: Cast) -> None:
    for days_ago in (5, 0):
        _note(everything, "awa", Answer.YES, days_ago=days_ago)
    assert _notes() == 1
    _note(everything, "awa", Answer.MAYBE)
    assert _notes() == 2


def test_who_leads_already_is_apart_and_who_leads_in_a_pair_still_learns(everything: Cast) -> None:
    for name in ("moussa", "serge", "awa"):
        _note(everything, name, Answer.YES)
    stage_workshop(everything, leaders={"moussa": Part.LEAD, "serge": Part.CO_LEAD}, starts_in=-3 * DAY)
    assert sorted(_names()) == ["Awa", "Serge"]
    assert [one.first_name for one in people_who_lead()] == ["Moussa"]


def test_names_and_houses_narrow_the_list(everything: Cast) -> None:
    for name in ("awa", "fatou"):
        _note(everything, name, Answer.YES)
    found = candidates_page("fat", number=1)
    assert [one.first_name for one in found.rows] == ["Fatou"]
    home = everything.organisations["tilleuls"]
    assert [one.first_name for one in candidates_page(number=1, organisation_id=home).rows] == ["Awa"]


def test_a_wish_goes_with_the_person_to_another_house_and_a_diagnosis_stays(everything: Cast) -> None:
    relais = db.session.get_one(Organisation, everything.organisations["relais"])
    _note(everything, "awa", Answer.YES)
    diagnose(everything, "rosa", Leaning.YES)
    for name in ("awa", "rosa"):
        transfer(person(everything, name), relais, by=None, on=clock.today(), now=clock.now())
    scope.enter(db.session(), Scope.of([relais.id]))
    assert _names() == ["Awa"]
    scope.enter(db.session(), Scope.of([everything.organisations["tilleuls"]]))
    assert _names() == []


def test_each_house_sees_its_own(everything: Cast) -> None:
    for name in ("awa", "fatou", "lucas"):
        _note(everything, name, Answer.YES)
    diagnose(everything, "karim", Leaning.YES)
    scope.enter(db.session(), Scope.of([everything.organisations["garonne"]]))
    assert _names() == ["Lucas"]
    assert set(wishes_of([everything.people["karim"], everything.people["lucas"]])) == {everything.people["lucas"]}
