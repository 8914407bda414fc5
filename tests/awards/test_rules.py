"""Has this person earned it? Decided with reasons, on criteria that are read strictly."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from peerlearn.attendance.rules import Side
from peerlearn.awards.achievements import own_achievements
from peerlearn.awards.reading import read_criteria
from peerlearn.awards.rules import (
    Facts,
    Kind,
    NameShown,
    Seen,
    conditions_kept,
    decide,
    facts_to_keep,
    months_after,
    shown_as,
)
from peerlearn.core.errors import DomainError
from peerlearn.tracks.rules import TrackCode

LEADER = read_criteria(json.loads(own_achievements()["animateur-numerique-entre-pairs.json"])["criteria"])
LEARNER = read_criteria(json.loads(own_achievements()["bases-du-smartphone.json"])["criteria"])
REQUIRED = ("F01", "F02", "F03", "F04", "F10")


def seen(*skills: str, workshops: int = 1, level: int = 2, side: Side = Side.STAFF, module: str = "") -> list[Seen]:
    """These skills, each in so many workshops."""
    return [Seen(skill, module, number, level, side) for skill in skills for number in range(workshops)]


def leading(**changes: Any) -> Facts:
    """Everything the facilitators' badge asks for, and not more."""
    facts = {
        "workshops_led": 3,
        "distinct_learners": 8,
        "seen": (*seen(*REQUIRED, workshops=2), *seen("F05", "F06", "F07")),
    }
    return Facts(**{**facts, **changes})


def missing(facts: Facts, criteria: object = LEADER) -> dict[Kind, int]:
    """Kind → how much is missing."""
    decision = decide(criteria, facts)  # type: ignore[arg-type]
    assert decision.is_met == (not decision.unmet)
    return {condition.kind: condition.lacking for condition in decision.unmet}


def test_the_last_step_is_one_of_one_thing_for_who_has_begun() -> None:
    step = decide(LEADER, leading(workshops_led=2)).last_step
    assert step is not None
    assert (step.kind, step.lacking) == (Kind.WORKSHOPS_LED, 1)
    assert decide(LEADER, leading()).last_step is None, "nothing is missing"
    assert decide(LEADER, leading(workshops_led=1)).last_step is None, "two of one thing"
    assert decide(LEADER, leading(workshops_led=2, distinct_learners=7)).last_step is None, "one of two things"


def test_who_has_not_begun_is_near_to_nothing() -> None:
    once = read_criteria({"format": "criteria/1", "all": [{"workshops_led": {"at_least": 1}}]})
    stranger = decide(once, Facts(workshops_attended=3))
    assert (stranger.has_begun, stranger.last_step) == (False, None)
    assert {one.lacking for one in stranger.unmet} == {1}
    both = read_criteria(
        {"format": "criteria/1", "all": [{"workshops_led": {"at_least": 1}}, {"workshops_attended": {"at_least": 2}}]}
    )
    assert decide(both, Facts(workshops_attended=3)).last_step is not None


def test_exactly_enough_is_enough() -> None:
    decision = decide(LEADER, leading())
    assert decision.is_met
    assert [(one.kind.value, one.have, one.need) for one in decision.conditions] == [
        ("workshops_led", 3, 3),
        ("distinct_learners", 8, 8),
        ("skills", 5, 5),
        ("skills_reached", 8, 8),
    ]


FULL = (*REQUIRED, "F05", "F06", "F07")
CASES: dict[str, tuple[dict[str, Any], dict[Kind, int]]] = {
    "one workshop missing": ({"workshops_led": 2}, {Kind.WORKSHOPS_LED: 1}),
    "a beginner": (
        {"workshops_led": 0, "distinct_learners": 0},
        {Kind.WORKSHOPS_LED: 3, Kind.DISTINCT_LEARNERS: 8},
    ),
    "one person missing": ({"distinct_learners": 7}, {Kind.DISTINCT_LEARNERS: 1}),
    "attending is not leading": ({"workshops_attended": 40}, {}),
    "nothing seen": ({"seen": ()}, {Kind.SKILLS: 5, Kind.SKILLS_REACHED: 8}),
    "the required ones only": ({"seen": tuple(seen(*REQUIRED, workshops=2))}, {Kind.SKILLS_REACHED: 3}),
    "each seen once": ({"seen": tuple(seen(*FULL))}, {Kind.SKILLS: 5}),
    "with help": (
        {"seen": tuple(seen(*FULL, workshops=2, level=1))},
        {Kind.SKILLS: 5, Kind.SKILLS_REACHED: 8},
    ),
    "better than asked": ({"seen": tuple(seen(*FULL, workshops=2, level=3))}, {}),
}


