"""The life of a badge, and whether it has been earned: decided on plain facts, answered with reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from peerlearn.attendance.rules import Side
from peerlearn.core.errors import DomainError
from peerlearn.people.rules import initials
from peerlearn.tracks.rules import Level

CRITERIA_FORMAT = "criteria/1"
_LARGEST_NUMBER = 1000
# Whoever said no may think again for as long: the approval is not older than that.
_MAY_THINK_AGAIN = timedelta(days=90)
# A run writes down where it is several times a second; silent for this long, whoever did it was stopped.
RUN_IS_SILENT = timedelta(seconds=20)


class RunKind(StrEnum):
    """What is done with many badges at once."""

    SIGN = "sign"
    APPROVE = "approve"


@dataclass(frozen=True)
class Refusal:
    """A badge that could not be done, and the code of the reason."""

    award_id: int
    code: str


@dataclass(frozen=True)
class Outcome:
    """What came of some of the badges of a run. What is in neither part, somebody else did meanwhile."""

    done: tuple[int, ...] = ()
    refusals: tuple[Refusal, ...] = ()

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(self.done + other.done, self.refusals + other.refusals)


class AwardState(StrEnum):
    """Where an award stands. Public only from `issued` on."""

    PROPOSED = "proposed"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"
    OFFERED = "offered"
    DECLINED = "declined"
    ACCEPTED = "accepted"
    ISSUED = "issued"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    ERASED = "erased"

    @property
    def is_living(self) -> bool:
        """Whether the person has this badge or may still get it: then it is not proposed a second time."""
        return self not in _DEAD

    @property
    def is_settled(self) -> bool:
        """Whether this badge is no fresh work: the person has it, may get it, said no, or had it withdrawn."""
        return self not in {AwardState.REFUSED, AwardState.TAKEN_BACK}


_DEAD = frozenset(
    {AwardState.REFUSED, AwardState.TAKEN_BACK, AwardState.DECLINED, AwardState.REVOKED, AwardState.ERASED}
)


class Form(StrEnum):
    """The forms in which an edition is kept; each says the same. The last is the short one for paper."""

    OB3_JWT = "ob3_jwt"
    OB3_DI = "ob3_di"
    OB2_HOSTED = "ob2_hosted"
    OB2_SIGNED = "ob2_signed"
    SUMMARY = "summary"


CREDENTIALS = (Form.OB3_JWT, Form.OB3_DI, Form.OB2_HOSTED, Form.OB2_SIGNED)
"""The forms that any validator reads."""


class KeyState(StrEnum):
    """Retired keys vouch for ever for what they signed; a stolen one only for what was registered before."""

    ACTIVE = "active"
    RETIRED = "retired"
    COMPROMISED = "compromised"


class NameShown(StrEnum):
    """The holder's choice, made before anything is signed."""

    FULL = "full"
    FIRST_NAME = "first_name"
    INITIALS = "initials"
    NONE = "none"


class RevocationReason(StrEnum):
    """Why a badge is withdrawn; the public page has kind words for each."""

    MISTAKE = "mistake"
    HOLDER_ASKED = "holder_asked"
    RULES_NOT_MET = "rules_not_met"
    REPLACED = "replaced"


class Kind(StrEnum):
    """What a condition counts."""

    WORKSHOPS_LED = "workshops_led"
    WORKSHOPS_ATTENDED = "workshops_attended"
    DISTINCT_LEARNERS = "distinct_learners"
    SKILLS = "skills"
    SKILLS_REACHED = "skills_reached"
    MODULES_REACHED = "modules_reached"


@dataclass(frozen=True)
class Seen:
    """One skill as seen in one workshop, from one side."""

    skill: str
    module: str
    workshop_id: int
    level: int
    side: Side


@dataclass(frozen=True)
class Facts:
    """What is known of one person. Counts and codes only: nothing here names anybody."""

    workshops_led: int = 0
    workshops_attended: int = 0
    distinct_learners: int = 0
    seen: tuple[Seen, ...] = ()
    first_on: date | None = None
    last_on: date | None = None

    def skills_at(self, level: int, *, observations: int = 1, sides: Iterable[Side] = Side) -> dict[str, str]:
        """Skill → its module, for each skill seen at this level or above in enough workshops, from these sides."""
        counted = frozenset(sides)
        workshops: dict[str, set[int]] = {}
        modules: dict[str, str] = {}
        for one in self.seen:
            if one.level >= level and one.side in counted:
                workshops.setdefault(one.skill, set()).add(one.workshop_id)
                modules[one.skill] = one.module
        return {skill: modules[skill] for skill in sorted(workshops) if len(workshops[skill]) >= observations}


