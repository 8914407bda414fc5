"""The life of a badge, and whether it has been earned: decided on plain facts, answered with reasons."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from peerlearn.attendance.rules import Side
from peerlearn.people.rules import initials
from peerlearn.tracks.rules import Level, TrackCode

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


class Use(StrEnum):
    """What strangers do with published badges: counted by badge as defined and by day, never by who holds one."""

    PAGE = "page"
    FILE = "file"
    CHECK = "check"
    PROGRAM_CHECK = "program_check"


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
    TRACK_DONE = "track_done"
    REVIEWS_WRITTEN = "reviews_written"


@dataclass(frozen=True)
class Seen:
    """One skill as seen in one workshop, from one side, by one account; by nobody known where that was not noted."""

    skill: str
    module: str
    workshop_id: int
    level: int
    side: Side
    by: int | None = None


@dataclass(frozen=True)
class Facts:
    """What is known of one person. Counts and codes only: nothing here names anybody."""

    workshops_led: int = 0
    workshops_attended: int = 0
    distinct_learners: int = 0
    reviews_written: int = 0
    seen: tuple[Seen, ...] = ()
    # Track → how many of its modules were attended, and how many it has; of the tracks that a rule asks about.
    tracks: Mapping[TrackCode, tuple[int, int]] = field(default_factory=dict)
    first_on: date | None = None
    last_on: date | None = None

    def skills_at(self, level: int, *, wanted: "Looks | None" = None) -> dict[str, str]:
        """Skill → its module, for each skill seen at this level or above often enough, by enough people and sides."""
        looks = wanted or Looks()
        found: dict[str, list[Seen]] = {}
        for one in self.seen:
            if one.level >= level and one.side in looks.sides:
                found.setdefault(one.skill, []).append(one)
        return {skill: found[skill][-1].module for skill in sorted(found) if looks.are_in(found[skill])}


@dataclass(frozen=True)
class Looks:
    """How well a skill must have been seen: in how many workshops, from which sides, by how many people and sides."""

    observations: int = 1
    sides: frozenset[Side] = field(default_factory=lambda: frozenset(Side))
    observers: int = 1
    from_sides: int = 1

    def are_in(self, seen: Sequence[Seen]) -> bool:
        """Whether these looks at one skill are enough. Who is not known counts as nobody, but for the first."""
        people = {one.by for one in seen if one.by is not None}
        return (
            len({one.workshop_id for one in seen}) >= self.observations
            and max(1, len(people)) >= self.observers
            and len({one.side for one in seen}) >= self.from_sides
        )


@dataclass(frozen=True)
class Condition:
    """One condition as it stands: how much there is, how much is needed, and the skills that are missing."""

    kind: Kind
    have: int
    need: int
    missing: tuple[str, ...] = ()
    level: int | None = None
    observations: int | None = None
    track: TrackCode | None = None

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

    @property
    def has_begun(self) -> bool:
        """Whether something of it is there already."""
        return any(condition.have for condition in self.conditions)

    @property
    def last_step(self) -> Condition | None:
        """The one condition that lacks one of whatever it counts. Nobody is near to what they have not begun: of a
        badge for leading once, all who ever came to a workshop would be."""
        unmet = self.unmet
        return unmet[0] if len(unmet) == 1 and unmet[0].lacking == 1 and self.has_begun else None


@dataclass(frozen=True)
class Requirement:
    """One line of the criteria, read."""

    kind: Kind
    at_least: int = 0
    required: tuple[str, ...] = ()
    level: int = Level.ALONE
    looks: Looks = field(default_factory=Looks)
    of_modules: int = 0
    track: TrackCode | None = None


@dataclass(frozen=True)
class Criteria:
    """What a badge asks for: all of these."""

    requirements: tuple[Requirement, ...]

    @property
    def skills(self) -> tuple[str, ...]:
        """Every skill that is asked for by name."""
        return tuple(code for requirement in self.requirements for code in requirement.required)

    @property
    def tracks(self) -> tuple[TrackCode, ...]:
        """Every track that has to be done."""
        return tuple(one.track for one in self.requirements if one.track)

    def need(self, kind: Kind) -> int:
        """How much of this is needed; 0 when it is not asked for."""
        return max((one.at_least for one in self.requirements if one.kind is kind), default=0)


def _track_kept(line: Mapping[str, Any]) -> TrackCode | None:
    return TrackCode(line["track"]) if "track" in line else None


def months_after(instant: datetime, months: int) -> datetime:
    """The same day of the month so many months later, or its last day where that month is shorter."""
    year, month = divmod(instant.year * 12 + instant.month - 1 + months, 12)
    day = min(instant.day, monthrange(year, month + 1)[1])
    return instant.replace(year=year, month=month + 1, day=day)


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
            | ({"track": one.track.value} if one.track else {})
            for one in decision.conditions
        ],
    }


def conditions_kept(document: Mapping[str, Any]) -> tuple[Condition, ...]:
    """The conditions as they stood when they were stored with an award."""
    return tuple(
        Condition(Kind(one["kind"]), one["have"], one["need"], tuple(one["missing"]), track=_track_kept(one))
        for one in document.get("conditions", [])
    )


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


def _judge(requirement: Requirement, facts: Facts) -> list[Condition]:
    kind, need = requirement.kind, requirement.at_least
    match kind:
        case Kind.WORKSHOPS_LED:
            return [Condition(kind, facts.workshops_led, need)]
        case Kind.WORKSHOPS_ATTENDED:
            return [Condition(kind, facts.workshops_attended, need)]
        case Kind.DISTINCT_LEARNERS:
            return [Condition(kind, facts.distinct_learners, need)]
        case Kind.REVIEWS_WRITTEN:
            return [Condition(kind, facts.reviews_written, need)]
        case Kind.TRACK_DONE:
            return [_judge_track(requirement.track, facts)]
    return _judge_skills(requirement, facts)


def _judge_track(track: TrackCode | None, facts: Facts) -> Condition:
    """A track without modules is done by nobody: nothing was there to be done."""
    have, need = facts.tracks.get(track, (0, 0)) if track else (0, 0)
    return Condition(Kind.TRACK_DONE, have, max(1, need), track=track)


def _judge_skills(requirement: Requirement, facts: Facts) -> list[Condition]:
    kind, need = requirement.kind, requirement.at_least
    reached = facts.skills_at(requirement.level, wanted=requirement.looks)
    level, observations = requirement.level, requirement.looks.observations
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
