"""The way to leading, told from real workshops."""

from datetime import timedelta

from sqlalchemy import select

from peerlearn.attendance.actions import mark_presence
from peerlearn.attendance.queries import workshops_led_done
from peerlearn.attendance.rules import PresenceState
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.facilitators.actions import write_review
from peerlearn.facilitators.path import Whereabouts, path_of, whereabouts_of
from peerlearn.facilitators.rules import StageState, stage_states
from peerlearn.workshops.models import Workshop, WorkshopFacilitator
from peerlearn.workshops.rules import Part
from tests.attendance.test_presence import enrolment, staff
from tests.cast import Cast
from tests.factories.attendance import stage_workshop

DONE, NOW, LATER = StageState.DONE, StageState.NOW, StageState.LATER
DAY = timedelta(days=1)


def _done(cast: Cast, days_ago: int, *, module: str = "M02", who: str = "awa", **choices: Part) -> None:
    """A workshop some days ago at which `who` was there, led by those named."""
    staged = stage_workshop(
        cast, module=module, starts_in=-days_ago * DAY, seated=[who], leaders=choices or {"claire": Part.LEAD}
    )
    mark_presence(enrolment(staged, who), PresenceState.PRESENT, by=staff(cast), now=clock.now())


def _code(stands: Whereabouts) -> str:
    return stands.stage.code if stands.stage else ""


def _look_back(cast: Cast) -> None:
    """Moussa says something of the workshop he led last."""
    leads = select(WorkshopFacilitator).where(WorkshopFacilitator.person_id == cast.people["moussa"])
    last = db.session.execute(leads.order_by(WorkshopFacilitator.id.desc()).limit(1)).scalar_one()
    workshop = db.session.get_one(Workshop, last.workshop_id)
    write_review(last, workshop, went_well="Tout le monde a ri.", would_change="", by=None, now=clock.now())


def _states(cast: Cast) -> list[StageState]:
    return [stage.state for stage in path_of(cast.people["moussa"], now=clock.now())]


def test_the_first_stage_that_is_not_done_is_the_one_of_now() -> None:
    assert stage_states([False, False]) == [NOW, LATER]
    assert stage_states([True, False, True, False]) == [DONE, NOW, DONE, LATER]
    assert stage_states([True]) == [DONE]
    assert stage_states([]) == []


def test_one_step_after_the_other_from_training_to_leading(everything: Cast) -> None:
    assert _states(everything) == [NOW, LATER, LATER, LATER]
    _done(everything, 40, module="T1", who="moussa")
    assert _states(everything) == [DONE, NOW, LATER, LATER]
    _done(everything, 30, module="T2", who="moussa")
    assert _states(everything) == [DONE, DONE, NOW, LATER]
    _done(everything, 20, moussa=Part.CO_LEAD, serge=Part.LEAD)
    assert _states(everything) == [DONE, DONE, DONE, NOW]
    _done(everything, 10, moussa=Part.LEAD)
    _first, _second, third, fourth = path_of(everything.people["moussa"], now=clock.now())
    assert (third.partners, third.learners) == (("Serge",), 1)
    assert (fourth.have, fourth.need, fourth.state) == (1, 2, NOW)
    _done(everything, 5, moussa=Part.SUBSTITUTE)
    assert _states(everything) == [DONE, DONE, DONE, NOW]
    _look_back(everything)
    assert _states(everything) == [DONE] * 4


def test_leading_twice_is_not_done_before_a_look_back(everything: Cast) -> None:
    for days in (20, 10, 5):
        _done(everything, days, moussa=Part.LEAD)
    fourth = path_of(everything.people["moussa"], now=clock.now())[3]
    latest = workshops_led_done(everything.people["moussa"])[-1]
    assert (fourth.state, fourth.have, fourth.need, fourth.to_review) == (LATER, 2, 2, latest.public_id)
    _look_back(everything)
    fourth = path_of(everything.people["moussa"], now=clock.now())[3]
    assert (fourth.state, fourth.to_review) == (DONE, "")


def test_a_whole_list_stands_where_each_one_stands(everything: Cast) -> None:
    people = [everything.people[name] for name in ("moussa", "awa", "rosa")]
    _done(everything, 40, module="T1", who="rosa")
    for days in (20, 10, 5):
        _done(everything, days, moussa=Part.LEAD)
    found = whereabouts_of(people, now=clock.now())
    stand = [(_code(found[one]), found[one].has_begun) for one in people]
    assert stand == [("T1", True), ("T1", False), ("T2", True)]
    for one in people:
        at = next((stage.code for stage in path_of(one, now=clock.now()) if stage.state is NOW), "")
        assert at == _code(found[one])


def test_who_never_led_in_a_pair_has_done_that_step_by_leading(everything: Cast) -> None:
    for days in (20, 10):
        _done(everything, days, moussa=Part.LEAD)
    assert [(s.state, s.have) for s in path_of(everything.people["moussa"], now=clock.now())] == [
        (NOW, 0),
        (LATER, 0),
        (DONE, 1),
        (LATER, 1),
    ]


def test_leading_only_in_pairs_is_not_leading_yet(everything: Cast) -> None:
    for days in (20, 10, 5):
        _done(everything, days, moussa=Part.CO_LEAD)
    assert _states(everything)[2:] == [DONE, LATER]
