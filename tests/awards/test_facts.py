"""What is known of a person is gathered for many at once, and says the same as the record of one."""

from datetime import timedelta

import pytest
from flask import Flask

from peerlearn.attendance import queries as attendance
from peerlearn.attendance.rules import PresenceState, Side
from peerlearn.awards import queries
from peerlearn.awards.criteria import gather
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.tracks.rules import TrackCode
from peerlearn.workshops.rules import Part, WorkshopState
from tests.cast import Cast
from tests.counting import statements
from tests.factories import awards as made
from tests.factories.attendance import stage_workshop


@pytest.fixture
def cast(everything: Cast, settings: Settings) -> Cast:
    """Everyone, and the badges that can be earned."""
    made.issuer(everything, settings)
    return everything


def facts_of(cast: Cast, name: str, track: TrackCode = TrackCode.FACILITATOR) -> object:
    """What is gathered of one person."""
    person = cast.people[name]
    return gather([person], made.achievement(track), now=clock.now())[person]


def names(cast: Cast) -> list[tuple[str, str]]:
    """Who is found, for which badge."""
    found = queries.candidates(now=clock.now())
    return [(one.person.first_name, one.achievement.track.value) for one in found]


def test_it_agrees_with_the_record_of_one_person(cast: Cast) -> None:
    made.earn_leading(cast)
    made.earn_basics(cast)
    late = stage_workshop(cast, starts_in=-timedelta(days=2), seated=("rosa", "serge"))
    made.mark_there(late, "rosa", PresenceState.LATE)
    made.mark_there(late, "serge", PresenceState.ABSENT)
    everyone = gather(cast.people.values(), made.achievement(), now=clock.now())
    for name in ("moussa", "awa", "rosa", "serge", "lucas"):
        person = cast.people[name]
        known, led = everyone[person], attendance.workshops_led_done(person)
        assert known.workshops_led == len(led)
        assert known.workshops_attended == len({one.workshop_id for one in attendance.workshops_attended(person)})
        assert known.distinct_learners == attendance.distinct_learners_led(person)
    curriculum = made.achievement().curriculum.code
    best = {one.skill_code for one in attendance.best_levels(cast.people["moussa"], curriculum) if one.level >= 2}
    assert set(everyone[cast.people["moussa"]].skills_at(2)) == best


@pytest.mark.parametrize(
    "changes",
    [
        {"state": WorkshopState.CANCELLED},
        {"leaders": {"moussa": Part.REPLACED}},
        {"starts_in": timedelta(hours=1)},
    ],
    ids=["cancelled", "replaced", "to come"],
)
def test_a_workshop_that_was_not_led_does_not_count(cast: Cast, changes: dict[str, object]) -> None:
    staged = stage_workshop(cast, **{"starts_in": -timedelta(days=1), "seated": ("awa",), **changes})  # type: ignore[arg-type]
    made.mark_there(staged, "awa")
    assert facts_of(cast, "moussa").workshops_led == 0  # type: ignore[attr-defined]


def test_a_workshop_where_nobody_came_was_not_led(cast: Cast) -> None:
    staged = stage_workshop(cast, starts_in=-timedelta(days=1), seated=("awa",))
    made.mark_there(staged, "awa", PresenceState.ABSENT)
    known = facts_of(cast, "moussa")
    assert (known.workshops_led, known.distinct_learners) == (0, 0)  # type: ignore[attr-defined]


def test_skills_of_another_track_are_left_aside(cast: Cast) -> None:
    staged = made.past_workshop(cast, days_ago=5, seated=("awa",))
    made.observe(cast, staged, "awa", ["M02-S1"])
    learner, leader = (facts_of(cast, "awa", track) for track in (TrackCode.LEARNER, TrackCode.FACILITATOR))
    assert [(one.skill, one.module, one.side) for one in learner.seen] == [("M02-S1", "M02", Side.STAFF)]  # type: ignore[attr-defined]
    assert leader.seen == ()  # type: ignore[attr-defined]


def test_the_rule_finds_who_has_earned_a_badge_until_it_is_proposed(cast: Cast, settings: Settings) -> None:
    assert names(cast) == []
    made.earn_leading(cast)
    made.earn_basics(cast)
    assert names(cast) == [("Awa", "learner"), ("Moussa", "facilitator")]
    assert [one.person.first_name for one in queries.candidates(now=clock.now(), words="mous")] == ["Moussa"]
    made.award_at(cast, settings, AwardState.PROPOSED)
    assert names(cast) == [("Awa", "learner")]


def test_someone_who_led_elsewhere_is_found_by_their_own_organisation_only(cast: Cast) -> None:
    for days in (30, 20, 10):
        staged = stage_workshop(cast, host="garonne", starts_in=-timedelta(days=days), seated=made.GROUP)
        for name in made.GROUP:
            made.mark_there(staged, name)
        made.observe(cast, staged, "moussa", made.LEADING)
    found = {}
    for name in ("tilleuls", "garonne"):
        scope.enter(db.session(), Scope.of([cast.organisations[name]]))
        found[name] = names(cast)
    assert found == {"tilleuls": [("Moussa", "facilitator")], "garonne": []}


def test_finding_candidates_takes_as_many_queries_for_one_as_for_many(app: Flask, cast: Cast) -> None:
    def count() -> int:
        with statements(app) as said:
            queries.candidates(now=clock.now())
        return len(said)

    made.earn_basics(cast)
    one = count()
    for name in ("ibrahim", "rosa", "serge"):
        made.earn_basics(cast, name)
    assert len(names(cast)) == 4
    assert count() == one
