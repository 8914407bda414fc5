"""Who waits for which module: chosen or advised, not done since, and without a seat to come."""

from datetime import timedelta

from peerlearn.attendance.wanting import Waiting, waiting_for
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.diagnoses import actions as diagnoses
from peerlearn.tracks import actions as tracks
from peerlearn.tracks.queries import module_to_choose
from tests.cast import Cast
from tests.factories import awards as made
from tests.factories.attendance import stage_workshop

DAY = timedelta(days=1)


def _choose(cast: Cast, name: str, code: str, *, days_ago: int = 0) -> None:
    tracks.choose(made.person(cast, name), module_to_choose(code), by=None, now=clock.now() - days_ago * DAY)


def _diagnose(cast: Cast, name: str, marks: str) -> None:
    diagnosis = diagnoses.begin(made.person(cast, name), by=cast.accounts["samira"], now=clock.now())
    diagnoses.answer(diagnosis, {f"A{number}": mark for number, mark in enumerate(marks, start=1)})
    diagnoses.finish(diagnosis, by=cast.accounts["samira"], now=clock.now())


def _waiting(code: str) -> Waiting:
    db.session.flush()
    return waiting_for(now=clock.now()).get(code, Waiting())


def test_who_chose_comes_first_and_who_chose_long_ago_before_them(everything: Cast) -> None:
    _diagnose(everything, "awa", "3333333300")
    _diagnose(everything, "rosa", "3333333300")
    _choose(everything, "karim", "M09", days_ago=2)
    _choose(everything, "rosa", "M09", days_ago=9)
    found = _waiting("M09")
    assert found.everyone == [everything.people[name] for name in ("rosa", "karim", "awa")]
    assert list(found.advised) == [everything.people["awa"]]
    assert len(_waiting("M01")) == 0


def test_the_latest_diagnosis_counts(everything: Cast) -> None:
    _diagnose(everything, "awa", "0000000000")
    assert len(_waiting("M01")) == 1
    _diagnose(everything, "awa", "3333333300")
    assert len(_waiting("M01")) == 0


def test_done_or_with_a_seat_one_waits_no_more_and_chosen_again_one_does(everything: Cast) -> None:
    for name in ("awa", "rosa", "karim", "serge"):
        _choose(everything, name, "M02", days_ago=9)
    made.past_workshop(everything, days_ago=3, seated=["awa", "serge"])
    stage_workshop(everything, starts_in=3 * DAY, seated=("rosa",), waiting=("karim",))
    _choose(everything, "serge", "M02")
    assert set(_waiting("M02").everyone) == {everything.people["karim"], everything.people["serge"]}


def test_a_choice_that_was_taken_back_and_other_houses_do_not_count(everything: Cast) -> None:
    _choose(everything, "awa", "M02")
    _choose(everything, "lucas", "M02")
    _choose(everything, "rosa", "M02")
    tracks.take_back(made.person(everything, "rosa"), module_to_choose("M02"), by=None, now=clock.now())
    db.session.flush()
    scope.enter(db.session(), Scope.of([everything.organisations["tilleuls"]]))
    assert _waiting("M02").everyone == [everything.people["awa"]]