@pytest.mark.parametrize(("changes", "expected"), CASES.values(), ids=CASES)
def test_each_condition_says_how_much_is_missing(changes: dict[str, Any], expected: dict[Kind, int]) -> None:
    assert missing(leading(**changes)) == expected


def test_a_required_skill_that_was_seen_once_is_named() -> None:
    once = [one for one in leading().seen if not (one.skill == "F04" and one.workshop_id == 1)]
    (condition,) = decide(LEADER, leading(seen=tuple(once))).unmet
    assert condition.missing == ("F04",)
    assert (condition.have, condition.need) == (4, 5)


def test_two_looks_at_one_workshop_are_one_occasion() -> None:
    both_sides = [*seen(*REQUIRED, side=Side.STAFF), *seen(*REQUIRED, side=Side.PEER), *seen("F05", "F06", "F07")]
    assert missing(leading(seen=tuple(both_sides))) == {Kind.SKILLS: 5}


def test_only_the_sides_that_are_asked_for_count() -> None:
    asked = {"skills": {"required": ["F01"], "level": 2, "sides": ["staff"]}}
    criteria = read_criteria({"format": "criteria/1", "all": [asked]})
    assert missing(Facts(seen=tuple(seen("F01", side=Side.PEER))), criteria) == {Kind.SKILLS: 1}
    assert missing(Facts(seen=tuple(seen("F01", side=Side.STAFF))), criteria) == {}


@pytest.mark.parametrize(
    ("attended", "skills", "modules", "expected"),
    [
        (4, 8, 3, {}),
        (3, 8, 3, {Kind.WORKSHOPS_ATTENDED: 1}),
        (4, 7, 3, {Kind.SKILLS_REACHED: 1}),
        (4, 8, 2, {Kind.MODULES_REACHED: 1}),
        (0, 0, 0, {Kind.WORKSHOPS_ATTENDED: 4, Kind.SKILLS_REACHED: 8, Kind.MODULES_REACHED: 3}),
    ],
)
def test_the_learners_badge_counts_workshops_skills_and_modules(
    attended: int, skills: int, modules: int, expected: dict[Kind, int]
) -> None:
    shown = tuple(one for n in range(skills) for one in seen(f"S{n}", module=f"M{n % modules}"))
    assert missing(Facts(workshops_attended=attended, seen=shown), LEARNER) == expected


def test_what_is_kept_with_an_award_tells_the_same_story_later() -> None:
    facts = leading(workshops_led=2)
    decision = decide(LEADER, facts)
    kept = json.loads(json.dumps(facts_to_keep(facts, decision)))
    assert kept["met"] is False
    assert [(one.kind, one.is_met, one.lacking) for one in conditions_kept(kept)] == [
        (one.kind, one.is_met, one.lacking) for one in decision.conditions
    ]
    assert kept["skills"] == sorted({*REQUIRED, "F05", "F06", "F07"})


NUMBER = "a whole number from 1 to 1000 is expected"
WRONG: dict[str, Any] = {
    "criteria: an object is expected": None,
    "criteria: all, format is missing": {},
    "format: criteria/1 is expected": {"format": "criteria/2", "all": [{}]},
    "all: a list of conditions is expected, with one at least": {"format": "criteria/1", "all": []},
    "criteria: yna is not known": {"format": "criteria/1", "all": [{}], "\u202eyna\u200b": []},
    "criteria: any is not known": {"format": "criteria/1", "all": [{}], "any": []},
}
WRONG_LINES: dict[str, Any] = {
    "all[0]: one condition is expected, as {kind: {…}}": {},
    "all[0]: hours is not a known condition": {"hours": {"at_least": 3}},
    "all[0]: modules_reached is not a known condition": {"modules_reached": {"at_least": 3}},
    "all[0].workshops_led: an object is expected": {"workshops_led": 3},
    "all[0].workshops_led: at_least is missing": {"workshops_led": {}},
    "all[0].workshops_led: most is not known": {"workshops_led": {"at_least": 3, "most": 9}},
    f"all[0].workshops_led.at_least: {NUMBER}": {"workshops_led": {"at_least": True}},
    f"all[0].distinct_learners.at_least: {NUMBER}": {"distinct_learners": {"at_least": 0}},
    f"all[0].skills_reached.of_modules: {NUMBER}": {"skills_reached": {"at_least": 1, "level": 2, "of_modules": "3"}},
    "all[0].skills.level: a whole number from 1 to 3 is expected": {"skills": {"required": ["F01"], "level": 4}},
    "all[0].skills.required: a list of skill codes is expected": {"skills": {"required": [], "level": 2}},
    "all[0].skills.required: the same skill stands twice": {"skills": {"required": ["F01", "F01"], "level": 2}},
    "all[0].skills.sides: a list of peer, staff is expected": {
        "skills": {"required": ["F01"], "level": 2, "sides": ["self"]}
    },
}
LINES = {problem: {"format": "criteria/1", "all": [line]} for problem, line in WRONG_LINES.items()}


