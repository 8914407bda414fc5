"""A person's own record, and the sheets that are missing."""

from datetime import timedelta

from sqlalchemy import select

from peerlearn.attendance import queries
from peerlearn.attendance.actions import mark_presence, observe
from peerlearn.attendance.rules import PresenceState, Side
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.tracks.queries import curriculum_of
from peerlearn.tracks.rules import Level, TrackCode
from peerlearn.workshops.models import Workshop
from peerlearn.workshops.rules import Part, WorkshopState
from tests.attendance.test_observation import skill
from tests.attendance.test_presence import enrolment, leader, staff
from tests.cast import Cast
from tests.factories.attendance import Staged, stage_workshop

HOUR = timedelta(hours=1)
OVER = -5 * HOUR
PRESENT, ABSENT = PresenceState.PRESENT, PresenceState.ABSENT


def _mark(cast: Cast, staged: Staged, **states: PresenceState) -> Staged:
    host = staff(cast)
    for name, state in states.items():
        mark_presence(enrolment(staged, name), state, by=host, now=clock.now())
    return staged


def _workshop(staged: Staged) -> Workshop:
    return db.session.execute(select(Workshop).where(Workshop.id == staged.id)).scalar_one()


def test_what_someone_attended_tells_module_day_and_minutes(everything: Cast) -> None:
    first = _mark(everything, stage_workshop(everything, starts_in=-50 * HOUR, module="M01"), awa=PRESENT)
    _mark(everything, stage_workshop(everything, starts_in=-26 * HOUR), awa=ABSENT)
    marks = queries.presences_of_person(everything.people["awa"])
    assert [(m.module_code, m.track, m.minutes, m.state) for m in marks] == [
        ("M01", TrackCode.LEARNER, 120, PRESENT),
        ("M02", TrackCode.LEARNER, 0, ABSENT),
    ]
    assert [m.workshop_id for m in queries.workshops_attended(everything.people["awa"])] == [first.id]


def test_the_best_level_of_each_skill_comes_with_how_often_and_by_whom_it_was_seen(everything: Cast) -> None:
    former, staged = stage_workshop(everything), stage_workshop(everything)
    for one, level in ((former, Level.ALONE), (staged, Level.WITH_HELP)):
        observe(enrolment(one, "awa"), skill("M02-S2"), level, by=leader(everything), now=clock.now())
    observe(enrolment(staged, "awa"), skill("M02-S2"), Level.CAN_EXPLAIN, by=staff(everything), now=clock.now())
    observe(enrolment(staged, "awa"), skill("M02-S1"), Level.NOT_SEEN, by=staff(everything), now=clock.now())
    learner = curriculum_of(TrackCode.LEARNER).code
    first, second = queries.best_levels(everything.people["awa"], learner)
    assert (first.skill_code, first.level) == ("M02-S1", 0)
    assert (second.skill_code, second.level) == ("M02-S2", 3)
    assert {fact.side for fact in second.seen} == set(Side)
    assert [second.times_at(level) for level in (1, 2, 3)] == [2, 2, 1]
    assert queries.best_levels(everything.people["awa"], curriculum_of(TrackCode.STAFF).code) == []
    assert queries.best_levels(everything.people["rosa"], learner) == []


def test_a_workshop_counts_as_led_when_it_took_place(everything: Cast) -> None:
    led = _mark(
        everything, stage_workshop(everything, starts_in=OVER), awa=PRESENT, rosa=PresenceState.LATE, ibrahim=ABSENT
    )
    again = _mark(everything, stage_workshop(everything, leaders={"moussa": Part.CO_LEAD}, starts_in=OVER), awa=PRESENT)
    _mark(everything, stage_workshop(everything, starts_in=OVER), awa=ABSENT)  # nobody came
    _mark(everything, stage_workshop(everything), awa=PRESENT)  # still going on
    stage_workshop(everything, starts_in=OVER)  # no sheet
    stage_workshop(everything, state=WorkshopState.CANCELLED, starts_in=OVER)
    _mark(everything, stage_workshop(everything, leaders={"serge": Part.LEAD}, starts_in=OVER), awa=PRESENT)
    _mark(everything, stage_workshop(everything, leaders={"moussa": Part.REPLACED}, starts_in=OVER), rosa=PRESENT)
    facts = queries.workshops_led_done(everything.people["moussa"])
    assert [(f.workshop_id, f.part, f.learners) for f in facts] == [(led.id, Part.LEAD, 2), (again.id, Part.CO_LEAD, 1)]
    assert (facts[0].module_code, facts[0].host_name) == ("M02", "Les Tilleuls")
    assert queries.distinct_learners_led(everything.people["moussa"]) == 2


def test_what_someone_did_at_another_host_is_theirs_too(everything: Cast) -> None:
    staged = stage_workshop(everything, host="relais", starts_in=OVER, seated=["fatou"])
    mark_presence(enrolment(staged, "fatou"), PRESENT, by=staff(everything, "relais"), now=clock.now())
    db.session.flush()
    scope.enter(db.session(), Scope.of([everything.organisations["tilleuls"]]))
    assert [f.host_name for f in queries.workshops_led_done(everything.people["moussa"])] == ["Le Relais"]
    assert queries.distinct_learners_led(everything.people["moussa"]) == 1


def test_a_sheet_is_missing_when_people_had_seats_and_nobody_noted_anything(everything: Cast) -> None:
    now = clock.now()
    missing = stage_workshop(everything, starts_in=OVER)
    marked = _mark(everything, stage_workshop(everything, starts_in=OVER), awa=ABSENT)
    stage_workshop(everything)
    stage_workshop(everything, starts_in=OVER, seated=[])
    stage_workshop(everything, starts_in=OVER, state=WorkshopState.CANCELLED)
    assert not queries.has_marks(_workshop(missing))
    assert queries.has_marks(_workshop(marked))
    assert queries.was_marked(enrolment(marked, "awa"))
    assert not queries.was_marked(enrolment(marked, "rosa"))
    for by in (staff(everything), leader(everything)):
        assert [one.id for one in queries.workshops_without_sheet(by, now=now)] == [missing.id]
        assert not queries.workshops_without_sheet(by, now=now, since=now - HOUR)
    for by in (staff(everything, "relais"), leader(everything, "serge")):
        assert not queries.workshops_without_sheet(by, now=now)
