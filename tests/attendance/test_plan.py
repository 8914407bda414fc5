"""What one person learns, told from the diagnosis, their choices, seats and presence."""

import json
from datetime import timedelta

from peerlearn.attendance.plan import PlannedModule, plan_of
from peerlearn.attendance.queries import people_who_started
from peerlearn.attendance.rules import PlanPart, PresenceState
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.diagnoses import actions as diagnoses
from peerlearn.lifecycle.merging import merge
from peerlearn.tracks import actions as tracks
from peerlearn.tracks import curricula
from peerlearn.tracks.queries import module_to_choose
from peerlearn.workshops.openings import Openings
from peerlearn.workshops.rules import Part, WorkshopState
from tests.cast import Cast
from tests.factories import awards as made
from tests.factories.attendance import stage_workshop

DAY = timedelta(days=1)


def _plan(cast: Cast, name: str = "awa") -> dict[str, PlannedModule]:
    person = made.person(cast, name)
    found = plan_of(person.id, now=clock.now(), offered_at=person.organisation_id)
    return {one.module.code: one for one in found}


def _choose(cast: Cast, code: str, name: str = "awa") -> None:
    tracks.choose(made.person(cast, name), module_to_choose(code), by=None, now=clock.now())


def _diagnose(cast: Cast, marks: str) -> None:
    """Awa answers A1 to A10."""
    diagnosis = diagnoses.begin(made.person(cast, "awa"), by=cast.accounts["samira"], now=clock.now())
    diagnoses.answer(diagnosis, {f"A{number}": mark for number, mark in enumerate(marks, start=1)})
    diagnoses.finish(diagnosis, by=cast.accounts["samira"], now=clock.now())


def test_without_anything_every_module_is_there_in_its_order(everything: Cast) -> None:
    plan = _plan(everything)
    assert list(plan) == [f"M{number:02}" for number in range(1, 11)]
    assert {one.part for one in plan.values()} == {PlanPart.OTHER}
    assert [one.code for one in plan["M09"].before] == ["M04", "M08"]


def test_the_latest_diagnosis_advises_and_says_what_is_known(everything: Cast) -> None:
    _diagnose(everything, "0000000000")
    assert _plan(everything)["M01"].part is PlanPart.ADVISED
    _diagnose(everything, "3333333300")
    plan = _plan(everything)
    assert [code for code, one in plan.items() if one.part is PlanPart.ADVISED] == ["M09", "M10"]
    assert plan["M09"].before == ()


def test_a_conversation_that_was_cut_off_by_a_merge_takes_no_advice_away(everything: Cast) -> None:
    _diagnose(everything, "3333333300")
    for name in ("awa", "rosa"):
        diagnoses.begin(made.person(everything, name), by=everything.accounts["samira"], now=clock.now())
    kept, other = made.person(everything, "awa"), made.person(everything, "rosa")
    merge(kept, other, by=None, on=clock.today(), now=clock.now())
    assert _plan(everything)["M09"].part is PlanPart.ADVISED


def test_missing_prerequisites_never_forbid_a_choice(everything: Cast) -> None:
    _choose(everything, "M10")
    chosen = _plan(everything)["M10"]
    assert chosen.part is PlanPart.CHOSEN
    assert [one.code for one in chosen.before] == ["M04", "M06", "M07"]


def test_done_tells_the_day_and_how_much_was_seen(everything: Cast) -> None:
    staged = made.past_workshop(everything, days_ago=5, seated=["awa"])
    made.observe(everything, staged, "awa", ("M02-S1", "M02-S2"), 1)
    made.observe(everything, staged, "awa", ("M02-S3",), 3)
    done = _plan(everything)["M02"]
    assert done.part is PlanPart.DONE
    assert done.done_on is not None
    assert done.seen == {1: 2, 3: 1}
    assert "M02" not in [one.code for one in _plan(everything)["M04"].before]


def test_who_was_away_has_not_done_it(everything: Cast) -> None:
    staged = stage_workshop(everything, starts_in=-5 * DAY, seated=["awa"])
    made.mark_there(staged, "awa", PresenceState.EXCUSED)
    assert _plan(everything)["M02"].part is PlanPart.OTHER


def test_the_same_once_more_is_chosen_again_after_it_was_done(everything: Cast) -> None:
    person, module = made.person(everything, "awa"), module_to_choose("M02")
    tracks.choose(person, module, by=None, now=clock.now() - 9 * DAY)
    made.past_workshop(everything, days_ago=5, seated=["awa"])
    assert _plan(everything)["M02"].part is PlanPart.DONE
    _choose(everything, "M02")
    assert _plan(everything)["M02"].part is PlanPart.CHOSEN