@pytest.mark.parametrize(("problem", "document"), (WRONG | LINES).items(), ids=WRONG | LINES)
def test_criteria_that_are_not_understood_are_refused_and_say_where(problem: str, document: Any) -> None:
    with pytest.raises(DomainError) as refused:
        read_criteria(document)
    assert refused.value.code == "awards.criteria_wrong"
    assert refused.value.details["problem"] == problem


def test_the_same_condition_twice_is_refused() -> None:
    lines = [{"workshops_led": {"at_least": 1}}, {"workshops_led": {"at_least": 2}}]
    with pytest.raises(DomainError, match="criteria_wrong"):
        read_criteria({"format": "criteria/1", "all": lines})


@pytest.mark.parametrize(
    ("choice", "with_last", "without_last"),
    [
        (NameShown.FULL, "Awa Diop", "Awa"),
        (NameShown.FIRST_NAME, "Awa", "Awa"),
        (NameShown.INITIALS, "A. D.", "A."),
        (NameShown.NONE, "", ""),
    ],
)
def test_the_name_shown_is_the_holders_choice(choice: NameShown, with_last: str, without_last: str) -> None:
    assert shown_as(choice, "Awa", "Diop") == with_last
    assert shown_as(choice, "Awa", None) == without_last


NEW_KINDS: dict[str, tuple[dict[str, Any], dict[str, Any], bool]] = {
    "enough reviews": ({"reviews_written": {"at_least": 2}}, {"reviews_written": 2}, True),
    "a review missing": ({"reviews_written": {"at_least": 2}}, {"reviews_written": 1}, False),
    "a track to its end": ({"track_done": {"track": "staff"}}, {"tracks": {TrackCode.STAFF: (4, 4)}}, True),
    "a module missing": ({"track_done": {"track": "staff"}}, {"tracks": {TrackCode.STAFF: (3, 4)}}, False),
    "another track": ({"track_done": {"track": "staff"}}, {"tracks": {TrackCode.LEARNER: (4, 4)}}, False),
    "a track of no module": ({"track_done": {"track": "staff"}}, {"tracks": {TrackCode.STAFF: (0, 0)}}, False),
}
ONE, TWO, PEER = (
    Seen("F01", "", 1, 2, Side.STAFF, by=1),
    Seen("F01", "", 1, 2, Side.STAFF, by=2),
    Seen("F01", "", 2, 2, Side.PEER, by=3),
)
LOOKS: dict[str, tuple[dict[str, Any], tuple[Seen, ...], bool]] = {
    "one observer": ({"observers": 2}, (ONE,), False),
    "two observers in one workshop": ({"observers": 2}, (ONE, TWO), True),
    "nobody knows who": ({"observers": 2}, (replace(ONE, by=None), replace(PEER, by=None)), False),
    "one side": ({"from_sides": 2}, (ONE, TWO), False),
    "both sides": ({"from_sides": 2}, (ONE, PEER), True),
    "two workshops and both sides": ({"from_sides": 2, "observations": 2}, (ONE, PEER), True),
}


@pytest.mark.parametrize(("line", "facts", "is_met"), NEW_KINDS.values(), ids=NEW_KINDS)
def test_reviews_and_tracks_count(line: dict[str, Any], facts: dict[str, Any], is_met: bool) -> None:
    criteria = read_criteria({"format": "criteria/1", "all": [line]})
    decision = decide(criteria, Facts(**facts))
    assert decision.is_met is is_met
    kept = json.loads(json.dumps(facts_to_keep(Facts(**facts), decision)))
    assert [(one.kind, one.is_met, one.track) for one in conditions_kept(kept)] == [
        (one.kind, one.is_met, one.track) for one in decision.conditions
    ]


@pytest.mark.parametrize(("asked", "looks", "is_met"), LOOKS.values(), ids=LOOKS)
def test_a_skill_may_have_to_be_seen_by_several(asked: dict[str, Any], looks: tuple[Seen, ...], is_met: bool) -> None:
    criteria = read_criteria({"format": "criteria/1", "all": [{"skills": {"required": ["F01"], "level": 2, **asked}}]})
    assert decide(criteria, Facts(seen=looks)).is_met is is_met


@pytest.mark.parametrize(
    ("day", "months", "ends"),
    [("2026-01-31", 1, "2026-02-28"), ("2024-02-29", 12, "2025-02-28"), ("2026-11-26", 24, "2028-11-26")],
)
def test_months_are_counted_as_people_count_them(day: str, months: int, ends: str) -> None:
    assert months_after(datetime.fromisoformat(f"{day}T10:00+00:00"), months).date().isoformat() == ends