@dataclass(frozen=True)
class Condition:
    """One condition as it stands: how much there is, how much is needed, and the skills that are missing."""

    kind: Kind
    have: int
    need: int
    missing: tuple[str, ...] = ()
    level: int | None = None
    observations: int | None = None

    @property
    def is_met(self) -> bool:
        """Whether there is enough."""
        return self.have >= self.need

    @property
    def lacking(self) -> int:
        """How much is missing; 0 when nothing is."""
        return max(0, self.need - self.have)


@dataclass(frozen=True)
class Decision:
    """The answer, with its reasons."""

    conditions: tuple[Condition, ...]

    @property
    def is_met(self) -> bool:
        """Whether every condition is met."""
        return all(condition.is_met for condition in self.conditions)

    @property
    def unmet(self) -> tuple[Condition, ...]:
        """The conditions that are not met yet."""
        return tuple(condition for condition in self.conditions if not condition.is_met)


@dataclass(frozen=True)
class _Requirement:
    """One line of the criteria, read."""

    kind: Kind
    at_least: int = 0
    required: tuple[str, ...] = ()
    level: int = Level.ALONE
    observations: int = 1
    sides: frozenset[Side] = field(default_factory=lambda: frozenset(Side))
    of_modules: int = 0


@dataclass(frozen=True)
class Criteria:
    """What a badge asks for: all of these."""

    requirements: tuple[_Requirement, ...]

    @property
    def skills(self) -> tuple[str, ...]:
        """Every skill that is asked for by name."""
        return tuple(code for requirement in self.requirements for code in requirement.required)

    def need(self, kind: Kind) -> int:
        """How much of this is needed; 0 when it is not asked for."""
        return max((one.at_least for one in self.requirements if one.kind is kind), default=0)


def may_think_again(state: AwardState, offered_at: datetime | None, *, now: datetime) -> bool:
    """Whether a badge that its holder declined may be offered again without a new proposal."""
    return state is AwardState.DECLINED and offered_at is not None and now - offered_at <= _MAY_THINK_AGAIN


def decide(criteria: Criteria, facts: Facts) -> Decision:
    """Whether the facts meet the criteria, condition by condition."""
    conditions: list[Condition] = []
    for requirement in criteria.requirements:
        conditions.extend(_judge(requirement, facts))
    return Decision(tuple(conditions))


def facts_to_keep(facts: Facts, decision: Decision) -> dict[str, Any]:
    """What is stored with an award: counts, codes and days, and how each condition stood."""
    level = next((one.level for one in decision.conditions if one.level is not None), int(Level.ALONE))
    return {
        "workshops_led": facts.workshops_led,
        "workshops_attended": facts.workshops_attended,
        "distinct_learners": facts.distinct_learners,
        "skills": list(facts.skills_at(level)),
        "first_on": facts.first_on.isoformat() if facts.first_on else None,
        "last_on": facts.last_on.isoformat() if facts.last_on else None,
        "met": decision.is_met,
        "conditions": [
            {"kind": one.kind.value, "have": one.have, "need": one.need, "missing": list(one.missing)}
            for one in decision.conditions
        ],
    }


def conditions_kept(document: Mapping[str, Any]) -> tuple[Condition, ...]:
    """The conditions as they stood when they were stored with an award."""
    return tuple(
        Condition(Kind(one["kind"]), one["have"], one["need"], tuple(one["missing"]))
        for one in document.get("conditions", [])
    )


def read_criteria(document: object) -> Criteria:
    """The criteria of a `criteria/1` document; nothing that is not understood passes.

    Raises:
        DomainError: `awards.criteria_wrong` with `problem`, which says where.
    """
    members = _members(document, "criteria", needed={"format", "all"}, allowed={"words"})
    if members["format"] != CRITERIA_FORMAT:
        raise _wrong(f"format: {CRITERIA_FORMAT} is expected")
    lines = members["all"]
    if not isinstance(lines, list) or not lines:
        raise _wrong("all: a list of conditions is expected, with one at least")
    requirements = tuple(_requirement(line, f"all[{number}]") for number, line in enumerate(lines))
    kinds = [requirement.kind for requirement in requirements]
    if len(set(kinds)) < len(kinds):
        raise _wrong("all: the same kind of condition stands twice")
    return Criteria(requirements)