def test_a_new_version_of_the_curriculum_keeps_what_was_done_and_chosen(everything: Cast) -> None:
    made.past_workshop(everything, days_ago=5, seated=["awa"])
    _choose(everything, "M03")
    _choose(everything, "M08")
    document = json.loads(curricula.own_curricula()["learner.json"])
    kept = [one for one in document["modules"] if one["code"] in {"M01", "M02", "M03"}]
    curricula.load(json.dumps({**document, "version": "2099.1", "modules": kept}).encode(), now=clock.now())
    plan = _plan(everything)
    assert list(plan) == ["M01", "M02", "M03", "M08"]
    assert plan["M02"].part is PlanPart.DONE
    assert plan["M03"].part is PlanPart.CHOSEN
    assert plan["M08"].module.title["fr"] == "Mots de passe et arnaques"


def test_the_next_seat_is_told_rather_than_the_waiting_list(everything: Cast) -> None:
    stage_workshop(everything, starts_in=2 * DAY, seated=(), waiting=("awa",))
    later = stage_workshop(everything, starts_in=4 * DAY, seated=("awa",))
    _choose(everything, "M02")
    place = _plan(everything)["M02"].place
    assert place is not None
    assert place.workshop_id == later.id


def test_three_dates_are_offered_where_a_tap_gives_a_seat(everything: Cast) -> None:
    offered = [stage_workshop(everything, starts_in=days * DAY, seated=("rosa",)).id for days in (2, 3, 4, 5)]
    eight = ("ibrahim", "rosa", "serge", "lucie", "karim", "malika", "dragan", "tesfay")
    stage_workshop(everything, starts_in=DAY, seated=eight)
    stage_workshop(everything, starts_in=DAY, seated=("rosa",), waiting=("karim",))
    stage_workshop(everything, starts_in=DAY, seated=(), state=WorkshopState.CANCELLED)
    stage_workshop(everything, starts_in=-DAY, seated=())
    assert _plan(everything)["M02"].openings == Openings()
    _choose(everything, "M02")
    assert [one.id for one in _plan(everything)["M02"].openings.with_seat] == offered[:3]


def test_where_all_are_full_the_waiting_lists_are_offered(everything: Cast) -> None:
    eight = ("ibrahim", "rosa", "serge", "lucie", "karim", "malika", "dragan", "tesfay")
    full = stage_workshop(everything, starts_in=2 * DAY, seated=eight)
    _choose(everything, "M02")
    openings = _plan(everything)["M02"].openings
    assert [one.id for one in openings.to_wait] == [full.id]
    assert openings.with_seat == []


def test_a_workshop_that_is_on_is_not_done_yet(everything: Cast) -> None:
    staged = stage_workshop(everything, starts_in=-DAY / 24, seated=("awa",))
    made.mark_there(staged, "awa")
    plan = _plan(everything)["M02"]
    assert plan.done_on is None
    assert plan.has_seat


def test_nothing_is_offered_while_one_is_elsewhere(everything: Cast) -> None:
    stage_workshop(everything, starts_in=2 * DAY, seated=("awa",), module="M05")
    stage_workshop(everything, starts_in=3 * DAY, seated=(), module="M06", leaders={"awa": Part.CO_LEAD})
    stage_workshop(everything, starts_in=2 * DAY, seated=())
    stage_workshop(everything, starts_in=3 * DAY, seated=())
    free = stage_workshop(everything, starts_in=4 * DAY, seated=())
    _choose(everything, "M02")
    assert [one.id for one in _plan(everything)["M02"].openings.with_seat] == [free.id]


def test_ones_own_house_comes_first_and_strangers_workshops_are_not_there(everything: Cast) -> None:
    guest = stage_workshop(everything, host="relais", starts_in=2 * DAY, seated=(), leaders={}, guests=("tilleuls",))
    stage_workshop(everything, host="garonne", starts_in=2 * DAY, seated=(), leaders={})
    own = stage_workshop(everything, starts_in=5 * DAY, seated=())
    _choose(everything, "M02")
    db.session.flush()
    scope.enter(db.session(), Scope.of([everything.organisations["tilleuls"]]))
    assert [one.id for one in _plan(everything)["M02"].openings.with_seat] == [own.id, guest.id]


def test_people_who_started_are_counted_once_and_by_house(everything: Cast) -> None:
    made.past_workshop(everything, days_ago=9, seated=["awa", "rosa"])
    made.past_workshop(everything, days_ago=5, seated=["awa"], module="M03")
    away = stage_workshop(everything, starts_in=-3 * DAY, seated=["karim", "fatou"], guests=("relais",))
    made.mark_there(away, "karim", PresenceState.ABSENT)
    made.mark_there(away, "fatou")
    made.past_workshop(everything, days_ago=2, seated=["serge"], module="T1")
    assert people_who_started() == 3
    db.session.flush()
    for house, count in (("tilleuls", 2), ("relais", 1), ("garonne", 0)):
        scope.enter(db.session(), Scope.of([everything.organisations[house]]))
        assert people_who_started() == count
