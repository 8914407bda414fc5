"""Noting how far a skill was seen."""

from collections.abc import Sequence
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from peerlearn.attendance.actions import mark_presence, observe, take_back_observation
from peerlearn.attendance.models import Observation
from peerlearn.attendance.room import Marker
from peerlearn.attendance.rules import PresenceState, Side
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.scope import Scope
from peerlearn.tracks.models import Skill
from peerlearn.tracks.rules import Level
from peerlearn.workshops.models import WorkshopFacilitator
from peerlearn.workshops.rules import Part, WorkshopState
from tests.attendance.test_presence import enrolment, leader, staff
from tests.cast import Cast
from tests.factories.attendance import Staged, stage_workshop


def skill(code: str) -> Skill:
    return db.session.execute(select(Skill).where(Skill.code == code)).scalar_one()


def leading(staged: Staged, cast: Cast, name: str) -> WorkshopFacilitator:
    query = select(WorkshopFacilitator).where(
        WorkshopFacilitator.workshop_id == staged.id, WorkshopFacilitator.person_id == cast.people[name]
    )
    return db.session.execute(query).scalar_one()


def history(staged: Staged) -> Sequence[Observation]:
    query = select(Observation).where(Observation.workshop_id == staged.id).order_by(Observation.id)
    return db.session.execute(query).scalars().all()


def test_a_peer_and_staff_each_have_their_own_view_of_one_skill(everything: Cast) -> None:
    staged = stage_workshop(everything)
    awa, now = enrolment(staged, "awa"), clock.now()
    observe(awa, skill("M02-S2"), Level.ALONE, by=leader(everything), now=now)
    observe(awa, skill("M02-S2"), Level.WITH_HELP, by=staff(everything), now=now)
    assert [(o.side, o.level, o.is_current) for o in history(staged)] == [
        (Side.PEER, 2, True),
        (Side.STAFF, 1, True),
    ]


def test_a_later_level_takes_the_place_of_the_former_and_may_be_taken_back(everything: Cast) -> None:
    staged = stage_workshop(everything)
    awa, by, now = enrolment(staged, "awa"), leader(everything), clock.now()
    observe(awa, skill("M02-S2"), Level.WITH_HELP, by=by, now=now)
    observe(awa, skill("M02-S2"), Level.CAN_EXPLAIN, by=by, now=now)
    assert [(o.level, o.is_current) for o in history(staged)] == [(1, False), (3, True)]
    take_back_observation(awa, skill("M02-S2"), by=by, now=now)
    assert [(o.level, o.is_current) for o in history(staged)] == [(1, False), (3, False)]


def test_who_leads_is_seen_by_staff_and_by_who_leads_beside_them(everything: Cast) -> None:
    staged = stage_workshop(everything, leaders={"moussa": Part.LEAD, "serge": Part.CO_LEAD})
    moussa, now = leading(staged, everything, "moussa"), clock.now()
    seen = observe(moussa, skill("F01"), Level.ALONE, by=leader(everything, "serge"), now=now)
    assert (seen.side, seen.enrolment_id, seen.person_id) == (Side.PEER, None, everything.people["moussa"])
    assert observe(moussa, skill("F01"), Level.ALONE, by=staff(everything), now=now).side is Side.STAFF


def test_nobody_marks_their_own_skills(everything: Cast) -> None:
    staged = stage_workshop(everything)
    moussa, now = leading(staged, everything, "moussa"), clock.now()
    with pytest.raises(DomainError, match=r"attendance\.own_skill"):
        observe(moussa, skill("F01"), Level.ALONE, by=leader(everything), now=now)
    observe(moussa, skill("F01"), Level.WITH_HELP, by=staff(everything), now=now)
    both = Marker(None, everything.people["moussa"], Scope.of([everything.organisations["tilleuls"]]))
    with pytest.raises(DomainError, match=r"attendance\.own_skill"):
        take_back_observation(moussa, skill("F01"), by=both, now=now)


def test_only_the_skills_of_this_workshop_are_seen(everything: Cast) -> None:
    staged = stage_workshop(everything)
    awa, moussa, now = enrolment(staged, "awa"), leading(staged, everything, "moussa"), clock.now()
    for subject, elsewhere in ((awa, "M03-S1"), (awa, "F01"), (moussa, "M02-S1")):
        with pytest.raises(DomainError, match=r"attendance\.skill_elsewhere"):
            observe(subject, skill(elsewhere), Level.ALONE, by=staff(everything), now=now)


def test_there_is_nothing_to_note_of_someone_away(everything: Cast) -> None:
    staged = stage_workshop(everything)
    awa, by, now = enrolment(staged, "awa"), leader(everything), clock.now()
    mark_presence(awa, PresenceState.EXCUSED, by=by, now=now)
    with pytest.raises(DomainError, match=r"attendance\.was_away"):
        observe(awa, skill("M02-S2"), Level.ALONE, by=by, now=now)


def test_a_cancelled_workshop_and_a_waiting_person_are_refused(everything: Cast) -> None:
    cancelled = stage_workshop(everything, state=WorkshopState.CANCELLED)
    with pytest.raises(DomainError, match=r"attendance\.cancelled"):
        observe(enrolment(cancelled, "awa"), skill("M02-S2"), Level.ALONE, by=staff(everything), now=clock.now())
    staged = stage_workshop(everything, waiting=["karim"])
    with pytest.raises(DomainError, match=r"attendance\.not_seated"):
        observe(enrolment(staged, "karim"), skill("M02-S2"), Level.ALONE, by=staff(everything), now=clock.now())


def test_strangers_see_nothing_and_someone_replaced_is_not_seen(everything: Cast) -> None:
    staged = stage_workshop(everything, leaders={"moussa": Part.LEAD, "serge": Part.REPLACED}, guests=["relais"])
    awa, now = enrolment(staged, "awa"), clock.now()
    for stranger in (leader(everything, "serge"), leader(everything, "karim"), staff(everything, "relais")):
        with pytest.raises(NoResultFound):
            observe(awa, skill("M02-S2"), Level.ALONE, by=stranger, now=now)
        with pytest.raises(NoResultFound):
            take_back_observation(awa, skill("M02-S2"), by=stranger, now=now)
    with pytest.raises(NoResultFound):
        observe(leading(staged, everything, "serge"), skill("F01"), Level.ALONE, by=staff(everything), now=now)


def test_the_same_mark_told_twice_is_one_and_other_content_is_refused(everything: Cast) -> None:
    staged, mark_id = stage_workshop(everything), uuid4()
    awa, by, now = enrolment(staged, "awa"), leader(everything), clock.now()
    first = observe(awa, skill("M02-S2"), Level.ALONE, by=by, now=now, mark_id=mark_id)
    assert observe(awa, skill("M02-S2"), Level.ALONE, by=by, now=now, mark_id=mark_id) is first
    for code, level, who in (("M02-S2", Level.WITH_HELP, "awa"), ("M02-S1", Level.ALONE, "awa"), ("M02-S2", 2, "rosa")):
        with pytest.raises(DomainError, match=r"attendance\.mark_differs"):
            observe(enrolment(staged, who), skill(code), Level(level), by=by, now=now, mark_id=mark_id)
    assert len(history(staged)) == 1