def shown_as(choice: NameShown, first_name: str, last_name: str | None) -> str:
    """Exactly what will be shown and signed; empty for no name. A last name that is unknown is not made up."""
    match choice:
        case NameShown.FULL:
            return f"{first_name} {last_name}" if last_name else first_name
        case NameShown.FIRST_NAME:
            return first_name
        case NameShown.INITIALS:
            return initials(first_name, last_name)
        case NameShown.NONE:
            return ""


def _judge(requirement: _Requirement, facts: Facts) -> list[Condition]:
    kind, need = requirement.kind, requirement.at_least
    match kind:
        case Kind.WORKSHOPS_LED:
            return [Condition(kind, facts.workshops_led, need)]
        case Kind.WORKSHOPS_ATTENDED:
            return [Condition(kind, facts.workshops_attended, need)]
        case Kind.DISTINCT_LEARNERS:
            return [Condition(kind, facts.distinct_learners, need)]
    reached = facts.skills_at(requirement.level, observations=requirement.observations, sides=requirement.sides)
    level, observations = requirement.level, requirement.observations
    if kind is Kind.SKILLS:
        missing = tuple(code for code in requirement.required if code not in reached)
        total = len(requirement.required)
        return [Condition(kind, total - len(missing), total, missing, level, observations)]
    conditions = [Condition(kind, len(reached), need, (), level, observations)]
    if requirement.of_modules:
        modules = {module for module in reached.values() if module}
        need = requirement.of_modules
        conditions.append(Condition(Kind.MODULES_REACHED, len(modules), need, (), level, observations))
    return conditions


def _requirement(line: object, place: str) -> _Requirement:
    if not isinstance(line, dict) or len(line) != 1:
        raise _wrong(f"{place}: one condition is expected, as {{kind: {{…}}}}")
    ((name, body),) = line.items()
    if name not in _READERS:
        raise _wrong(f"{place}: {name} is not a known condition")
    kind = Kind(name)
    needed, allowed = _READERS[kind]
    members = _members(body, f"{place}.{name}", needed=needed, allowed=allowed)
    place = f"{place}.{name}"
    return _Requirement(
        kind=kind,
        at_least=_number(members.get("at_least", 1), f"{place}.at_least"),
        required=_codes(members["required"], f"{place}.required") if "required" in members else (),
        level=_number(members.get("level", int(Level.ALONE)), f"{place}.level", most=int(Level.CAN_EXPLAIN)),
        observations=_number(members.get("observations", 1), f"{place}.observations"),
        sides=_sides(members["sides"], f"{place}.sides") if "sides" in members else frozenset(Side),
        of_modules=_number(members["of_modules"], f"{place}.of_modules") if "of_modules" in members else 0,
    )


# Condition → its members: those it needs, and those it may have.
_COUNT: tuple[set[str], set[str]] = ({"at_least"}, set())
_READERS: dict[str, tuple[set[str], set[str]]] = {
    Kind.WORKSHOPS_LED: _COUNT,
    Kind.WORKSHOPS_ATTENDED: _COUNT,
    Kind.DISTINCT_LEARNERS: _COUNT,
    Kind.SKILLS: ({"required", "level"}, {"observations", "sides"}),
    Kind.SKILLS_REACHED: ({"at_least", "level"}, {"observations", "sides", "of_modules"}),
}


def _members(value: object, place: str, *, needed: set[str], allowed: set[str]) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(f"{place}: an object is expected")
    if missing := sorted(needed - value.keys()):
        raise _wrong(f"{place}: {', '.join(missing)} is missing")
    if unknown := sorted(str(name) for name in value.keys() - needed - allowed):
        raise _wrong(f"{place}: {', '.join(unknown)} is not known")
    return value


def _number(value: object, place: str, *, most: int = _LARGEST_NUMBER) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise _wrong(f"{place}: a whole number from 1 to {most} is expected")
    return value


def _codes(value: object, place: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(code, str) and code for code in value):
        raise _wrong(f"{place}: a list of skill codes is expected")
    if len(set(value)) < len(value):
        raise _wrong(f"{place}: the same skill stands twice")
    return tuple(value)


def _sides(value: object, place: str) -> frozenset[Side]:
    known = {side.value for side in Side}
    if not isinstance(value, list) or not value or not all(isinstance(side, str) and side in known for side in value):
        raise _wrong(f"{place}: a list of {', '.join(sorted(known))} is expected")
    return frozenset(Side(side) for side in value)


def _wrong(problem: str) -> DomainError:
    return DomainError("awards.criteria_wrong", problem=problem)
