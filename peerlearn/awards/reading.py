"""Criteria as data, read strictly: what is not understood is refused, and the refusal says where and what is wanted."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from peerlearn.attendance.rules import Side
from peerlearn.awards.rules import Criteria, Kind, Looks, Requirement
from peerlearn.core.errors import DomainError
from peerlearn.core.texts import as_seen
from peerlearn.tracks.rules import Level, TrackCode

CRITERIA_FORMAT = "criteria/1"
LARGEST_NUMBER = 1000
MOST_CONDITIONS = 20
MOST_SKILLS = 60
_LONGEST_QUOTE = 60


class Wanted(StrEnum):
    """What is expected where something else stands; `{}` is what is named there. Pages say it in their language."""

    FORMAT = "{} is expected"
    OBJECT = "an object is expected"
    MEMBER = "{} is missing"
    KNOWN_MEMBER = "{} is not known"
    CONDITIONS = "a list of conditions is expected, with one at least"
    FEWER_CONDITIONS = "at most {} conditions are expected"
    ONE_CONDITION = "one condition is expected, as {{kind: {{…}}}}"
    KNOWN_KIND = "{} is not a known condition"
    KIND_ONCE = "the same kind of condition stands twice"
    NUMBER = "a whole number from 1 to {} is expected"
    SKILLS = "a list of skill codes is expected"
    FEWER_SKILLS = "at most {} skills are expected"
    SKILL_ONCE = "the same skill stands twice"
    SIDES = "a list of {} is expected"
    TRACK = "one of {} is expected"


def read_criteria(document: object) -> Criteria:
    """The criteria of a `criteria/1` document; nothing that is not understood passes.

    Raises:
        DomainError: `awards.criteria_wrong` with `problem`, and its parts: `place`, `wanted` and `named`.
    """
    members = _members(document, "criteria", needed={"format", "all"}, allowed={"words"})
    if members["format"] != CRITERIA_FORMAT:
        raise _wrong("format", Wanted.FORMAT, named=CRITERIA_FORMAT)
    lines = members["all"]
    if not isinstance(lines, list) or not lines:
        raise _wrong("all", Wanted.CONDITIONS)
    if len(lines) > MOST_CONDITIONS:
        raise _wrong("all", Wanted.FEWER_CONDITIONS, named=MOST_CONDITIONS)
    requirements = tuple(_requirement(line, f"all[{number}]") for number, line in enumerate(lines))
    asked = [(requirement.kind, requirement.track) for requirement in requirements]
    if len(set(asked)) < len(asked):
        raise _wrong("all", Wanted.KIND_ONCE)
    return Criteria(requirements)


def _requirement(line: object, place: str) -> Requirement:
    if not isinstance(line, dict) or len(line) != 1:
        raise _wrong(place, Wanted.ONE_CONDITION)
    ((name, body),) = line.items()
    if name not in _READERS:
        raise _wrong(place, Wanted.KNOWN_KIND, named=_quoted(name))
    kind = Kind(name)
    needed, allowed = _READERS[kind]
    members = _members(body, f"{place}.{name}", needed=needed, allowed=allowed)
    place = f"{place}.{name}"
    return Requirement(
        kind=kind,
        at_least=_number(members.get("at_least", 1), f"{place}.at_least"),
        required=_codes(members["required"], f"{place}.required") if "required" in members else (),
        level=_number(members.get("level", int(Level.ALONE)), f"{place}.level", most=int(Level.CAN_EXPLAIN)),
        looks=_looks(members, place),
        of_modules=_number(members["of_modules"], f"{place}.of_modules") if "of_modules" in members else 0,
        track=_track(members["track"], f"{place}.track") if "track" in members else None,
    )


# Condition → its members: those it needs, and those it may have.
_COUNT: tuple[set[str], set[str]] = ({"at_least"}, set())
_LOOKS = {"observations", "sides", "observers", "from_sides"}
_READERS: dict[str, tuple[set[str], set[str]]] = {
    Kind.WORKSHOPS_LED: _COUNT,
    Kind.WORKSHOPS_ATTENDED: _COUNT,
    Kind.DISTINCT_LEARNERS: _COUNT,
    Kind.REVIEWS_WRITTEN: _COUNT,
    Kind.TRACK_DONE: ({"track"}, set()),
    Kind.SKILLS: ({"required", "level"}, _LOOKS),
    Kind.SKILLS_REACHED: ({"at_least", "level"}, _LOOKS | {"of_modules"}),
}


def _looks(members: Mapping[str, Any], place: str) -> Looks:
    sides = _sides(members["sides"], f"{place}.sides") if "sides" in members else frozenset(Side)
    return Looks(
        observations=_number(members.get("observations", 1), f"{place}.observations"),
        sides=sides,
        observers=_number(members.get("observers", 1), f"{place}.observers"),
        from_sides=_number(members.get("from_sides", 1), f"{place}.from_sides", most=len(sides)),
    )


def _members(value: object, place: str, *, needed: set[str], allowed: set[str]) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(place, Wanted.OBJECT)
    if missing := sorted(needed - value.keys()):
        raise _wrong(place, Wanted.MEMBER, named=", ".join(missing))
    if unknown := sorted(str(name) for name in value.keys() - needed - allowed):
        raise _wrong(place, Wanted.KNOWN_MEMBER, named=_quoted(", ".join(unknown)))
    return value


def _number(value: object, place: str, *, most: int = LARGEST_NUMBER) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise _wrong(place, Wanted.NUMBER, named=most)
    return value


def _codes(value: object, place: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(code, str) and code for code in value):
        raise _wrong(place, Wanted.SKILLS)
    if len(set(value)) < len(value):
        raise _wrong(place, Wanted.SKILL_ONCE)
    if len(value) > MOST_SKILLS:
        raise _wrong(place, Wanted.FEWER_SKILLS, named=MOST_SKILLS)
    return tuple(value)


def _sides(value: object, place: str) -> frozenset[Side]:
    known = {side.value for side in Side}
    if not isinstance(value, list) or not value or not all(isinstance(side, str) and side in known for side in value):
        raise _wrong(place, Wanted.SIDES, named=", ".join(sorted(known)))
    return frozenset(Side(side) for side in value)


def _track(value: object, place: str) -> TrackCode:
    if not isinstance(value, str) or value not in set(TrackCode):
        raise _wrong(place, Wanted.TRACK, named=", ".join(TrackCode))
    return TrackCode(value)


def _quoted(name: str) -> str:
    """What somebody else wrote as the eye sees it, no longer than a line."""
    name = as_seen(name)
    return name if len(name) <= _LONGEST_QUOTE else f"{name[:_LONGEST_QUOTE]}…"


def _wrong(place: str, wanted: Wanted, *, named: str | int = "") -> DomainError:
    problem = f"{place}: {wanted.value.format(named)}"
    return DomainError("awards.criteria_wrong", problem=problem, place=place, wanted=wanted, named=named)
